import Testing

@testable import ChatTUI

@Suite("A paste on its way")
struct IncomingPasteTests {
    /// Takes bytes; how many there were when the end came.
    private func take(_ text: String, _ paste: inout IncomingPaste) -> Int? {
        text.utf8.enumerated().first { paste.take($0.element) }.map { $0.offset + 1 }
    }

    @Test(
        "only the whole end ends it",
        arguments: ["", "a", "\u{1B}", "\u{1B}[20", "\u{1B}\u{1B}[201", "\u{1B}[201\u{1B}[200~"]
    )
    func end(text: String) {
        var paste = IncomingPaste()
        #expect(take(text + "\u{1B}[201~", &paste) == text.utf8.count + 6)
        #expect(paste.finish() == (text.isEmpty ? nil : .paste(text)))
        // The next one begins with nothing of it.
        #expect(take("b\u{1B}[201~", &paste) == 7)
        #expect(paste.finish() == .paste("b"))
    }

    @Test("without an end, what looked like its beginning was pasted")
    func unfinished() {
        var paste = IncomingPaste()
        #expect(take("a\u{1B}[20", &paste) == nil)
        #expect(paste.finish() == .paste("a\u{1B}[20"))
    }

    @Test("one that is too long is not kept", arguments: [0, 1])
    func tooLong(excess: Int) {
        var paste = IncomingPaste()
        let text = String(repeating: "x", count: IncomingPaste.maximum + excess)
        #expect(take(text + "\u{1B}[201~", &paste) != nil)
        #expect(paste.finish() == (excess == 0 ? .paste(text) : .longPaste))
    }
}
