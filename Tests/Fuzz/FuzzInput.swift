/// What the fuzzer made up: choices come from its front, the rest is the input of a parser.
struct FuzzInput {
    private var bytes: ArraySlice<UInt8>

    init(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        bytes = Array(UnsafeBufferPointer(start: start, count: count))[...]
    }

    /// The next byte; 0 when there is none.
    mutating func byte() -> UInt8 {
        bytes.popFirst() ?? 0
    }

    /// One of some values.
    mutating func choice<Value>(of values: [Value]) -> Value {
        values[Int(byte()) % values.count]
    }

    /// All that is left.
    var rest: [UInt8] { Array(bytes) }
}

/// Ends the run, which makes the fuzzer keep its input.
func check(_ condition: Bool, _ rule: @autoclosure () -> String) {
    if !condition { fatalError(rule()) }
}
