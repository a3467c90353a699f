import Testing

/// The value, for which `#require` would need a copy.
func required<Value: ~Copyable>(_ value: consuming Value?) throws -> Value {
    switch consume value {
    case .some(let value): return value
    case .none:
        Issue.record("zlib has no memory")
        throw CancellationError()
    }
}
