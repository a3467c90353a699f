import Testing
import Wire

@testable import ChatTUI

@Suite("ScreenLink")
struct ScreenLinkTests {
    init() { useUTF8Locale() }

    private func links(_ model: Model) -> [String] {
        view(model).links.map { "\($0.row) \($0.columns) \($0.target.string)" }
    }

    private func room(saying texts: String..., size: Size = Size(columns: 40, rows: 8)) -> Model {
        var model = Model.with()
        model.size = size
        for text in texts { receive(&model, text) }
        return model
    }

    @Test("stands where its text stands")
    func place() {
        let model = room(saying: "ana: see https://example.org/x, please")
        #expect(links(model) == ["5 9..<30 https://example.org/x"])
    }

    @Test("goes on in the next row when its text does")
    func wrapped() {
        let model = room(saying: "a https://example.org/a-very-long-path/indeed-very-long b")
        let parts = view(model).links
        #expect(parts.count == 2)
        #expect(Set(parts.map(\.target)).count == 1)
        #expect(
            parts.map(\.columns.count).reduce(0, +)
                == "https://example.org/a-very-long-path/indeed-very-long".utf8.count
        )
    }

    @Test("of a message cut by the upper edge only what is visible is one")
    func cut() {
        let long = "https://example.org/" + String(repeating: "a", count: 300)
        let model = room(saying: long, size: Size(columns: 40, rows: 4))
        #expect(view(model).links.allSatisfy { (0..<2).contains($0.row) })
        #expect(!view(model).links.isEmpty)
    }

    @Test("is not under what is drawn over it")
    func covered() {
        var screen = Screen(size: Size(columns: 20, rows: 2))
        let target = LinkTarget("https://example.org/")
        for row in 0..<2 { if let target { screen.addLink(target, row: row, columns: 2..<8) } }
        screen.write(CellText.cells("over"), row: 0, column: 7)
        screen.fill(row: 1, columns: 0..<2, .text)
        #expect(screen.links.map(\.row) == [1])
    }

    @Test("is none with a character that is not shown")
    func unknown() {
        #expect(CellLink.links(in: CellText.cells("https://example.org/\u{FFFD}")) == [])
        #expect(CellLink.links(in: CellText.cells("no link: nothing")) == [])
    }
}

@Suite("windowTitle")
struct WindowTitleTests {
    @Test("names the room and what waits")
    func title() {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        #expect(windowTitle(model) == "lobby - chat-tui")
        receive(&model, "hi", in: 2)
        receive(&model, "there", in: 2)
        #expect(windowTitle(model) == "lobby (2) - chat-tui")
        receive(&model, "bob!", in: 2)
        #expect(windowTitle(model) == "lobby (3!) - chat-tui")
        model.rooms = []
        #expect(windowTitle(model) == "chat-tui")
        #expect(view(model).title == "chat-tui")
    }
}
