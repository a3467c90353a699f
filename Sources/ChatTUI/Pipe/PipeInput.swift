import Glibc
import Wire

/// Cuts stdin into chat messages.
///
/// Pure: bytes go in as they come, lines come out when they are asked for.
struct PipeInput: Sendable {
    /// What separates messages.
    enum Framing: Equatable, Sendable {
        /// LF or CR LF.
        case lines
        /// NUL, so that line ends can be in a message.
        case null
        /// Nothing: all of it is one message, but for one line end at its end.
        case whole
    }

    /// A chat message to be sent.
    struct Line: Equatable, Sendable {
        /// Counts all lines, blank ones too, from 1.
        var number: Int
        var text: String
        /// The room that the line itself names (JSON input).
        var room: String?
        /// Whether bytes that are not UTF-8 were replaced.
        var isRepaired = false
    }

    /// Why the input cannot be read on, as a sentence that is safe to show.
    struct Fault: Error, Equatable {
        let reason: DisplayText
    }

    /// The longest message, in bytes.
    static let maximumLine = 1 << 20

    private let framing: Framing
    private let isJSON: Bool
    private var bytes: [UInt8] = []
    /// Where the next message begins in ``bytes``, and up to where no separator was found.
    private var start = 0
    private var searched = 0
    private var number = 0
    private var hasEnded = false

    /// Input of which nothing is known yet; with `isJSON` each message is a JSON object with `message` and,
    /// if wanted, `room`.
    init(_ framing: Framing, isJSON: Bool) {
        self.framing = framing
        self.isJSON = isJSON
    }

    /// Whether ``next()`` has given all there is.
    var isExhausted: Bool { hasEnded && start == bytes.count }

    /// Takes bytes that were read.
    mutating func append(_ more: some Collection<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            searched -= start
            start = 0
        }
        bytes += more
    }

    /// Takes note that there are no more bytes.
    mutating func end() {
        hasEnded = true
    }

    /// The next message that is not blank, or `nil` when more bytes are needed.
    ///
    /// - Throws: What is wrong with the input; there is nothing to read after it.
    mutating func next() throws(Fault) -> Line? {
        while let range = nextRange() {
            number += 1
            guard range.count <= Self.maximumLine else { throw tooLong() }
            guard !bytes[range].allSatisfy(Self.isBlank) else { continue }
            return try line(Array(bytes[range]))
        }
        guard bytes.count - start <= Self.maximumLine else {
            number += 1
            throw tooLong()
        }
        return nil
    }

    /// The bytes of the next message without what ends it; they are taken.
    private mutating func nextRange() -> Range<Int>? {
        guard let end = nextSeparator() else {
            guard hasEnded, start < bytes.count else { return nil }
            let range = start..<bytes.count
            start = bytes.count
            return framing == .null ? range : withoutLineEnd(range)
        }
        let range = start..<end
        start = end + 1
        searched = start
        return framing == .lines ? withoutCarriageReturn(range) : range
    }

    private mutating func nextSeparator() -> Int? {
        guard framing != .whole else { return nil }
        let separator = framing == .null ? 0 : UInt8(ascii: "\n")
        let from = searched
        let offset = bytes.withUnsafeBytes { all -> Int? in
            guard let base = all.baseAddress, from < all.count,
                let found = memchr(base + from, CInt(separator), all.count - from)
            else { return nil }
            return UnsafeRawPointer(found) - base
        }
        searched = offset ?? bytes.count
        return offset
    }

    private func withoutLineEnd(_ range: Range<Int>) -> Range<Int> {
        let hasLineFeed = !range.isEmpty && bytes[range.upperBound - 1] == UInt8(ascii: "\n")
        return withoutCarriageReturn(hasLineFeed ? range.dropLast() : range)
    }

    private func withoutCarriageReturn(_ range: Range<Int>) -> Range<Int> {
        let has = !range.isEmpty && bytes[range.upperBound - 1] == UInt8(ascii: "\r")
        return has ? range.dropLast() : range
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }

    private mutating func line(_ bytes: [UInt8]) throws(Fault) -> Line {
        let text = String(validating: bytes, as: UTF8.self)
        guard isJSON else {
            return Line(
                number: number,
                text: text ?? String(decoding: bytes, as: UTF8.self),
                isRepaired: text == nil
            )
        }
        guard text != nil else { throw fault("is not UTF-8") }
        guard let frame = ChatFrame(parsing: bytes), frame.isString else {
            throw fault("is not a JSON object with a string \"message\"")
        }
        return Line(number: number, text: frame.message, room: try room(bytes))
    }

    private mutating func room(_ bytes: [UInt8]) throws(Fault) -> String? {
        switch JSONMember("room", in: bytes) {
        case .absent: return nil
        case .string(let name): return name
        case .other: throw fault("has a \"room\" that is not a string")
        }
    }

    private mutating func tooLong() -> Fault {
        fault("is longer than \(Self.maximumLine) bytes")
    }

    /// The end of the input, because of what is wrong in the current line.
    private mutating func fault(_ clause: DisplayText) -> Fault {
        bytes = []
        start = 0
        searched = 0
        hasEnded = true
        return Fault(
            reason: framing == .whole
                ? "the input \(clause)" : "line \(number) of the input \(clause)"
        )
    }
}
