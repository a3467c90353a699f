import TestSupport
import Testing
import Wire

@Suite("Cleaning of untrusted text")
struct TextCleanerTests {
    private func clean(_ text: String) -> String {
        DisplayText(cleaning: text).string
    }

    private func expect(
        _ text: String,
        becomes expected: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let result = clean(text)
        let scalars = result.unicodeScalars.map { String($0.value, radix: 16) }
        #expect(
            result.utf8.elementsEqual(expected.utf8),
            "\(scalars)",
            sourceLocation: sourceLocation
        )
    }

    @Test("C0 and DEL become their pictures, C1 the replacement character")
    func controls() {
        for value in UInt32(0)..<0x20 where ![0x09, 0x0A, 0x0D].contains(value) {
            guard let control = Unicode.Scalar(value), let picture = Unicode.Scalar(0x2400 + value)
            else { continue }
            expect("A\(control)B", becomes: "A\(picture)B")
        }
        expect("A\u{7F}B", becomes: "A␡B")
        for value in UInt32(0x80)..<0xA0 where value != 0x85 {
            guard let control = Unicode.Scalar(value) else { continue }
            expect("A\(control)B", becomes: "A\u{FFFD}B")
        }
    }

    @Test(
        "sequences that drive a terminal are plain text",
        arguments: [
            ("\u{1B}[31mred", "␛[31mred"), ("\u{1B}]0;pwned\u{7}", "␛]0;pwned␇"),
            ("\u{1B}]52;c;eA==\u{1B}\\", "␛]52;c;eA==␛\\"), ("\u{9B}2J", "\u{FFFD}2J"),
            ("\u{9D}0;x\u{9C}", "\u{FFFD}0;x\u{FFFD}"), ("\u{1B}[6n", "␛[6n"), ("a\u{8}b", "a␈b"),
        ]
    )
    func sequences(text: String, expected: String) {
        expect(text, becomes: expected)
    }

    @Test(
        "every kind of line end becomes one line feed",
        arguments: [
            ("a\nb", "a\nb"), ("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\u{85}b", "a\nb"),
            ("a\u{2028}b\u{2029}c", "a\nb\nc"), ("\r\r\n\n", "\n\n\n"), ("\r", "\n"),
            ("a\r\u{301}", "a\n◌\u{301}"),
            ("\r\u{200B}\n", "\n\n"),
        ]
    )
    func lineEnds(text: String, expected: String) {
        expect(text, becomes: expected)
    }

    @Test("a TAB is four spaces, wherever it stands")
    func tabs() {
        expect("a\tb\t", becomes: "a    b    ")
    }

    @Test(
        "invisible scalars go",
        arguments: [
            "\u{202A}", "\u{202B}", "\u{202C}", "\u{202D}", "\u{202E}", "\u{2066}", "\u{2067}",
            "\u{2068}",
            "\u{2069}", "\u{200E}", "\u{200F}", "\u{61C}", "\u{200B}", "\u{200C}", "\u{200D}",
            "\u{2060}",
            "\u{2061}", "\u{2064}", "\u{206A}", "\u{FEFF}", "\u{AD}", "\u{34F}", "\u{115F}",
            "\u{1160}",
            "\u{180B}", "\u{180E}", "\u{3164}", "\u{FFA0}", "\u{FE00}", "\u{FE0E}", "\u{FE0F}",
            "\u{E0100}",
            "\u{E01EF}", "\u{E0001}", "\u{E0041}", "\u{E007F}", "\u{1D173}",
        ]
    )
    func invisible(scalar: String) {
        expect("A\(scalar)B", becomes: "AB")
        expect(scalar, becomes: "")
    }

    @Test(
        "other format controls, noncharacters and unassigned scalars become visible",
        arguments: [
            0xFFF9, 0xFFFA, 0xFFFB, 0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF, 0x378, 0x2FE0, 0x6DD,
            0x600,
        ] as [UInt32]
    )
    func replaced(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        expect("A\(scalar)B", becomes: "A\u{FFFD}B")
    }

    @Test(
        "letters, digits, symbols and spaces of all scripts stay",
        arguments: [
            "hello, world! ~", "Grüße, déjà vu \u{A0}½ ÿ", "Ελληνικά", "Привет, Ҝазақ", "שלום",
            "مرحبا",
            "नमस्ते", "ไทย", "日本語テキスト、全角　", "한국어", "\u{1112}\u{1161}\u{11AB}", "→ ™ ∑ ✓ ♥ ▒ ⠿",
            "😀 👍 🎉", "ⓐ ① ㊙", "\u{E0B0}", "𝔘𝔫𝔦", "e\u{301}", "◌", "\u{FFFD}",
        ]
    )
    func stays(text: String) {
        expect(text, becomes: text)
    }
}

