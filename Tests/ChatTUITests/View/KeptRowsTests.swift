import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@testable import ChatTUI

/// Whatever happens, a frame that takes rows from the one before is the frame that would be drawn
/// without it.
@Suite("Rows that are kept from frame to frame")
struct KeptRowsTests {
    init() { useUTF8Locale() }

    private static let words = [
        "ana: hi", "bob: @bob", "see https://example.org/x", "你好 word", "a",
    ]
    private static let lines = [
        "/set time 12", "/set time 24", "/set speakers off", "/set speakers on", "/clear",
        "/set room_order activity", "/join more", "/leave", "/nick eve", "/search word", "/help",
        "/me waves", "hello", "/bind F5 help", "/drop", "/set scrollback 1KiB",
    ]

    @Test("are those that would be drawn anew", arguments: 0..<30)
    func anything(seed: UInt64) {
        var happening = Happening(seed: seed)
        var model =
            switch seed % 3 {
            case 0: Model.with(rooms: ["lobby", "dev", "ops"], nick: "bob")
            case 1: Model.with(rooms: (1...40).map { "room\($0)" }, nick: "bob")
            default: Model.numbered(members: (1...60).map { "guest\($0)" }, top: 40, oldest: 7)
            }
        var screenView = ScreenView()
        for step in 0..<250 {
            happening.next(&model)
            let isRight = screenView.draw(model) == view(model)
            #expect(isRight, "seed \(seed), step \(step)")
            guard isRight else { return }
        }
    }

    @Test("share their memory as long as somebody types")
    func shared() {
        var model = Model.with(nick: "bob")
        receive(&model, "ana: hi")
        var screenView = ScreenView()
        let before = screenView.draw(model)
        type(&model, "x")
        let after = screenView.draw(model)
        let rows = 0..<(before.size.rows - 1)
        #expect(rows.allSatisfy { sameMemory(before.rows[$0], after.rows[$0]) })
        let isSame = before == after
        #expect(!isSame)
    }

    @Test("follow the wheel over the members")
    func members() {
        var model = Model.numbered(members: (1...60).map { "guest\($0)" })
        model.size = Size(columns: 120, rows: 36)
        var screenView = ScreenView()
        let before = screenView.draw(model)
        let wheel = MouseEvent(action: .wheelDown, row: 5, column: 110)
        _ = update(&model, .input(.mouse(wheel)), at: start)
        let after = screenView.draw(model)
        let (isRight, isSame) = (after == view(model), after == before)
        #expect(isRight)
        #expect(!isSame)
    }

    private func sameMemory(_ left: [Cell], _ right: [Cell]) -> Bool {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { left.baseAddress == $0.baseAddress }
        }
    }

    /// What may happen to a model, the same for each seed.
    private struct Happening {
        private var generator: SeededGenerator
        private var now = start
        private var number: Int64 = 40
        private let keys = KeyActionRow.all.flatMap(\.keys)

        init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

        private mutating func below(_ count: Int) -> Int {
            Int.random(in: 0..<count, using: &generator)
        }

        private mutating func oneOf<T>(_ values: [T]) -> T { values[below(values.count)] }

        mutating func next(_ model: inout Model) {
            now = now.after(Int64(oneOf([0, 1, 20, 900, 6_000, 70_000])))
            let room = model.rooms.isEmpty ? 1 : 1 + below(model.rooms.count)
            switch below(16) {
            case 0...3: type(&model, oneOf(["x", "y ", "/", "word"]), at: now)
            case 4...5: press(&model, [oneOf(keys)])
            case 6:
                press(&model, .plain(.escape), at: now)
                press(&model, Key(code: .character("u"), modifiers: .control), at: now)
                type(&model, oneOf(KeptRowsTests.lines), at: now)
                press(&model, .plain(.enter), at: now)
            case 7...9: hears(&model, in: room)
            case 10:
                let size = oneOf([(120, 36), (80, 24), (40, 12), (100, 9), (7, 4)])
                let new = Size(columns: size.0, rows: size.1)
                _ = update(&model, .resized(new), at: now)
            case 11: _ = update(&model, .input(.focus(below(2) == 0)), at: now)
            case 12: _ = update(&model, .tick, at: now)
            case 13:
                let action = oneOf([MouseEvent.Action.press, .release, .wheelUp, .wheelDown])
                let mouse = MouseEvent(action: action, row: below(36), column: oneOf([2, 50, 110]))
                _ = update(&model, .input(.mouse(mouse)), at: now)
            case 14: connects(&model, in: room)
            default: presence(&model, in: room)
            }
        }

        private mutating func hears(_ model: inout Model, in room: Int) {
            for _ in 0...below(4) {
                number += Int64(oneOf([1, 1, 1, 5]))
                var message = message(number, oneOf(KeptRowsTests.words))
                if !model.rooms.contains(where: \.isNumbered) {
                    message.seq = nil
                    message.from = nil
                }
                conversation(&model, .message(message), in: room, at: now)
            }
        }

        private mutating func connects(_ model: inout Model, in room: Int) {
            let loss = ConnectionLoss.refused(status: 503, reason: "busy")
            let retry: TimeAmount? = below(3) == 0 ? nil : .seconds(4)
            switch below(3) {
            case 0: session(&model, .connecting(attempt: 2), in: room, at: now)
            case 1: session(&model, .connected(subprotocol: nil), in: room, at: now)
            default: session(&model, .lost(loss, retryIn: retry), in: room, at: now)
            }
        }

        private mutating func presence(_ model: inout Model, in room: Int) {
            guard let nick = Nick(oneOf(["carla", "dan", "eva"])) else { return }
            let event = oneOf([ConversationEvent.joined(nick), .left(nick), .typing(nick)])
            conversation(&model, event, in: room, at: now)
        }
    }
}
