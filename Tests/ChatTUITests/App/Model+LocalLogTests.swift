import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("The local log on the screen")
struct ModelLocalLogTests {
    private let lobby = RoomID(rawValue: 1)

    private func page(
        _ numbers: ClosedRange<Int64>,
        before: Int64? = nil,
        oldest: Int64 = 1,
        gap: LogGap? = nil
    ) -> LogPage {
        var page = LogPage(before: before)
        page.messages = numbers.map { number in
            LoggedMessage(number: number, at: start.wall - 1_000_000 + number, text: "m\(number)")
        }
        (page.oldest, page.top, page.gap) = (oldest, 500, gap)
        return page
    }

    private func gap(_ milliseconds: Int64) -> LogGap {
        var gap = LogGap()
        gap.add(since: start.wall - milliseconds, until: start.wall)
        return gap
    }

    @discardableResult
    private func logged(_ model: inout Model, _ page: LogPage) -> [Effect] {
        update(&model, .logged(lobby, page), at: start)
    }

    @Test("what was logged stands above what is said, with a rule between")
    func latest() {
        var model = Model.with()
        receive(&model, "now")
        #expect(logged(&model, page(499...500, oldest: 499, gap: gap(7_800_000))) == [])
        let rule =
            "<2 h 10 min not connected: messages may be missing; above from the log here>"
        #expect(
            model.transcript()
                == ["m499", "m500", rule, "[connected to 127.0.0.1:8000]", "now"]
        )
        #expect(model.rooms[0].unread == 0)
        #expect(model.rooms[0].log.lines[0].time.wall == start.wall - 999_501)
    }

    @Test("a log that has everything has no gap")
    func complete() {
        var model = Model.with()
        logged(&model, page(500...500))
        #expect(model.transcript().first == "m500")
        #expect(model.transcript()[1] == "<above from the log here>")
    }

    @Test("an empty log changes nothing")
    func empty() {
        var model = Model.with()
        let before = model.transcript()
        #expect(logged(&model, LogPage()) == [])
        #expect(model.transcript() == before)
        #expect(press(&model, .plain(.pageUp)) == [])
    }

    @Test("scrolling up asks the log for older messages until it begins")
    func older() {
        var model = Model.with()
        logged(&model, page(401...500))
        press(&model, .plain(.pageUp), .plain(.pageUp))
        #expect(
            press(&model, .plain(.pageUp)) == [.olderLogged(lobby, before: 401, limit: 100)]
        )
        #expect(logged(&model, page(1...400, before: 401)) == [])
        #expect(model.rooms[0].log.firstSeq == 1)
        press(&model, Key(code: .home, modifiers: .alt))
        #expect(press(&model, .plain(.pageUp)) == [])
        #expect(view(model).picture.contains(" the log here begins "))
    }

    @Test("a gap in the log is told where it is, and paging goes on above it")
    func gapInside() {
        var model = Model.with()
        var latest = page(400...402)
        latest.messages[0].gap = gap(5_000)
        #expect(
            logged(&model, latest) == [.olderLogged(lobby, before: 400, limit: 100)]
        )
        #expect(model.transcript().first == "<5 s not connected: messages may be missing>")
        logged(&model, page(399...399, before: 400))
        #expect(
            model.transcript().prefix(3)
                == ["m399", "<5 s not connected: messages may be missing>", "m400"]
        )
    }

    @Test("numbers of the log are never told to a server")
    func noReading() {
        var model = Model.with()
        logged(&model, page(401...500))
        #expect(update(&model, .tick, at: start.after(5_000)) == [])
        #expect(press(&model, .plain(.pageUp), .plain(.pageDown)) == [])
    }

    @Test("a log that cannot be read is told, and can be asked again")
    func unreadable() {
        var model = Model.with()
        let ask: [Effect] = [.olderLogged(lobby, before: 500, limit: 100)]
        #expect(logged(&model, page(500...500)) == ask)
        var failed = LogPage(before: 500)
        failed.isUnreadable = true
        logged(&model, failed)
        #expect(model.notice?.string.contains("cannot be read") == true)
        #expect(press(&model, .plain(.pageUp)) == ask)
    }

    @Test("a server that numbers messages takes the place of the log")
    func numbered() {
        var model = Model.with(connected: false)
        logged(&model, page(401...500))
        session(&model, .connected(subprotocol: Subprotocol.chatTUI1))
        #expect(model.rooms[0].log.firstSeq == nil)
        #expect(logged(&model, page(300...400, before: 401)) == [])
        #expect(model.transcript().first == "m401")
        #expect(press(&model, .plain(.pageUp)) == [])
    }

    @Test("when lines of this session are gone nothing is put right above the rest")
    func trimmed() {
        var model = Model.with()
        logged(&model, page(401...500))
        enter(&model, "/set scrollback \"64 KiB\"")
        let long = String(repeating: "x", count: 500)
        for number in 1...400 { receive(&model, "\(number) \(long)") }
        enter(&model, "/set scrollback \"8 MiB\"")
        #expect(model.settings.scrollback == 8 << 20)
        #expect(model.rooms[0].log.firstSeq == nil)
        #expect(press(&model, Key(code: .home, modifiers: .alt), .plain(.pageUp)) == [])
        #expect(view(model).picture.contains(" what was said before is in chat-tui log "))
    }

    @Test("a page is taken only where it belongs: the line below it may have gone meanwhile")
    func trimmedMeanwhile() {
        var model = Model.with()
        #expect(
            logged(&model, page(500...500)) == [.olderLogged(lobby, before: 500, limit: 100)]
        )
        model.settings.scrollback = 64 << 10
        let long = String(repeating: "x", count: 500)
        for number in 1...400 { receive(&model, "\(number) \(long)") }
        model.settings.scrollback = 8 << 20
        let before = model.transcript()
        logged(&model, page(400...499, before: 500))
        #expect(model.transcript() == before)
    }

    @Test("what was taken off the screen does not come back")
    func hidden() {
        var model = Model.with()
        enter(&model, "/clear")
        logged(&model, page(401...500))
        #expect(model.rooms[0].log.lines.isEmpty)
    }
}