// MARK: - Marks

extension TextCleanerTests {
    @Test("at most four combining marks stay on a base, and a new base starts anew")
    func marks() {
        let thirty = String(repeating: "\u{301}", count: 30)
        let four = String(repeating: "\u{301}", count: 4)
        expect("A\(thirty)B\(thirty)", becomes: "A\(four)B\(four)")
        expect("A\u{301}\u{20DD}\u{483}\u{5B0}\u{64B}", becomes: "A\u{301}\u{20DD}\u{483}\u{5B0}")
        expect("A\(four)\u{200B}\u{FE0F}\u{301}", becomes: "A\(four)")
        expect(
            "\u{1112}" + String(repeating: "\u{1161}", count: 9),
            becomes: "\u{1112}" + String(repeating: "\u{1161}", count: 4)
        )
    }

    @Test("a mark at the beginning of a text or a line gets a base")
    func baseless() {
        expect("\u{301}", becomes: "◌\u{301}")
        expect("a\n\u{301}\u{301}", becomes: "a\n◌\u{301}\u{301}")
        expect("\u{200B}\u{301}", becomes: "◌\u{301}")
        expect("\u{1B}\u{301}", becomes: "␛\u{301}")
    }
}

// MARK: - Emoji

extension TextCleanerTests {
    @Test(
        "emoji take their width-safe form",
        arguments: [
            ("❤️", "❤"), ("1️⃣", "1\u{20E3}"), ("👨‍👩‍👧‍👦", "👨"), ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨👨"), ("👍🏽!", "👍!"),
            ("👩🏽‍💻x", "👩x"), ("🏳️‍🌈", "🏳"), ("❤️‍🔥", "❤"), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🏴"), ("🇫🇷", "FR"), ("🇫🇷🇩🇪", "FRDE"),
            ("🇫", "F"), ("🏽", "\u{FFFD}"), ("a🏽", "a\u{FFFD}"), ("😀\u{200B}🏽", "😀"), ("👩‍👩", "👩"),
            ("👩\u{200D}x", "👩x"), ("a\u{200D}👩", "a👩"), ("👩 \u{200D}👩", "👩 👩"),
            ("👩\u{200D}\u{200B}👩", "👩👩"), ("♂️♀️", "♂♀"), ("क्\u{200D}ष", "क्ष"),
        ]
    )
    func widthSafe(text: String, expected: String) {
        expect(text, becomes: expected)
    }
}

// MARK: - Of any text

extension TextCleanerTests {
    /// Text of scalars that are likely to meet each other badly.
    private func hostileText(seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        let favourites: [Unicode.Scalar] = [
            "\r", "\n", "\t", "\u{1B}", "\u{301}", "\u{200D}", "\u{FE0F}", "👩", "🏽", "🇫", "a", " ",
            "\u{1161}",
            "\u{202E}", "\u{34F}", "❤", "\u{E0041}", "\u{20E3}", "\u{85}", "가",
        ]
        var text = ""
        for _ in 0..<60 {
            let any = Unicode.Scalar(UInt32.random(in: 0...0x1FFFF, using: &generator))
            let isFavourite = Int.random(in: 0..<4, using: &generator) > 0
            let favourite = favourites[Int.random(in: favourites.indices, using: &generator)]
            text.unicodeScalars.append(isFavourite ? favourite : any ?? favourite)
        }
        return text
    }

    @Test("whatever comes in, what goes out is clean, and stays so")
    func invariants() {
        for seed in UInt64(0)..<300 {
            let text = hostileText(seed: seed)
            let result = clean(text)
            expect(result, becomes: result)
            #expect(result.utf8.count <= 4 * text.utf8.count)
            for scalar in result.unicodeScalars where scalar != "\n" {
                let category = scalar.properties.generalCategory
                #expect(![.control, .format, .unassigned, .lineSeparator].contains(category))
                #expect(!scalar.properties.isDefaultIgnorableCodePoint)
            }
        }
    }

    @Test("clean texts joined are clean")
    func joined() {
        for seed in UInt64(0)..<200 {
            let first = clean(hostileText(seed: seed))
            let second = clean(hostileText(seed: seed + 1000))
            expect(first + second, becomes: first + second)
        }
    }

    @Test("every scalar can be cleaned, alone and between others")
    func everyScalar() {
        for value in stride(from: UInt32(0), through: 0x10FFFF, by: 1)
        where value < 0x3000 || value % 97 == 0 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let result = clean("a\(scalar)b")
            #expect(result.utf8.first == UInt8(ascii: "a"))
            #expect(result.utf8.last == UInt8(ascii: "b"))
        }
    }
}
