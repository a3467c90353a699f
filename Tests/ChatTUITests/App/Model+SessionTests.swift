import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Session events")
struct ModelSessionTests {
    @Test("a room is connecting, connected, waiting, ended")
    func states() {
        var model = Model.with(connected: false)
        #expect(model.rooms[0].connection == .connecting)
        session(&model, .connected(subprotocol: nil))
        #expect(model.rooms[0].connection == .connected)
        session(&model, .lost(.ended, retryIn: .milliseconds(2_500)))
        guard case .waiting(let until, _) = model.rooms[0].connection else {
            Issue.record("not waiting")
            return
        }
        #expect(until == start.monotonic + 2_500)
        session(&model, .connecting(attempt: 1))
        #expect(model.rooms[0].connection == .connecting)
        session(&model, .lost(.refused(status: 403, reason: "Forbidden"), retryIn: nil))
        guard case .ended(let reason) = model.rooms[0].connection else {
            Issue.record("not ended")
            return
        }
        #expect(model.transcript().last == "[not connected: \(reason). Alt+R tries again.]")
    }

    @Test("before the first connection the log says why there is none, each reason once")
    func firstConnection() {
        var model = Model.with(connected: false)
        session(&model, .lost(.nobodyListens, retryIn: .seconds(1)))
        session(&model, .connecting(attempt: 2))
        session(&model, .lost(.nobodyListens, retryIn: .seconds(2)))
        #expect(model.transcript().count == 1)
        session(&model, .lost(.timedOut(.connect), retryIn: .seconds(2)))
        #expect(model.transcript().count == 2)
        session(&model, .connected(subprotocol: nil))
        #expect(model.transcript().last == "[connected to 127.0.0.1:8000]")
    }

    @Test("a reconnect draws one gap line, whatever attempts it took")
    func gap() {
        var model = Model.with()
        session(&model, .lost(.ended, retryIn: .seconds(1)))
        session(&model, .connecting(attempt: 1), at: start.after(1_000))
        session(&model, .lost(.nobodyListens, retryIn: .seconds(41)), at: start.after(1_001))
        session(&model, .connecting(attempt: 2), at: start.after(42_000))
        session(&model, .connected(subprotocol: nil), at: start.after(42_000))
        #expect(
            model.transcript().dropFirst() == ["<42 s not connected: messages may be missing>"]
        )
    }

    @Test("a session that gave up and was opened again leaves a gap too")
    func gapAfterEnd() {
        var model = Model.with()
        session(&model, .lost(.refused(status: 403, reason: ""), retryIn: nil))
        press(&model, .alt("r"), at: start.after(60_000))
        session(&model, .connected(subprotocol: nil), at: start.after(60_000))
        #expect(model.transcript().last == "<1 min not connected: messages may be missing>")
    }

    @Test("gaps in a row fold into one line; a message between them keeps them apart")
    func folding() {
        var model = Model.with()
        var now = start
        func lose(for seconds: Int64) {
            session(&model, .lost(.ended, retryIn: .seconds(1)), at: now)
            now = now.after(seconds * 1_000)
            session(&model, .connected(subprotocol: nil), at: now)
        }
        for _ in 0..<3 { lose(for: 42) }
        receive(&model, "hi")
        lose(for: 7_800)
        #expect(
            model.transcript().dropFirst() == [
                "<3 times not connected, 2 min 6 s in all: messages may be missing>", "hi",
                "<2 h 10 min not connected: messages may be missing>",
            ]
        )
    }

    @Test(
        "time spans are told in the two largest units",
        arguments: [
            (0, "under 1 s"), (-5, "under 1 s"), (499, "under 1 s"), (500, "1 s"),
            (59_499, "59 s"), (60_000, "1 min"), (61_000, "1 min 1 s"), (3_600_000, "1 h"),
            (3_660_000, "1 h 1 min"), (90_000_000, "25 h"),
        ] as [(Int64, DisplayText)]
    )
    func spans(milliseconds: Int64, text: DisplayText) {
        #expect(duration(ofMilliseconds: milliseconds) == text)
    }

    @Test("what is no chat frame is shown, cut, cleaned and counted")
    func notChat() {
        var model = Model.with()
        conversation(&model, .notChat(Array("[1,\u{1B}[2J]".utf8)))
        conversation(&model, .notChat(Array(String(repeating: "é", count: 500).utf8)))
        let lines = model.transcript().dropFirst()
        #expect(lines.first?.hasPrefix("[not chat (1 so far): [1,") == true)
        #expect(lines.first?.unicodeScalars.contains("\u{1B}") == false)
        let second = lines.last ?? ""
        #expect(second.hasPrefix("[not chat (2 so far): éé"))
        #expect(second.utf8.count < 250)
        #expect(!second.contains("\u{FFFD}"))
    }

    @Test("a binary message is told")
    func binary() {
        var model = Model.with()
        session(&model, .binary(count: 7))
        #expect(model.transcript().last == "[not chat: a binary message of 7 bytes]")
    }

    @Test("hostile text changes nothing but its own line")
    func hostile() {
        var model = Model.with()
        receive(&model, "a\u{1B}]0;title\u{7}\u{9B}31m\u{202E}b\nc")
        receive(&model, "next")
        let lines = model.rooms[0].log.lines.dropFirst()
        #expect(lines.count == 2)
        #expect(lines.last?.text == "next")
        let isClean = lines.allSatisfy { line in
            line.text.string.unicodeScalars.allSatisfy {
                $0 == "\n" || $0.properties.generalCategory != .control
            }
        }
        #expect(isClean)
    }
}
