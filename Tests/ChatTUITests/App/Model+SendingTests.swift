import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Own lines")
struct ModelSendingTests {
    private let lobby = RoomID(rawValue: 1)

    /// The texts that effects send.
    private func texts(_ effects: [Effect]) -> [String] {
        effects.compactMap { if case .send(_, let text, _, _) = $0 { text } else { nil } }
    }

    @Test("a nick is put before what is sent")
    func nick() {
        var model = Model.with(nick: "bob")
        #expect(enter(&model, "hi") == [.send(lobby, text: "bob: hi", id: 1, connection: 1)])
        #expect(enter(&model, "a\nb") == [.send(lobby, text: "bob: a\nb", id: 2, connection: 1)])
        receive(&model, "bob: hi")
        #expect(model.transcript().last == "> bob: hi")
    }

    @Test("without a connection lines wait, and go out in order")
    func queue() {
        var model = Model.with(connected: false)
        #expect(enter(&model, "one") == [])
        #expect(enter(&model, "two") == [])
        #expect(model.pendingLines() == ["one queued", "two queued"])
        #expect(
            session(&model, .connected(subprotocol: nil)) == [
                .send(lobby, text: "one", id: 1, connection: 1),
                .send(lobby, text: "two", id: 2, connection: 1),
            ]
        )
        #expect(model.pendingLines() == ["one sending", "two sending"])
    }

    @Test("64 lines are on their way at once, the next with each echo")
    func window() {
        var model = Model.with(connected: false)
        for number in 0..<66 { enter(&model, "\(number)") }
        let first = session(&model, .connected(subprotocol: nil))
        #expect(texts(first) == (0..<64).map(String.init))
        #expect(enter(&model, "66") == [])
        #expect(texts(receive(&model, "0")) == ["64"])
        #expect(texts(receive(&model, "somebody else")) == [])
        #expect(texts(receive(&model, "1")) == ["65"])
        #expect(texts(receive(&model, "2")) == ["66"])
        #expect(texts(receive(&model, "3")) == [])
        #expect(model.rooms[0].pending.count == 63)
    }

    @Test("a message of somebody else between line and echo stands before it")
    func order() {
        var model = Model.with()
        enter(&model, "mine")
        receive(&model, "theirs")
        receive(&model, "mine")
        #expect(model.transcript().dropFirst() == ["theirs", "> mine"])
    }

    @Test("after a loss, lines not written wait again and written ones are unconfirmed")
    func lost() {
        var model = Model.with()
        for text in ["a", "b", "c"] { enter(&model, text) }
        session(&model, .written(1))
        session(&model, .written(2))
        receive(&model, "a")
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        #expect(model.pendingLines() == ["b unconfirmed", "c queued"])
        session(&model, .connecting(attempt: 1))
        #expect(
            session(&model, .connected(subprotocol: nil)) == [
                .send(lobby, text: "c", id: 3, connection: 2)
            ]
        )
        #expect(model.pendingLines() == ["b unconfirmed", "c sending"])
    }

    @Test("an unconfirmed line is not confirmed by a later message")
    func unconfirmed() {
        var model = Model.with()
        enter(&model, "b")
        session(&model, .written(1))
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connected(subprotocol: nil))
        #expect(
            model.notice == "1 line may not have arrived: Alt+R sends again, /drop gives up"
        )
        receive(&model, "b")
        #expect(model.pendingLines() == ["b unconfirmed"])
        #expect(model.transcript().last == "b")
    }

    @Test("Alt+R sends unconfirmed lines again, once")
    func sendAgain() {
        var model = Model.with()
        enter(&model, "b")
        session(&model, .written(1))
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connected(subprotocol: nil))
        #expect(press(&model, .alt("r")) == [.send(lobby, text: "b", id: 2, connection: 2)])
        #expect(press(&model, .alt("r")) == [])
        #expect(model.notice == "nothing to send again")
        receive(&model, "b")
        #expect(model.pendingLines() == [])
    }

    @Test("Alt+R sends a line again whose echo is late")
    func sendLateAgain() {
        var model = Model.with()
        enter(&model, "a")
        #expect(press(&model, .alt("r"), at: start.after(4_999)) == [])
        #expect(
            press(&model, .alt("r"), at: start.after(5_000)) == [
                .send(lobby, text: "a", id: 2, connection: 1)
            ]
        )
        #expect(!model.rooms[0].pending[0].isLate(at: start.after(9_999)))
        receive(&model, "a", at: start.after(5_100))
        #expect(model.pendingLines() == [])
    }

    @Test("Alt+R without a connection connects, and sends nothing twice")
    func retry() {
        var model = Model.with()
        enter(&model, "b")
        session(&model, .written(1))
        session(&model, .lost(.ended, retryIn: .seconds(30)))
        #expect(press(&model, .alt("r")) == [.retryNow(lobby)])
        #expect(model.pendingLines() == ["b unconfirmed"])
        session(&model, .connecting(attempt: 1))
        #expect(press(&model, .alt("r")) == [])
        session(&model, .lost(.refused(status: 404, reason: ""), retryIn: nil))
        #expect(press(&model, .alt("r")) == [.join(lobby, serverURL.room("lobby"))])
    }

    @Test("when an overdue echo is overtaken, its line is unconfirmed and the rest goes on")
    func overtaken() {
        var model = Model.with()
        enter(&model, "a")
        enter(&model, "b")
        receive(&model, "b", at: start.after(1_000))
        #expect(model.pendingLines() == ["a sending", "b sending"])
        receive(&model, "b", at: start.after(6_000))
        #expect(model.pendingLines() == ["a unconfirmed"])
        #expect(model.transcript().dropFirst() == ["b", "> b"])
    }

    @Test("/drop gives up what waits and what is unconfirmed, not what is on its way")
    func drop() {
        var model = Model.with()
        enter(&model, "a")
        session(&model, .written(1))
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        enter(&model, "b")
        enter(&model, "/drop")
        #expect(model.notice == "2 lines dropped")
        session(&model, .connected(subprotocol: nil))
        enter(&model, "c")
        enter(&model, "/drop")
        #expect(model.pendingLines() == ["c sending"])
    }

    @Test("a thousand lines wait, the next one is refused and stays in the input line")
    func tooMany() {
        var model = Model.with(connected: false)
        for _ in 0..<1_000 { enter(&model, "x") }
        #expect(model.rooms[0].pending.count == 1_000)
        enter(&model, "one more")
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

    @Test("sending shows the newest line")
    func scroll() {
        var model = Model.with()
        model.rooms[0].scroll = .line(1, rowsBelow: 0)
        enter(&model, "hi")
        #expect(model.rooms[0].scroll == .bottom)
    }

    @Test("lines name the connection that they are for; a session opened anew counts from one")
    func connection() {
        var model = Model.with()
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connected(subprotocol: nil))
        #expect(enter(&model, "a") == [.send(lobby, text: "a", id: 1, connection: 2)])
        session(&model, .lost(.refused(status: 403, reason: ""), retryIn: nil))
        press(&model, .alt("r"))
        #expect(
            session(&model, .connected(subprotocol: nil))
                == [.send(lobby, text: "a", id: 1, connection: 1)]
        )
    }
}
