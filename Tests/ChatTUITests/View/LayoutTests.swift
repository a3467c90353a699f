import Testing

@testable import ChatTUI

@Suite("Layout")
struct LayoutTests {
    private func layout(_ columns: Int, _ rows: Int, list: Bool? = nil) -> Layout {
        var model = Model.with()
        model.size = Size(columns: columns, rows: rows)
        model.roomListChoice = list
        return Layout(model)
    }

    @Test(
        "the room list takes 12 to 20 columns from 60 on, or when asked for",
        arguments: [
            (59, nil, nil), (60, nil, 12), (80, nil, 12), (100, nil, 15), (120, nil, 18),
            (200, nil, 20),
            (120, false, nil), (40, true, 12), (19, true, nil),
        ] as [(Int, Bool?, Int?)]
    )
    func roomList(columns: Int, choice: Bool?, listColumns: Int?) {
        let layout = layout(columns, 24, list: choice)
        #expect(layout.roomList?.columns == listColumns)
        #expect(layout.paneArea.column + layout.paneArea.columns == columns)
    }

    @Test(
        "times have a column from 50 on, with the room list from 60 on",
        arguments: [
            (49, nil, false), (50, nil, true), (59, nil, true), (60, nil, true), (120, nil, true),
            (50, true, false), (59, true, true),
        ] as [(Int, Bool?, Bool)]
    )
    func times(columns: Int, choice: Bool?, isShown: Bool) {
        useUTF8Locale()
        var model = Model.with()
        model.size = Size(columns: columns, rows: 12)
        model.roomListChoice = choice
        let line = view(model).lines.first { $0.contains("connected to") }
        #expect(line?.contains("11:42 --") == isShown)
    }

    @Test("below three rows there is only the input", arguments: [1, 2])
    func onlyInput(rows: Int) {
        let layout = layout(80, rows)
        #expect(layout.statusRow == nil)
        #expect(layout.pane.rows == 0)
        #expect(layout.roomList == nil)
        #expect(layout.input.rows == rows)
    }
}
