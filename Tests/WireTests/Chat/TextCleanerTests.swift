import Testing
import Wire

@Suite("Cleaning of untrusted text")
struct TextCleanerTests {
    @Test(
        "each kind of scalar",
        arguments: [
            ("A\u{1B}[31mB", "A␛[31mB"), ("a\r\nb\rc\u{85}d", "a\nb\nc\nd"), ("a\tb", "a    b"),
            ("\u{7F}\u{9B}", "␡\u{FFFD}"), ("a\u{202E}b\u{200B}\u{E0041}c", "abc"),
            ("👨‍👩‍👧‍👦!", "👨!"), ("👍🏽🇫🇷❤️", "👍FR❤"), ("\u{301}", "◌\u{301}"),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}\u{301}"),
        ]
    )
    func cleans(text: String, expected: String) {
        #expect(DisplayText(cleaning: text).string.utf8.elementsEqual(expected.utf8))
    }
}
