import Testing
import Wire

@testable import ChatTUI

/// The line without the blanks at its end.
private func withoutBlanks(_ line: String) -> String {
    String(line.reversed().drop { $0 == " " }.reversed())
}

@Suite("The question about a paste")
struct PasteQuestionViewTests {
    init() { useUTF8Locale() }

    /// A pasted text, and Enter pressed.
    private func asked(_ text: String, columns: Int, rows: Int) -> Model {
        var model = Model.with()
        model.rooms[0].log.clear()
        receive(&model, "ana: bob: can you review?")
        _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
        _ = update(&model, .input(.paste(text)), at: start)
        press(&model, .plain(.enter))
        return model
    }

    private let diff =
        "@@ -1,7 +1,9 @@ func ping() {" + String(repeating: "\n+ line", count: 36)

    @Test("a long text is shown by its beginning and how much follows")
    func narrow() {
        expectScreen(
            view(asked(diff, columns: 40, rows: 6)),
            """
            |                                        |
            |                                        |
            |ana: bob: can you review?               |
            | lobby ● 127.0.0.1:8000           11:42 |
            |Enter: send 37 lines as one · Esc: edit |
            |@@ -1,7 +1,9 @@ func ping() {… +36█     |
            """
        )
    }

    @Test("a wide screen offers to send line by line; a text that fits is shown whole")
    func wide() {
        let lines = view(asked("1\n2\n3\n4\n5\n6", columns: 60, rows: 24)).lines.suffix(7)
        let question = "Enter: send 6 lines as one · l: line by line · Esc: edit"
        let shown = lines.map { line in withoutBlanks(line) }
        #expect(shown == [question, "> 1", "  2", "  3", "  4", "  5", "  6█"])
    }

    @Test("a beginning that does not fit is cut")
    func cut() {
        let lines = view(asked(diff, columns: 20, rows: 8)).lines.suffix(2)
        #expect(lines == ["Enter: send · Esc: …", "@@ -1,7 +1,9 @… +36█"])
    }

    @Test("one line of many characters is no paste of lines")
    func characters() {
        let text = String(repeating: "x", count: 2_001)
        let lines = view(asked(text, columns: 60, rows: 10)).lines.suffix(2)
        #expect(lines.first?.hasPrefix("Enter: send 2001 characters · Esc: edit ") == true)
        #expect(lines.last == String(repeating: "x", count: 58) + "…█")
    }

    @Test(
        "there is a question on every screen",
        arguments: [(80, 2), (40, 1), (1, 1), (2, 3), (5, 4)]
    )
    func tiny(columns: Int, rows: Int) {
        let screen = view(asked(diff, columns: columns, rows: rows))
        #expect(screen.lines.contains { $0.hasPrefix("E") || $0 == "…" })
    }
}
