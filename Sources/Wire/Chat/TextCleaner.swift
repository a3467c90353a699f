/// Makes untrusted text safe to show and gives it the same width everywhere.
///
/// It works on Unicode scalars, in one pass and in linear time. What it does:
/// - a line ends with a line feed: CR, CRLF, NEL, U+2028 and U+2029 become one;
/// - controls become visible: C0 as its picture (`␛`), DEL as `␡`, C1 as `�`; a TAB is four spaces;
/// - invisible scalars go: bidi controls, zero-width characters, soft hyphens, variation
///   selectors, tags, fillers (Unicode's default ignorables);
/// - other format controls, noncharacters and what Unicode does not assign become `�`;
/// - at most ``maximumMarks`` combining marks stay on a base; a mark without a base gets `◌`;
/// - of emoji joined by ZWJ the first stays; a skin tone goes, or becomes `�` when there is no
///   emoji before it; regional indicators become letters.
///
/// A machine's `wcwidth` may be older than the standard library's Unicode tables: a screen shows what
/// it does not know as `�`.
///
/// The result has at most four times the bytes of the text. Cleaning it again, or clean texts
/// joined, changes nothing.
struct TextCleaner {
    /// What stays on one base: with it as many code points as a cell of ncurses holds.
    static let maximumMarks = 4

    /// The text, cleaned.
    static func clean(_ text: String) -> String {
        // Most lines are printable ASCII, and most others the letters of some script, which stay.
        let isPlain = text.utf8.withContiguousStorageIfAvailable(isPlainASCII)
        guard isPlain != true, !text.unicodeScalars.allSatisfy(keeps) else { return text }
        var cleaner = TextCleaner()
        cleaner.output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { cleaner.take(scalar) }
        return String(decoding: cleaner.output, as: UTF8.self)
    }

    /// Whether the scalar stays as it is, whatever stands beside it.
    static func keeps(_ scalar: Unicode.Scalar) -> Bool {
        if case .plain = ScalarClass(scalar) { true } else { false }
    }

    private static func isPlainASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20 && byte < 0x7F || byte == 0x0A else { return false }
            index += 1
        }
        return true
    }

    /// Whether the scalar is a combining mark: it has no column of its own.
    ///
    /// Hangul vowels and trailing consonants count: wcwidth gives them no column either.
    static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x300 && ScalarClass(scalar) == .mark
    }

    private var output: [UInt8] = []
    /// How many marks the current base has; `nil` at the beginning of a line.
    private var marks: Int?
    private var followsCarriageReturn = false
    /// Whether the current base is an emoji, so that a skin tone behind it goes.
    private var followsEmoji = false
    /// Whether a ZWJ stands between that emoji and the next scalar.
    private var isJoining = false

    private mutating func take(_ scalar: Unicode.Scalar) {
        let endsCRLF = followsCarriageReturn && scalar == "\n"
        followsCarriageReturn = scalar == "\r"
        let kind = ScalarClass(scalar)
        let isJoined = isJoining && kind == .emoji
        isJoining = kind == .joiner && followsEmoji
        switch kind {
        case .joiner, .ignorable: break
        case .lineEnd:
            if !endsCRLF { endLine() }
        case .mark: addMark(scalar)
        case .skinTone:
            if !followsEmoji { addBase("\u{FFFD}") }
        case .emoji where isJoined: break
        case .emoji:
            addBase(scalar)
            followsEmoji = true
        case .tab:
            for _ in 0..<4 { addBase(" ") }
        case .shown(let substitute): addBase(substitute)
        case .plain: addBase(scalar)
        }
    }

    private mutating func endLine() {
        output.append(UInt8(ascii: "\n"))
        marks = nil
        followsEmoji = false
    }

    private mutating func addBase(_ scalar: Unicode.Scalar) {
        append(scalar)
        marks = 0
        followsEmoji = false
    }

    private mutating func addMark(_ scalar: Unicode.Scalar) {
        if marks == nil { addBase("\u{25CC}") }
        guard let count = marks, count < Self.maximumMarks else { return }
        marks = count + 1
        append(scalar)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            output.append(UInt8(truncatingIfNeeded: scalar.value))
        } else if let encoded = UTF8.encode(scalar) {
            output.append(contentsOf: encoded)
        }
    }
}
