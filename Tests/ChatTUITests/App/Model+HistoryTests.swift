import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("What was said before")
struct ModelHistoryTests {
    private let lobby = RoomID(rawValue: 1)
    private let up = Key.plain(.pageUp)

    /// Messages as an answer to a request.
    private func page(_ seqs: ClosedRange<Int64>) -> [RoomMessage] {
        seqs.map { message($0, isReplay: true) }
    }

    private func older(
        _ model: inout Model,
        before: Int64,
        _ messages: [RoomMessage],
        reachedOldest: Bool = false
    ) -> [Effect] {
        conversation(
            &model,
            .older(before: before, messages: messages, reachedOldest: reachedOldest)
        )
    }

    private func seqs(_ model: Model) -> [Int64] { model.rooms[0].log.lines.compactMap(\.seq) }

    @Test("scrolling up asks once for what is above, which is put there without moving the view")
    func above() {
        var model = Model.numbered(top: 500)
        hear(&model, 401...500, isReplay: true)
        #expect(press(&model, up) == [])
        #expect(press(&model, up) == [])
        #expect(press(&model, up) == [.older(lobby, before: 401, limit: 100)])
        #expect(press(&model, up) == [])
        let shown = view(model)
        guard case .line(let number, _) = model.rooms[0].scroll else {
            Issue.record("at the bottom")
            return
        }
        let line = model.rooms[0].log.lines[model.rooms[0].log.index(ofLine: number)]
        #expect(older(&model, before: 401, page(301...400)) == [])
        #expect(seqs(model) == Array(301...500))
        guard case .line(let after, _) = model.rooms[0].scroll else {
            Issue.record("at the bottom")
            return
        }
        let log = model.rooms[0].log
        #expect(log.lines[log.index(ofLine: after)].seq == line.seq)
        #expect(log.lines.map(\.number) == Array(log.lines[0].number..<log.lines[0].number + 200))
        // At the top the rules of the request and the day, and a time, have gone further up.
        let rows = 3..<Layout(model).pane.rows
        #expect(Array(view(model).lines[rows]) == Array(shown.lines[rows]))
    }

    @Test("at the oldest message it asks no more and says that the room begins there")
    func beginning() {
        var model = Model.numbered(top: 110)
        hear(&model, 101...110, isReplay: true)
        #expect(press(&model, up) == [.older(lobby, before: 101, limit: 100)])
        #expect(older(&model, before: 101, page(1...100), reachedOldest: true) == [])
        press(&model, Key(code: .home, modifiers: .alt))
        #expect(press(&model, up) == [])
        #expect(view(model).picture.contains(" the beginning of the room "))
    }

    @Test("messages that the server does not keep are not asked for")
    func notKept() {
        var model = Model.numbered(top: 110, oldest: 101)
        hear(&model, 101...110, isReplay: true)
        #expect(press(&model, up) == [])
        #expect(view(model).picture.contains(" what was said before is not kept "))
    }

