import TestSupport

/// Text that means harm, made up from what has done harm and from anything at all.
struct HostileText {
    private static let pieces: [String] = [
        "\u{1B}]0;owned\u{07}", "\u{1B}]52;c;b3duZWQ=\u{1B}\\",
        "\u{1B}]8;;http://evil/\u{1B}\\x\u{1B}]8;;\u{1B}\\",
        "\u{1B}[2J", "\u{1B}[H", "\u{1B}[?1049l", "\u{1B}[31m", "\u{1B}c", "\u{1B}P", "\u{1B}\\",
        "\u{1B}", "\u{9B}2J",
        "\u{9D}0;x\u{9C}", "\u{7F}", "\r", "\n", "\r\n", "\t", "\u{0B}", "\u{0C}", "\u{85}",
        "\u{2028}", "\u{202E}",
        "\u{2067}", "\u{2069}", "\u{200B}", "\u{200D}", "\u{FEFF}", "\u{AD}", "\u{E0041}",
        "\u{FFF9}", "\u{FFFE}",
        "e\u{301}", "\u{301}\u{323}", "你好", "👨‍👩‍👧", "👍🏽", "🇫🇷", "❤️", "1️⃣", "\u{1FAE8}",
        "\u{1160}\u{11A8}", "한",
        "https://example.org/", "http://", "mailto:a@b", "https://example.org/ä?x=(y)", ";", ":",
        "/", "ana: ", "bob",
        " ", "  ", "word", "0123456789", "\u{0600}", "\u{1D173}", "\u{FFFD}", "``", "$(id)", "@bob",
        "/quit",
    ]

    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// The next text, from empty to some hundred pieces.
    mutating func next(pieces count: Int = 40) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<number(below: count) {
            switch number(below: 10) {
            case 0: text.append(scalar())
            case 1: for _ in 0..<number(below: 30) { text.append("\u{301}") }
            default:
                text.append(
                    contentsOf: Self.pieces[number(below: Self.pieces.count)].unicodeScalars
                )
            }
        }
        return String(text)
    }

    /// A number from 0 up.
    mutating func number(below limit: Int) -> Int {
        Int(generator.next() % UInt64(limit))
    }

    private mutating func scalar() -> Unicode.Scalar {
        let ranges: [UInt32] = [0x100, 0x3000, 0xFFFF, 0x11_0000]
        let value = UInt32(number(below: Int(ranges[number(below: ranges.count)])))
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }
}
