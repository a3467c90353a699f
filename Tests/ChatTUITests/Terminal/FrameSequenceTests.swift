import Testing
import Wire

@testable import ChatTUI

@Suite("FrameSequence")
struct FrameSequenceTests {
    init() { useUTF8Locale() }

    private let plain = Palette { _ in Style() }

    /// Three rows of ten columns, with text in the last and maybe the first.
    private func screen(
        _ text: DisplayText,
        cursor: Int?,
        first: DisplayText = "",
        role: TextRole = .text
    ) -> Screen {
        var screen = Screen(size: Size(columns: 10, rows: 3), lowerRows: 1)
        screen.write(CellText.cells(first, role), row: 0, column: 0)
        screen.write(CellText.cells(text), row: 2, column: 0)
        screen.cursor = cursor.map { Screen.Cursor(row: 2, column: $0) }
        return screen
    }

    /// What turns one into the other.
    private func frame(_ shown: Screen?, _ next: Screen, _ palette: Palette? = nil) -> String {
        let frame = FrameSequence(from: shown, to: next, palette ?? plain)
        return String(decoding: frame.bytes, as: UTF8.self)
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
        // Behind the last column there is no place.
        let full = frame(screen("> 3456789", cursor: 9), screen("> 34567890", cursor: 9))
        #expect(full == "0\u{1B}[3;10H")
    }

