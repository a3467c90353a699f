import Testing

@testable import ChatTUI

@Suite("What stands before the message")
struct PopUpScreenTests {
    init() { useUTF8Locale() }

    private static let sizes = [(120, 36), (80, 24), (40, 12)]

    @Test("a search looks as in its picture", arguments: sizes)
    func search(columns: Int, rows: Int) {
        var model = workday(columns: columns, rows: rows)
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .plain(.up))
        for text in ["eva: is it?", "eva: hello?"] { receive(&model, text) }
        _ = update(&model, .tick, at: start)
        expectScreen(view(model), file: "search-\(columns)x\(rows)")
    }

    @Test("the list of links looks as in its picture", arguments: sizes)
    func links(columns: Int, rows: Int) {
        var model = workday(columns: columns, rows: rows)
        receive(&model, "carla: here it is: https://git.example.org/proxy/pull/17.", at: at(11, 50))
        press(&model, .alt("o"))
        expectScreen(view(model), file: "links-\(columns)x\(rows)")
    }

    @Test("the rooms by name look as in their picture", arguments: sizes)
    func rooms(columns: Int, rows: Int) {
        var model = workday(columns: columns, rows: rows)
        press(&model, .alt("j"))
        type(&model, "d")
        press(&model, .plain(.down))
        expectScreen(view(model), file: "rooms-\(columns)x\(rows)")
    }

    @Test("a long paste that waits looks as in its picture", arguments: sizes)
    func paste(columns: Int, rows: Int) {
        var model = workday(columns: columns, rows: rows)
        press(&model, .control("c"))
        let diff =
            "@@ -1,7 +1,9 @@ func ping() {" + String(repeating: "\n+    send(ping)", count: 36)
        _ = update(&model, .input(.paste(diff)), at: start)
        press(&model, .plain(.enter))
        expectScreen(view(model), file: "long-paste-\(columns)x\(rows)")
    }
}
