/// A second, plain reading of RFC 8259 that the scanner is compared with: recursive, on an array, written
/// as the grammar stands, in bytes.
struct JSONOracle {
    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    /// Whether the text is JSON, nested at most 32 deep.
    static func accepts(_ bytes: [UInt8]) -> Bool {
        var oracle = JSONOracle(bytes: bytes)
        oracle.space()
        guard oracle.value() else { return false }
        oracle.space()
        return oracle.index == bytes.count
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    private mutating func takeOne(of characters: String) -> Bool {
        guard index < bytes.count, characters.utf8.contains(bytes[index]) else { return false }
        index += 1
        return true
    }

    private mutating func space() {
        while takeOne(of: " \n\r\t") {}
    }

    private mutating func value() -> Bool {
        if take("{") { return container(end: "}") { $0.member() } }
        if take("[") { return container(end: "]") { $0.value() } }
        if take("\"") { return stringRest() }
        return take("true") || take("false") || take("null") || number()
    }

    private mutating func container(end: String, element: (inout JSONOracle) -> Bool) -> Bool {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 32 else { return false }
        space()
        if take(end) { return true }
        repeat {
            space()
            guard element(&self) else { return false }
            space()
        } while take(",")
        return take(end)
    }

    private mutating func member() -> Bool {
        guard take("\""), stringRest() else { return false }
        space()
        guard take(":") else { return false }
        space()
        return value()
    }

    private mutating func stringRest() -> Bool {
        while index < bytes.count {
            if take("\"") { return true }
            if take("\\") {
                guard escape() else { return false }
            } else {
                guard bytes[index] >= 0x20 else { return false }
                index += 1
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        guard take("u") else { return takeOne(of: "\"\\/bfnrt") }
        return (0..<4).allSatisfy { _ in takeOne(of: "0123456789abcdefABCDEF") }
    }

    private mutating func number() -> Bool {
        _ = take("-")
        guard take("0") || digits() else { return false }
        if take("."), !digits() { return false }
        guard takeOne(of: "eE") else { return true }
        _ = takeOne(of: "+-")
        return digits()
    }

    private mutating func digits() -> Bool {
        let start = index
        while takeOne(of: "0123456789") {}
        return index > start
    }
}
