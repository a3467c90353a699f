import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Update")
struct UpdateTests {
    @Test("typed text is sent with Enter, and confirmed by its echo")
    func send() {
        var model = Model.with()
        #expect(type(&model, "hi") == [])
        #expect(model.inputLine == "hi|")
        #expect(
            press(&model, .plain(.enter)) == [
                .say(RoomID(rawValue: 1), text: "hi", prefix: "", id: 1)
            ]
        )
        #expect(model.inputLine == "|")
        own(&model, .sending, 1)
        #expect(model.pendingLines() == ["hi sending"])
        echo(&model, "hi", 1)
        #expect(model.pendingLines() == [])
        #expect(model.transcript() == ["[connected to 127.0.0.1:8000]", "> hi"])
    }

    @Test("SIGTERM ends the program, whatever waits")
    func terminate() {
        var model = Model.with()
        enter(&model, "hi")
        #expect(update(&model, .terminate, at: start) == [.quit])
    }

    @Test("a new size is at least one cell")
    func resize() {
        var model = Model.with()
        #expect(update(&model, .resized(Size(columns: 0, rows: -1)), at: start) == [])
        #expect(model.size == Size(columns: 1, rows: 1))
    }

    @Test("what the embedded server says stands in the shown room, or else in the status line")
    func server() {
        var model = Model.with()
        _ = update(&model, .server("serving ws://127.0.0.1:8000"), at: start)
        #expect(model.transcript().last == "[serving ws://127.0.0.1:8000]")
        model = Model.with(rooms: [])
        _ = update(&model, .server("cannot serve"), at: start)
        #expect(model.notice == "cannot serve")
    }

    @Test("control characters in a sentence for the status line do not reach it")
    func cleanNotice() {
        var model = Model.with(rooms: [])
        _ = update(
            &model,
            .server("a\u{1B}[31mb\nc" + String(repeating: "x", count: 999)),
            at: start
        )
        let text = model.notice?.string ?? ""
        #expect(!text.unicodeScalars.contains { $0.value < 32 })
        #expect(text.utf8.count < 320)
    }

    @Test("a room that was left hears nothing any more")
    func leftRoom() {
        var model = Model.with(rooms: ["lobby", "dev"])
        enter(&model, "/leave dev")
        #expect(receive(&model, "hi", in: 2) == [])
        #expect(model.rooms.count == 1)
    }

    @Test("100,000 messages are taken in one by one")
    func many() {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        let message = RoomMessage(text: "ana: a message of ordinary length, as people write")
        for _ in 0..<100_000 {
            conversation(&model, .message(message), in: 2)
        }
        #expect(model.rooms[1].log.newest == 100_001)
        #expect(model.rooms[1].unread == 100_000)
    }
}

@Suite("Deadlines")
struct DeadlineTests {
    /// How many milliseconds from the model's time to its deadline.
    private func wait(_ model: Model) -> Int64 {
        nextDeadline(of: model) - model.now.monotonic
    }

    @Test("an idle connected screen waits for the next minute")
    func minute() {
        var model = Model.with()
        #expect(wait(model) == 50_000)
        _ = update(&model, .tick, at: start.after(50_000))
        #expect(wait(model) == 60_000)
        _ = update(&model, .tick, at: start.after(50_001))
        #expect(wait(model) == 59_999)
    }

    @Test("a countdown of the shown room ticks each second, then no more")
    func countdown() {
        var model = Model.with()
        session(&model, .lost(.ended, retryIn: .milliseconds(3_500)))
        #expect(wait(model) == 500)
        _ = update(&model, .tick, at: start.after(500))
        #expect(wait(model) == 1_000)
        _ = update(&model, .tick, at: start.after(3_499))
        #expect(wait(model) == 1)
        _ = update(&model, .tick, at: start.after(3_500))
        #expect(wait(model) == 46_500)
    }

    @Test("a countdown of another room does not tick")
    func otherCountdown() {
        var model = Model.with(rooms: ["lobby", "dev"])
        session(&model, .lost(.ended, retryIn: .seconds(3)), in: 2)
        #expect(wait(model) == 50_000)
    }

    @Test("an echo that does not come is looked at after five seconds")
    func late() {
        var model = Model.with()
        enter(&model, "hi")
        own(&model, .sending, 1)
        #expect(wait(model) == 5_000)
        #expect(!model.rooms[0].pending[0].isLate(at: model.now))
        _ = update(&model, .tick, at: start.after(5_000))
        #expect(model.rooms[0].pending[0].isLate(at: model.now))
        #expect(wait(model) == 45_000)
    }

    @Test("a line that waits for a connection is never late")
    func queuedIsNotLate() {
        var model = Model.with(connected: false)
        enter(&model, "hi")
        _ = update(&model, .tick, at: start.after(9_000))
        #expect(!model.rooms[0].pending[0].isLate(at: model.now))
        #expect(wait(model) == 41_000)
    }

    @Test("a notice goes by itself after fifteen seconds, or with the next key")
    func notice() {
        var model = Model.with()
        enter(&model, "/nick")
        #expect(model.notice == "no nick; /nick NAME sets one")
        #expect(wait(model) == 15_000)
        _ = update(&model, .tick, at: start.after(14_999))
        #expect(model.notice != nil)
        _ = update(&model, .tick, at: start.after(15_000))
        #expect(model.notice == nil)
        enter(&model, "/nick")
        press(&model, .plain(.left))
        #expect(model.notice == nil)
        #expect(wait(model) == 50_000)
    }
}