    @Test("shows and hides the cursor")
    func visibility() {
        #expect(
            frame(screen("> a", cursor: nil), screen("> a", cursor: 3)) == "\u{1B}[3;4H\u{1B}[?25h"
        )
        #expect(frame(screen("> a", cursor: 3), screen("> a", cursor: nil)) == "\u{1B}[?25l")
        #expect(frame(screen("> a", cursor: nil), screen("> a", cursor: nil)) == "")
    }

    @Test("does not count on a terminal that knows how wide a character is")
    func wide() {
        #expect(frame(screen("> ", cursor: 2), screen("> 你", cursor: 4)) == "你\u{1B}[3;5H")
        let marked = frame(screen("> e", cursor: 3), screen("> e\u{301}", cursor: 3))
        #expect(marked == "\u{1B}[3;3He\u{301}\u{1B}[3;4H")
        let mixed = frame(screen("", cursor: 0), screen("a你好bc", cursor: 7))
        #expect(mixed == "a你好\u{1B}[3;6Hbc")
    }

    @Test(
        "moves nothing beside a character that the terminal takes for wider or narrower",
        arguments: [1, 2, 3]
    )
    func disagreement(width: Int) {
        var screen = Screen(size: Size(columns: 30, rows: 3))
        let texts: [DisplayText] = ["a👍b ☺c👍", "क्षि 你 e\u{301} x", "👍👍👍👍👍👍👍👍👍👍"]
        for (row, text) in texts.enumerated() {
            screen.write(CellText.cells(text), row: row, column: 0)
            screen.write(CellText.cells("│side"), row: row, column: 20)
        }
        // To the edge, so that what is too wide would be in the next row.
        screen.write(CellText.cells("👍👍"), row: 2, column: 26)
        var terminal = TerminalModel(columns: 30, rows: 3)
        terminal.width = { $0.value < 0x590 ? CellWidth.columns(of: $0) : $0 == "│" ? 1 : width }
        terminal.take(TerminalSequences.noWrap.bytes)
        terminal.take(FrameSequence(from: nil, to: screen, plain).bytes)
        for row in 0..<3 {
            let side = terminal.cells[row][20..<25].map { String($0.text) }.joined()
            #expect(side == "│side")
        }
        for (row, letter) in [(0, "a"), (0, "b"), (0, "c"), (1, "x")] as [(Int, Unicode.Scalar)] {
            let column = screen.rows[row].firstIndex { $0.base == letter } ?? 0
            #expect(terminal.cells[row][column].text.elementsEqual([letter]))
        }
    }

    @Test("lets marks of the last column wrap, or some would put them elsewhere")
    func edge() {
        let next = screen("> 3456789e\u{301}", cursor: 9)
        let bytes = frame(screen("> 3456789", cursor: 9), next)
        #expect(bytes == "\u{1B}[?7he\u{301}\u{1B}[?7l\u{1B}[3;10H")
    }

    @Test("sets a look where it changes, and ends with the default one")
    func looks() {
        let palette = Palette { role in
            switch role {
            case .text, .pending: Style(attributes: .bold)
            case .faint: Style(color: 9)
            default: Style()
            }
        }
        let bold = frame(screen("> ", cursor: 2), screen("> x", cursor: 3), palette)
        #expect(bold == "\u{1B}[0;1mx\u{1B}[0m")
        var next = screen("> ", cursor: 2)
        let roles: [TextRole] = [.text, .pending, .faint, .rule, .warning, .text]
        for (column, role) in roles.enumerated() {
            next.write(CellText.cells("x", role), row: 0, column: column)
        }
        let looks = frame(screen("> ", cursor: 2), next, palette)
        #expect(
            looks
                == "\u{1B}[1;1H\u{1B}[0;1mxx\u{1B}[0;91mx\u{1B}[0mxx\u{1B}[0;1mx\u{1B}[0m\u{1B}[3;3H"
        )
    }

    @Test("writes what differs, and leaves what is between if that is long enough")
    func gaps() {
        let shown = screen("> ", cursor: 2, first: "a23456789b")
        #expect(
            frame(shown, screen("> ", cursor: 2, first: "A23456789B"))
                == "\u{1B}[1;1HA\u{1B}[1;10HB\u{1B}[3;3H"
        )
        #expect(
            frame(shown, screen("> ", cursor: 2, first: "A2345678XB"))
                == "\u{1B}[1;1HA2345678XB\u{1B}[3;3H"
        )
    }

    @Test("empties a screen that is not known, and fills in what is not blank")
    func unknown() {
        #expect(
            frame(nil, screen("> a", cursor: 3, first: "hi"))
                == "\u{1B}[0m\u{1B}[H\u{1B}[2Jhi\u{1B}[3;1H> a\u{1B}[?25h"
        )
        #expect(frame(nil, screen("", cursor: nil)) == "\u{1B}[0m\u{1B}[H\u{1B}[2J\u{1B}[?25l")
    }

    @Test("does not count on a terminal that erases with a background")
    func background() {
        let palette = Palette { _ in Style(background: 17) }
        let blank = String(repeating: " ", count: 10)
        #expect(
            frame(nil, screen("", cursor: nil), palette)
                == "\u{1B}[0m\u{1B}[H\u{1B}[2J\u{1B}[0;48;5;17m\(blank)\u{1B}[2;1H\(blank)"
                + "\u{1B}[3;1H\(blank)\u{1B}[0m\u{1B}[?25l"
        )
    }

    @Test("writes links, and what is a link no more, between the ends of the link")
    func links() throws {
        let target = try #require(LinkTarget("https://example.org/"))
        let start = String(decoding: OperatingSystemCommand.link(target), as: UTF8.self)
        let end = "\u{1B}]8;;\u{1B}\\"
        let text = screen("", cursor: 0, first: "see this a")
        var linked = text
        linked.addLink(target, row: 0, columns: 4..<8)
        #expect(frame(screen("", cursor: 0), linked).contains("see \(start)this\(end) a"))
        #expect(frame(text, linked) == "\u{1B}[1;5H\(start)this\(end)\u{1B}[3;1H")
        #expect(frame(linked, text) == "\u{1B}[1;5Hthis\u{1B}[3;1H")
        #expect(frame(linked, linked) == "")
        var changed = screen("", cursor: 0, first: "see thus a")
        changed.addLink(target, row: 0, columns: 4..<8)
        #expect(frame(linked, changed) == "\u{1B}[1;7H\(start)u\(end)\u{1B}[3;1H")
    }
}
