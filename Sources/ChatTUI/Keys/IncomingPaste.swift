/// A bracketed paste on its way: what came of it, and how much of its end.
struct IncomingPaste: Sendable {
    /// A paste of more bytes is told of, but not kept.
    static let maximum = 1 << 20
    private static let end: [UInt8] = Array("\u{1B}[201~".utf8)

    /// At most one byte more than ``maximum``.
    private var bytes: [UInt8] = []
    /// How many of the latest bytes begin ``end``; they are not in `bytes`.
    private var endMatched = 0

    /// Takes the next byte.
    ///
    /// - Returns: Whether the paste has ended with it.
    mutating func take(_ byte: UInt8) -> Bool {
        guard byte != Self.end[endMatched] else {
            endMatched += 1
            return endMatched == Self.end.count
        }
        // The end has its first byte nowhere else, so no other match can have begun meanwhile.
        keepMatched()
        if byte == Self.end[0] { endMatched = 1 } else { keep(byte) }
        return false
    }

    /// What was pasted, if anything, whether or not its end came; the next paste begins.
    mutating func finish() -> TerminalInput? {
        if endMatched < Self.end.count { keepMatched() }
        defer { self = IncomingPaste() }
        if bytes.count > Self.maximum { return .longPaste }
        return bytes.isEmpty ? nil : .paste(String(decoding: bytes, as: UTF8.self))
    }

    /// What looked like the end was none.
    private mutating func keepMatched() {
        for byte in Self.end[..<endMatched] { keep(byte) }
        endMatched = 0
    }

    private mutating func keep(_ byte: UInt8) {
        if bytes.count <= Self.maximum { bytes.append(byte) }
    }
}
