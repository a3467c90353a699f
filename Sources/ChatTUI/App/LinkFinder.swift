import Wire

/// A link in a message.
struct Link: Equatable, Sendable {
    /// Where it stands: a range of the text's UTF-8.
    var range: Range<Int>
    /// The link itself, as it stands there: clean, with a scheme of ``LinkFinder/schemes``.
    var target: String
}

/// Finds links in the text of a message.
///
/// A link begins with its scheme, at the beginning of a word, and ends before a blank, a quotation
/// mark or a bracket that was not opened within it. Punctuation at the end belongs to the sentence.
enum LinkFinder {
    /// What links may begin with; letters of either case.
    static let schemes = ["http://", "https://", "mailto:"]
    /// The longest link in bytes; longer ones are none.
    static let maximumBytes = 2_000

    /// The links of a text, in order, without overlap.
    ///
    /// Takes linear time.
    static func links(in text: DisplayText) -> [Link] {
        let bytes = text.string.utf8
        // Nearly all messages have none.
        guard bytes.contains(UInt8(ascii: ":")) else { return [] }
        var finder = Finder(Array(bytes))
        return finder.run()
    }
}

private struct Finder {
    private let bytes: [UInt8]
    private var links: [Link] = []
    private var isWordStart = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func run() -> [Link] {
        var index = 0
        while index < bytes.count {
            if isWordStart, let scheme = LinkFinder.schemes.first(where: { stands($0, at: index) })
            {
                index = take(scheme, at: index)
            } else {
                isWordStart = !Self.isLetterOrDigit(bytes[index])
                index += 1
            }
        }
        return links
    }

    /// Takes the link that begins with a scheme, if it is one, and goes behind all that it looked
    /// at, so that nothing is looked at twice.
    private mutating func take(_ scheme: String, at start: Int) -> Int {
        let body = start + scheme.utf8.count
        let bodyEnd = endOfBody(from: body)
        let end = trimmed(body..<bodyEnd)
        guard end - start <= LinkFinder.maximumBytes, isBody(body..<end, of: scheme) else {
            // What comes at once behind too long a link is in the middle of it.
            isWordStart = false
            return bodyEnd
        }
        let target = String(decoding: bytes[start..<end], as: UTF8.self)
        links.append(Link(range: start..<end, target: target))
        return end
    }

    private func stands(_ scheme: String, at start: Int) -> Bool {
        let scheme = scheme.utf8
        return bytes.count - start >= scheme.count
            && zip(bytes[start...], scheme).allSatisfy { folded($0) == $1 }
    }

    /// Where the link ends at the latest: at what cannot be in one, or a bracket without its other.
    private func endOfBody(from start: Int) -> Int {
        var open: [UInt8] = []
        var index = start
        let limit = min(bytes.count, start + LinkFinder.maximumBytes + 1)
        while index < limit {
            let byte = bytes[index]
            switch byte {
            case ...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
                UInt8(ascii: "`"):
                return index
            case UInt8(ascii: "("): open.append(UInt8(ascii: ")"))
            case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard open.popLast() == byte else { return index }
            case 0xC2, 0xE2, 0xE3: if Self.endsLink(bytes[index...]) { return index }
            default: break
            }
            index += 1
        }
        return index
    }

    /// Blanks, quotation marks and full stops beyond ASCII: U+00A0, «», U+2000 to U+205F but for
    /// dashes, U+3000 to U+3002, CJK brackets.
    private static func endsLink(_ bytes: ArraySlice<UInt8>) -> Bool {
        let next = Array(bytes.prefix(3))
        guard next.count >= 2 else { return false }
        switch next[0] {
        case 0xC2: return [0xA0, 0xAB, 0xBB].contains(next[1])
        case 0xE2:
            guard next.count == 3 else { return false }
            // What stands for a control character (U+2400 to U+243F) and for a line end (U+23CE).
            if next[1] == 0x90 || next[1] == 0x8F && next[2] == 0x8E { return true }
            guard next[1] == 0x80 || next[1] == 0x81 else { return false }
            let isDash = next[1] == 0x80 && (0x90...0x95).contains(next[2])
            return !isDash
        default:
            guard next.count == 3, next[1] == 0x80 else { return false }
            return (0x80...0x82).contains(next[2]) || (0x88...0x91).contains(next[2])
        }
    }

    /// The end without the punctuation before it.
    private func trimmed(_ body: Range<Int>) -> Int {
        var end = body.upperBound
        while end > body.lowerBound, ".,:;!?'*([{|\\".utf8.contains(bytes[end - 1]) { end -= 1 }
        return end
    }

    private func isBody(_ body: Range<Int>, of scheme: String) -> Bool {
        let body = bytes[body]
        guard let first = body.first else { return false }
        guard scheme.utf8.last == UInt8(ascii: ":") else {
            return Self.isLetterOrDigit(first) || first >= 0x80 || first == UInt8(ascii: "[")
        }
        // mailto: somebody somewhere.
        guard let at = body.firstIndex(of: UInt8(ascii: "@")) else { return false }
        return at > body.startIndex && at + 1 < body.endIndex
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        let letter = folded(byte)
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
