import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Searching what comes meanwhile, and what is not here yet")
struct ModelSearchingOlderTests {
    init() { useUTF8Locale() }

    @Test("a flood is searched in slices while keys are taken")
    func slices() {
        var model = Model.with()
        let filler = String(repeating: "filler ", count: 40)
        receive(&model, "needle, the oldest")
        for _ in 1...12_000 { receive(&model, filler) }
        press(&model, .control("s"))
        #expect(type(&model, "needle") == [])
        #expect(model.prompt.contains("searching…"))
        #expect(nextDeadline(of: model) == start.monotonic)
        var ticks = 0
        while nextDeadline(of: model) == start.monotonic, ticks < 100 {
            _ = update(&model, .tick, at: start)
            ticks += 1
        }
        #expect((2...20).contains(ticks))
        #expect(model.shownMatch == "needle, the oldest")
        #expect(model.prompt.contains("1 of 1 "))
    }

    @Test("lines that arrive are searched too, and nothing moves")
    func arriving() {
        var model = Model.withGateways()
        press(&model, .control("s"))
        type(&model, "gateway")
        press(&model, .plain(.up))
        let before = view(model).lines.prefix(20)
        receive(&model, "ana: gateway again")
        receive(&model, "ana: nothing")
        _ = update(&model, .tick, at: start)
        #expect(view(model).lines.prefix(20) == before)
        #expect(model.prompt.contains("3 of 21"))
        press(&model, .plain(.down), .plain(.down))
        #expect(model.shownMatch == "ana: gateway again")
    }

    @Test("lines that are gone are counted no more")
    func gone() {
        var model = Model.withGateways()
        press(&model, .control("s"))
        type(&model, "gateway")
        model.rooms[0].log.clear()
        #expect(model.prompt.contains("nothing found"))
        press(&model, .plain(.up), .plain(.down))
        receive(&model, "ana: gateway new")
        _ = update(&model, .tick, at: start)
        press(&model, .plain(.up))
        #expect(model.prompt.contains("of 1") || model.prompt.contains("1 found"))
    }

    @Test("when all that is here was searched, Up asks the server, again and again")
    func older() {
        var model = Model.numbered(top: 1_000, readUpTo: 1_000)
        hear(&model, 901...1_000, isReplay: true)
        _ = update(&model, .resized(Size(columns: 80, rows: 10)), at: start)
        press(&model, .control("s"))
        type(&model, "message 850")
        #expect(model.prompt.contains("nothing found  ↑ asks for older"))
        let effects = press(&model, .plain(.up))
        #expect(effects == [.older(RoomID(rawValue: 1), before: 901, limit: 100)])
        #expect(press(&model, .plain(.up)) == [])
        let page = (801...900).map { message(Int64($0)) }
        conversation(&model, .older(before: 901, messages: page, reachedOldest: false))
        _ = update(&model, .tick, at: start)
        #expect(model.shownMatch == "ana: message 850")
        #expect(model.prompt.contains("1 of 1"))
        #expect(view(model).lines.contains { $0.contains("message 850") })
    }

    /// The newest 100 of 1000 messages, and a search for one that is not among them.
    private func numbered(_ words: String) -> Model {
        var model = Model.numbered(top: 1_000, readUpTo: 1_000)
        hear(&model, 901...1_000, isReplay: true)
        _ = update(&model, .resized(Size(columns: 80, rows: 10)), at: start)
        press(&model, .control("s"))
        type(&model, words)
        return model
    }

    @Test(
        "an ask that fails, or finds nothing, ends the wait",
        arguments: [
            ConversationEvent.older(before: 901, messages: [], reachedOldest: false),
            .older(before: 901, messages: [], reachedOldest: true),
            .older(before: 901, messages: [message(900)], reachedOldest: false),
            .welcomed(
                Welcomed(
                    nick: Nick("bob"),
                    members: [],
                    oldest: 1,
                    top: 1_000,
                    readUpTo: nil,
                    epoch: Epoch(rawValue: 1)
                )
            ),
        ]
    )
    func failedAsk(answer: ConversationEvent) {
        var model = numbered("nowhere")
        press(&model, .plain(.up))
        #expect(model.prompt.contains("searching…"))
        conversation(&model, answer)
        for _ in 1...3 { _ = update(&model, .tick, at: start) }
        #expect(model.prompt.contains("nothing found"))
        #expect(!model.prompt.contains("searching…"))
    }

    @Test("the server is asked when all that is here was looked at, not before, and once")
    func asksLate() {
        var model = Model.numbered(top: 20_000, readUpTo: 20_000)
        let filler = String(repeating: "filler ", count: 20)
        for seq in Int64(8_001)...20_000 {
            conversation(&model, .message(message(seq, filler, isReplay: true)))
        }
        press(&model, .control("s"))
        type(&model, "needle")
        #expect(model.prompt.contains("searching…"))
        #expect(press(&model, .plain(.up)) == [])
        var effects: [Effect] = []
        for _ in 1...100 where effects.isEmpty { effects = update(&model, .tick, at: start) }
        #expect(effects == [.older(RoomID(rawValue: 1), before: 8_001, limit: 100)])
        #expect(!model.isSearching)
        let page = [message(8_000, "the needle")]
        conversation(&model, .older(before: 8_001, messages: page, reachedOldest: false))
        _ = update(&model, .tick, at: start)
        #expect(model.shownMatch == "ana: the needle")
    }
}
