import Testing

@testable import ChatTUI

@Suite("Key map")
struct KeyMapTests {
    @Test("no key is bound twice")
    func unique() {
        let keys = KeyMap.standard.rows.flatMap(\.bindings).map(\.key)
        let twice = Dictionary(grouping: keys, by: \.self).filter { $0.value.count > 1 }.keys
        #expect(twice.map(\.description) == [])
    }

    @Test("every row has keys, a summary and its keys as shown")
    func rows() {
        for row in KeyMap.standard.rows {
            #expect(!row.bindings.isEmpty)
            #expect(!row.shown.isEmpty)
            #expect(!row.summary.isEmpty)
        }
    }

    @Test("every group has rows")
    func groups() {
        for group in KeyMap.Group.allCases {
            #expect(KeyMap.standard.rows.contains { $0.group == group })
        }
    }

    @Test("Alt and a digit show a room; 0 is the tenth")
    func digits() {
        #expect(KeyMap.standard.action(for: .alt("1")) == .showRoom(1))
        #expect(KeyMap.standard.action(for: .alt("9")) == .showRoom(9))
        #expect(KeyMap.standard.action(for: .alt("0")) == .showRoom(10))
    }

    @Test("typed characters are not bound")
    func unbound() {
        for scalar in "aZ0/ ü".unicodeScalars {
            #expect(KeyMap.standard.action(for: .character(scalar)) == nil)
        }
    }

    @Test("of a key in two rows the first counts")
    func first() {
        let rows = [KeyAction.help, .redraw].map { action in
            KeyMap.Row(
                group: .program,
                shown: "F1",
                summary: "",
                bindings: [(.plain(.function(1)), action)]
            )
        }
        #expect(KeyMap(rows: rows).action(for: .plain(.function(1))) == .help)
    }
}
