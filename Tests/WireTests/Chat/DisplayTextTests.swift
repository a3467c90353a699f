import Testing
import Wire

@Suite("Display text")
struct DisplayTextTests {
    @Test("scalars are replaced by clean text, and told with their places")
    func replacing() {
        var places: [Int] = []
        let text = DisplayText(cleaning: "a👍é👍").replacing { scalar, offset in
            places.append(offset)
            return scalar == "👍" ? ":+1:" : nil
        }
        #expect(text == "a:+1:é:+1:")
        #expect(places == [0, 1, 5, 7])
    }

    @Test("only literals, integers and clean text are interpolated")
    func interpolation() {
        let reason = DisplayText(cleaning: "a\u{1B}b")
        #expect(DisplayText("lost \(reason), code \(1006 as UInt16)") == "lost a␛b, code 1006")
        let text: DisplayText = "x \(reason) \(-1)"
        #expect(text.string == "x a␛b -1")
        #expect("\(text)" == "x a␛b -1")
    }

    @Test("bytes are cleaned, and repaired where they are not UTF-8")
    func bytes() {
        #expect(DisplayText(cleaning: [0x41, 0xFF, 0x1B, 0x42] as [UInt8]) == "A\u{FFFD}␛B")
    }

    @Test("equality and hash go by bytes, whatever Unicode holds equivalent")
    func equality() {
        let composed = DisplayText(cleaning: "\u{E9}")
        let decomposed = DisplayText(cleaning: "e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, DisplayText(cleaning: "\u{E9}")]).count == 2)
        #expect(DisplayText("a") != DisplayText("ab"))
    }

    @Test("texts are joined")
    func joining() {
        let parts: [DisplayText] = ["a", "b", DisplayText(cleaning: "\u{9B}")]
        #expect(parts.joined(separator: ", ") == "a, b, \u{FFFD}")
        #expect(parts.joined() == "ab\u{FFFD}")
        #expect([DisplayText]().joined(separator: "x").isEmpty)
        var text: DisplayText = "a" + "b"
        text += "c"
        #expect(text == "abc")
    }

    @Test(
        "one line has no line feed",
        arguments: [
            ("", ""), ("ab", "ab"), ("\n\n", ""), ("\na\n", "a"), ("a\nb", "a⏎b"),
            ("\r\na\r\n\nb\u{2028}", "a⏎b"), ("a \n b", "a ⏎ b"),
        ]
    )
    func oneLine(text: String, expected: String) {
        #expect(DisplayText(cleaning: text).oneLine.string == expected)
    }

    @Test(
        "a text over so many characters is cut between them",
        arguments: [
            ("abcdef", 4, "abc…"), ("abcd", 4, "abcd"), ("", 0, ""), ("a", 0, "…"), ("ab", 1, "…"),
            ("e\u{301}\u{301}e\u{301}ee", 2, "e\u{301}\u{301}…"), ("ééé", 3, "ééé"),
            ("😀😀😀", 2, "😀…"),
            ("한국어", 2, "한…"),
        ]
    )
    func prefixOfCharacters(text: String, limit: Int, expected: String) {
        let cut = DisplayText(cleaning: text).prefix(characters: limit)
        #expect(cut.string.utf8.elementsEqual(expected.utf8))
    }

    @Test(
        "a text over so many bytes is cut between characters",
        arguments: [
            ("abcdef", 6, "abcdef"), ("abcdef", 5, "ab…"), ("ééé", 6, "ééé"), ("ééé", 5, "é…"),
            ("😀😀", 7, "😀…"), ("😀😀", 6, "…"), ("e\u{301}e\u{301}", 5, "…"), ("abcd", 3, "…"),
        ]
    )
    func prefixOfBytes(text: String, limit: Int, expected: String) {
        let cut = DisplayText(cleaning: text).prefix(bytes: limit)
        #expect(cut.string.utf8.elementsEqual(expected.utf8))
        #expect(cut.string.utf8.count <= limit)
    }
}
