extension JSONScanner {
    /// Calls `body` with each key and value of the one object that `bytes` must be; returns
    /// whether they are.
    static func forEachMember(
        of bytes: UnsafeRawBufferPointer,
        allowsNonFinite: Bool = false,
        _ body: (_ key: Range<Int>, _ value: Value) -> Void
    ) -> Bool {
        var scanner = JSONScanner(bytes, allowsNonFinite: allowsNonFinite)
        guard scanner.next() == .beginObject else { return false }
        while true {
            switch scanner.next() {
            case .key(let key):
                guard let value = scanner.nextValue() else { return false }
                body(key, value)
            case .endObject: return scanner.next() == .end
            default: return false
            }
        }
    }

    /// Calls `body` with each element of the one array that `bytes`, JSON text that was scanned
    /// before, must be; returns whether they are.
    @discardableResult
    static func forEachElement(
        of bytes: UnsafeRawBufferPointer,
        _ body: (Value) -> Void
    ) -> Bool {
        var scanner = JSONScanner(bytes)
        guard scanner.next() == .beginArray else { return false }
        while let value = scanner.nextValue() { body(value) }
        return true
    }
}
