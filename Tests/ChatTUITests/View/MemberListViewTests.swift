import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("MemberListView")
struct MemberListViewTests {
    init() { useUTF8Locale() }

    private func model(_ members: [String], columns: Int = 80) -> Model {
        var model = Model.numbered(members: members)
        hear(&model, 10...11)
        model.size = Size(columns: columns, rows: 6)
        model.roomListChoice = false
        model.memberListChoice = true
        return model
    }

    @Test("stands right of the messages, sorted, and the status line counts")
    func column() {
        let screen = view(model(["eva", "bob", "ana"]))
        #expect(
            screen.lines.map { $0.suffix(13) }[0..<4] == [
                "│3 here      ", "│ana         ", "│bob         ", "│eva         ",
            ]
        )
        #expect(screen.lines[4].contains("3 here"))
        #expect(screen.rows[2].dropFirst(68).first?.role == .ownSpeaker)
    }

    @Test("tells how many more there are than fit")
    func cut() {
        let screen = view(model(["a", "b", "c", "d", "e"]))
        #expect(
            screen.lines.map { $0.suffix(13) }[0..<4] == [
                "│5 here      ", "│a           ", "│b           ", "│… 3 more    ",
            ]
        )
    }

    @Test("stands in place of the messages where it has no columns, and scrolls")
    func overlay() {
        var model = model(["a", "b", "c", "d", "e"], columns: 40)
        model.overlay = .members(scroll: 1)
        #expect(
            view(model).lines[0..<4].map { $0.prefix(6) } == [
                "5 here", "b     ", "c     ", "d     ",
            ]
        )
        model.scroll(by: -99)
        #expect(model.overlay == .members(scroll: 2))
        model.scroll(by: 99)
        #expect(model.overlay == .members(scroll: 0))
    }
}