    @Test("an answer that does not come can be asked for again")
    func failed() {
        var model = Model.numbered(top: 110)
        hear(&model, 101...110, isReplay: true)
        press(&model, up)
        #expect(older(&model, before: 101, []) == [])
        #expect(
            model.notice == "what was said before did not come: scroll up to ask again"
        )
        #expect(press(&model, up) == [.older(lobby, before: 101, limit: 100)])
    }

    @Test("what was not asked for, or is out of order, is not put in")
    func unasked() {
        var model = Model.numbered(top: 110)
        hear(&model, 101...110, isReplay: true)
        _ = older(&model, before: 101, page(90...100))
        #expect(seqs(model) == Array(101...110))
        press(&model, up)
        let odd = [message(99), message(98), message(101), RoomMessage(text: "x"), message(100)]
        _ = older(&model, before: 101, odd)
        #expect(seqs(model) == Array(99...110))
    }

    @Test("after /clear nothing comes back by itself")
    func cleared() {
        var model = Model.numbered(top: 110)
        hear(&model, 101...110, isReplay: true)
        enter(&model, "/clear")
        #expect(press(&model, up) == [])
        #expect(model.transcript() == [])
    }

    @Test("a gap is a line with its size, and is filled when it comes into view")
    func gap() {
        var model = Model.numbered(top: 10)
        hear(&model, 1...10)
        conversation(&model, .gap(MessageGap(after: 10, before: 60, isNewLog: false)))
        hear(&model, 60...63)
        #expect(model.transcript()[10] == "<10…60: 49 messages are missing here>")
        #expect(press(&model, .plain(.left)) == [.older(lobby, before: 60, limit: 100)])
        let next = older(&model, before: 60, page(31...59))
        #expect(model.transcript()[10] == "<10…31: 20 messages are missing here>")
        #expect(seqs(model) == Array(1...10) + Array(31...63))
        // The rest is still near what is shown.
        #expect(next == [.older(lobby, before: 31, limit: 100)])
        _ = older(&model, before: 31, page(11...30))
        #expect(seqs(model) == Array(1...63))
        #expect(model.rooms[0].log.lines.count == 63)
    }

    @Test("what is missing for ever is told so and not asked for again")
    func lostGap() {
        var model = Model.numbered(top: 10)
        hear(&model, 1...10)
        conversation(&model, .gap(MessageGap(after: 10, before: 12, isNewLog: false)))
        hear(&model, 12...12)
        #expect(model.transcript()[10] == "<10…12: 1 message is missing here>")
        press(&model, .plain(.left))
        _ = older(&model, before: 12, [], reachedOldest: true)
        #expect(model.transcript()[10] == "<1 message is missing here and not kept>")
        #expect(press(&model, .plain(.left)) == [])
    }

    @Test("another log of the room is told, and numbers of the old one are forgotten")
    func newLog() {
        var model = Model.numbered(top: 500)
        hear(&model, 490...500)
        conversation(&model, .gap(MessageGap(after: 500, before: 3, isNewLog: true)))
        hear(&model, 3...4, isReplay: true)
        #expect(
            model.transcript().dropFirst(11) == [
                "<the server has a new log of this room: what is above is not in it>",
                "<0…3: 2 messages are missing here>", "ana: message 3", "ana: message 4",
            ]
        )
        #expect(seqs(model) == [3, 4])
        press(&model, .plain(.left))
        _ = older(&model, before: 3, page(1...2), reachedOldest: true)
        #expect(seqs(model) == [1, 2, 3, 4])
    }

    @Test("a line that was acknowledged but lies in a gap does not wait for ever")
    func acknowledgedInGap() {
        var model = Model.numbered()
        enter(&model, "a")
        own(&model, .accepted(seq: 5), 1)
        conversation(&model, .gap(MessageGap(after: 3, before: 9, isNewLog: false)))
        #expect(model.rooms[0].pending.isEmpty)
    }

    // MARK: Reading

    @Test("how far the room was read is told once a second, and at once on looking away")
    func reading() {
        var model = Model.numbered(rooms: ["lobby", "dev"])
        #expect(hear(&model, 1...3) == [.read(lobby, seq: 1)])
        #expect(nextDeadline(of: model) == start.monotonic + 1_000)
        #expect(update(&model, .tick, at: start.after(1_000)) == [.read(lobby, seq: 3)])
        #expect(hear(&model, 4...4, at: start.after(1_500)) == [])
        #expect(press(&model, .alt("2"), at: start.after(1_600)) == [.read(lobby, seq: 4)])
        #expect(hear(&model, 5...5, at: start.after(9_000)) == [])
        #expect(press(&model, .alt("1"), at: start.after(9_001)) == [.read(lobby, seq: 5)])
    }

    @Test("who has scrolled up, or looks elsewhere, has not read")
    func notReading() {
        var model = Model.numbered(top: 60)
        hear(&model, 1...60)
        _ = update(&model, .tick, at: start.after(1_000))
        press(&model, up, at: start.after(1_000))
        #expect(hear(&model, 61...61, at: start.after(5_000)) == [])
        #expect(
            press(&model, .plain(.escape), at: start.after(5_000)) == [.read(lobby, seq: 61)]
        )
        _ = update(&model, .input(.focus(false)), at: start.after(6_000))
        #expect(hear(&model, 62...62, at: start.after(9_000)) == [])
        #expect(
            update(&model, .input(.focus(true)), at: start.after(9_001)) == [.read(lobby, seq: 62)]
        )
    }

    @Test("leaving the room or the program tells the rest")
    func leaving() {
        for way in ["/leave", "/quit"] {
            var model = Model.numbered()
            hear(&model, 1...2)
            let effects = enter(&model, way)
            #expect(effects.first == .read(lobby, seq: 2))
            #expect(effects.count == 2)
        }
        var model = Model.numbered()
        hear(&model, 1...2)
        #expect(update(&model, .terminate, at: start) == [.read(lobby, seq: 2), .quit])
    }

    @Test("after a restart the rule stands above what was not read")
    func restart() {
        useUTF8Locale()
        var model = Model.numbered(rooms: ["lobby", "dev"], top: 10, readUpTo: 7)
        hear(&model, 1...10, isReplay: true)
        hear(&model, 1...10, isReplay: true, in: 2)
        #expect(model.rooms[0].readUpTo == 7)
        #expect(view(model).picture.contains(" 3 new "))
        #expect(model.rooms[0].unread == 0)
        #expect(model.rooms[1].unread == 3)
        hear(&model, 11...11)
        #expect(view(model).picture.contains(" 4 new "))
    }

    @Test("at a first visit nothing is new")
    func firstVisit() {
        var model = Model.numbered(rooms: ["lobby", "dev"], top: 10)
        hear(&model, 1...10, isReplay: true)
        hear(&model, 1...10, isReplay: true, in: 2)
        #expect(model.rooms[0].readUpTo == nil)
        #expect(model.rooms[1].unread == 0)
        hear(&model, 11...11, in: 2)
        #expect(model.rooms[1].unread == 1)
    }

    @Test("an old message has the time that the clock on the wall told then")
    func summerTime() {
        var model = Model.numbered(top: 20)
        model.utcOffset = { [now = start.wall] in $0 < now - 3_600_000 ? 7_200 : 3_600 }
        var old = message(1, isReplay: true)
        old.at = start.wall - 7_200_000
        conversation(&model, .message(old))
        hear(&model, 2...2)
        #expect(model.rooms[0].log.lines.map(\.time.utcOffset).suffix(2) == [7_200, 0])
    }
}
