import Testing
import Wire

@Suite("Display text")
struct DisplayTextTests {
    @Test("only literals, integers and clean text are interpolated")
    func interpolation() {
        let reason = DisplayText(cleaning: "a\u{1B}b")
        #expect(DisplayText("lost \(reason), code \(1006)") == "lost a␛b, code 1006")
        let text: DisplayText = "x \(reason)"
        #expect(text.string == "x a␛b")
    }

    @Test("one line has no line feed")
    func oneLine() {
        #expect(DisplayText(cleaning: "\r\na\r\n\nb\u{2028}").oneLine == "a⏎b")
        #expect(DisplayText(cleaning: "\n\n").oneLine == "")
        #expect(DisplayText(cleaning: "ab").oneLine == "ab")
    }

    @Test("too long a text is cut between characters")
    func cuts() {
        #expect(DisplayText(cleaning: "abcdef").prefix(characters: 4) == "abc…")
        #expect(DisplayText(cleaning: "abcd").prefix(characters: 4) == "abcd")
        #expect(
            DisplayText(cleaning: "e\u{301}\u{301}e\u{301}ee").prefix(characters: 2).string.utf8
                .elementsEqual("e\u{301}\u{301}…".utf8)
        )
        #expect(DisplayText(cleaning: "ééé").prefix(bytes: 5) == "é…")
    }
}
