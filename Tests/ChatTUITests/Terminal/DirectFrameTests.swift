import Testing
import Wire

@testable import ChatTUI

@Suite("A frame past ncurses")
struct DirectFrameTests {
    init() { useUTF8Locale() }

    private func screen(_ text: DisplayText, cursor: Int?) -> Screen {
        var screen = Screen(size: Size(columns: 10, rows: 3), lowerRows: 1)
        screen.write(CellText.cells(text), row: 2, column: 0)
        screen.cursor = cursor.map { Screen.Cursor(row: 2, column: $0) }
        return screen
    }

    /// What turns one into the other.
    private func frame(
        _ shown: Screen,
        _ next: Screen,
        style: (TextRole) -> Style = { _ in Style() }
    ) -> String? {
        let changes = RowChange.all(from: shown, to: next)
        return DirectFrame(from: shown.cursor, to: next, changes, style: style)
            .map { String(decoding: $0.bytes, as: UTF8.self) }
    }

    @Test("is the character alone when one types at the end")
    func typed() {
        #expect(frame(screen("> a", cursor: 3), screen("> ab", cursor: 4)) == "b")
        #expect(frame(screen("> ", cursor: 2), screen("> é", cursor: 3)) == "é")
    }

    @Test("places the cursor where the terminal would not have it")
    func cursor() {
        #expect(
            frame(screen("> ab", cursor: 4), screen("> a", cursor: 3)) == "\u{1B}[3;4H \u{1B}[3;4H"
        )
        #expect(frame(screen("> ac", cursor: 3), screen("> abc", cursor: 4)) == "bc\u{1B}[3;5H")
        #expect(frame(screen("> a", cursor: 3), screen("> a", cursor: 2)) == "\u{1B}[3;3H")
        #expect(frame(screen("> a", cursor: 3), screen("> a", cursor: 3)) == "")
    }

    @Test("does not count on a terminal that knows how wide a character is")
    func wide() {
        #expect(frame(screen("> ", cursor: 2), screen("> 你", cursor: 4)) == "你\u{1B}[3;5H")
        let marked = frame(screen("> e", cursor: 3), screen("> e\u{301}", cursor: 3))
        #expect(marked == "\u{1B}[3;3He\u{301}\u{1B}[3;4H")
    }

    @Test("has the look of the role, and ends with the default one")
    func looks() {
        let bold = frame(screen("> ", cursor: 2), screen("> x", cursor: 3)) { role in
            role == .text ? Style(attributes: .bold) : Style()
        }
        #expect(bold == "\u{1B}[0;1mx\u{1B}[0m")
    }

    @Test("is none where more changes, or the row is full, or the cursor comes or goes")
    func none() {
        var elsewhere = screen("> ab", cursor: 4)
        elsewhere.write(CellText.cells("new"), row: 0, column: 0)
        #expect(frame(screen("> a", cursor: 3), elsewhere) == nil)
        #expect(frame(screen("> 3456789", cursor: 9), screen("> 34567890", cursor: 9)) == nil)
        #expect(frame(screen("> a", cursor: nil), screen("> ab", cursor: 4)) == nil)
        #expect(frame(screen("> a", cursor: 3), screen("> ab", cursor: nil)) == nil)
    }
}
