import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Own lines")
struct ModelSendingTests {
    private let lobby = RoomID(rawValue: 1)

    @Test("a nick is put before what is sent, for servers that know no names")
    func nick() {
        var model = Model.with(nick: "bob")
        #expect(
            enter(&model, "hi") == [.say(lobby, text: "hi", prefix: "bob: ", id: 1)]
        )
        #expect(
            enter(&model, "a\nb") == [.say(lobby, text: "a\nb", prefix: "bob: ", id: 2)]
        )
        #expect(model.pendingLines() == ["bob: hi queued", "bob: a\nb queued"])
        echo(&model, "bob: hi", 1)
        #expect(model.transcript().last == "> bob: hi")
        #expect(model.pendingLines() == ["bob: a\nb queued"])
    }

    @Test("each line of an entered text is said when that was asked for, in order")
    func several() {
        var model = Model.with(connected: false)
        _ = update(&model, .input(.paste("1\n2\n3\n4\n5\n6")), at: start)
        let effects = press(&model, .plain(.enter), .character("l"))
        #expect(
            effects == (1...6).map { .say(lobby, text: "\($0)", prefix: "", id: SendID($0)) }
        )
    }

    @Test("a line is shown with what is known of it")
    func states() {
        var model = Model.with()
        for text in ["a", "b", "c", "d"] { enter(&model, text) }
        own(&model, .sending, 1, 2, 3)
        own(&model, .unconfirmed, 2)
        own(&model, .accepted(seq: 7), 3)
        own(&model, .refused(.denied, reason: "no\nway"), 4)
        #expect(
            model.rooms[0].pending.map(\.state) == [
                .sending, .unconfirmed, .accepted(seq: 7), .refused("no⏎way"),
            ]
        )
        #expect(
            model.notice == "not taken: no⏎way (Alt+R sends again, /drop gives up)"
        )
        own(&model, .waiting, 1)
        #expect(model.rooms[0].pending[0].state == .queued)
        own(&model, .waiting, 99)
        #expect(model.rooms[0].pending.count == 4)
    }

    @Test("a message of somebody else between line and echo stands before it")
    func order() {
        var model = Model.with()
        enter(&model, "mine")
        receive(&model, "theirs")
        echo(&model, "mine", 1)
        #expect(model.transcript().dropFirst() == ["theirs", "> mine"])
    }

    @Test("a line of which nothing more will be told goes into the log")
    func written() {
        var model = Model.with()
        enter(&model, "a")
        own(&model, .written, 1)
        #expect(model.pendingLines() == [])
        #expect(model.transcript().last == "> a")
    }

    @Test("after a reconnect the person is told of lines that perhaps did not arrive")
    func unconfirmed() {
        var model = Model.with()
        enter(&model, "b")
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        own(&model, .unconfirmed, 1)
        session(&model, .connected(subprotocol: nil))
        #expect(
            model.notice == "1 line may not have arrived: Alt+R sends again, /drop gives up"
        )
    }

    @Test("Alt+R sends unconfirmed lines again")
    func sendAgain() {
        var model = Model.with()
        enter(&model, "b")
        own(&model, .unconfirmed, 1)
        #expect(press(&model, .alt("r")) == [.sendAgain(lobby, 1)])
        own(&model, .waiting, 1)
        #expect(press(&model, .alt("r")) == [])
        #expect(model.notice == "nothing to send again")
    }

    @Test("Alt+R sends a line again, as a new one, whose echo is late or that was refused")
    func sendLateAgain() {
        var model = Model.with(nick: "bob")
        enter(&model, "a")
        enter(&model, "b")
        own(&model, .sending, 1)
        own(&model, .refused(.rate, reason: "slow down"), 2)
        #expect(
            press(&model, .alt("r"), at: start.after(4_999))
                == [.say(lobby, text: "b", prefix: "bob: ", id: 3)]
        )
        #expect(
            press(&model, .alt("r"), at: start.after(5_000)) == [
                .drop(lobby, 1), .say(lobby, text: "a", prefix: "bob: ", id: 4),
            ]
        )
        #expect(model.pendingLines() == ["bob: b queued", "bob: a queued"])
    }

    @Test("Alt+R without a connection connects, and sends nothing twice")
    func retry() {
        var model = Model.with()
        enter(&model, "b")
        session(&model, .lost(.ended, retryIn: .seconds(30)))
        own(&model, .unconfirmed, 1)
        #expect(press(&model, .alt("r")) == [.retryNow(lobby)])
        #expect(model.pendingLines() == ["b unconfirmed"])
        session(&model, .connecting(attempt: 1))
        #expect(press(&model, .alt("r")) == [])
        session(&model, .lost(.refused(status: 404, reason: ""), retryIn: nil))
        #expect(press(&model, .alt("r")) == [.join(lobby, serverURL.room("lobby"))])
    }

    @Test("/drop gives up what waits, is unconfirmed or refused, not what is on its way")
    func drop() {
        var model = Model.with()
        for text in ["a", "b", "c", "d"] { enter(&model, text) }
        own(&model, .unconfirmed, 1)
        own(&model, .refused(.tooLong, reason: ""), 2)
        own(&model, .sending, 3)
        #expect(enter(&model, "/drop") == [.drop(lobby, 1), .drop(lobby, 4)])
        #expect(model.notice == "3 lines dropped")
        #expect(model.pendingLines() == ["c sending"])
    }

    @Test("a thousand lines wait, the next one is refused and stays in the input line")
    func tooMany() {
        var model = Model.with(connected: false)
        for _ in 0..<1_000 { enter(&model, "x") }
        #expect(model.rooms[0].pending.count == 1_000)
        #expect(enter(&model, "one more") == [])
        #expect(model.rooms[0].pending.count == 1_000)
        #expect(model.inputLine == "one more|")
        #expect(model.notice?.string.hasPrefix("not sent: 1000 lines wait already") == true)
    }

    @Test("a mebibyte waits, more is refused")
    func tooLong() {
        var model = Model.with(connected: false)
        let long = String(repeating: "x", count: 60 << 10)
        for _ in 0..<30 {
            _ = update(&model, .input(.paste(long)), at: start)
            press(&model, .plain(.enter), .plain(.enter))
        }
        #expect(model.rooms[0].pending.count == 17)
        #expect(!model.editor.isEmpty)
    }

    @Test("after a session that gave up, what was said comes back out of the outbox, once")
    func ended() {
        var model = Model.with()
        enter(&model, "a")
        enter(&model, "b")
        own(&model, .refused(.denied, reason: "no"), 2)
        session(&model, .lost(.refused(status: 403, reason: ""), retryIn: nil))
        own(&model, .unconfirmed, 1)
        #expect(enter(&model, "c") == [])
        #expect(model.notice == "not sent: there is no connection. Alt+R tries again")
        #expect(model.inputLine == "c|")
        #expect(press(&model, .alt("r")) == [.join(lobby, serverURL.room("lobby"))])
        #expect(model.rooms[0].pending.map(\.text) == ["b"])
    }

    @Test("sending shows the newest line")
    func scroll() {
        var model = Model.with()
        model.rooms[0].scroll = .line(1, rowsBelow: 0)
        enter(&model, "hi")
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("lines of an earlier run are shown again")
    func restored() throws {
        var model = Model.with()
        let record = OwnLineRecord(
            id: .max,
            text: "left behind",
            prefix: "bob: ",
            nonce: try #require(Nonce("abc".utf8)),
            at: start.wall - 60_000
        )
        conversation(&model, .restored(record))
        own(&model, .waiting, .max)
        #expect(model.pendingLines() == ["bob: left behind queued"])
        #expect(model.rooms[0].pending[0].moment.wall == start.wall - 60_000)
        #expect(enter(&model, "new") == [.say(lobby, text: "new", prefix: "", id: 1)])
    }
}
