import TestSupport
import Testing
import Wire

@testable import WSClient

@Suite("A room's conversation with a server of chat-tui.1")
struct RoomConversationTests {
    private var talk = Talk()

    @Test("the hello names device and nick; pending lines follow the welcome")
    mutating func hello() throws {
        talk.say("early", id: 1)
        talk.connect()
        #expect(
            talk.sent == [#"{"type":"hello","device":"\#(Talk.device)","nick":"bob","last":0}"#]
        )
        talk.receive(Talk.welcome(top: 4))
        #expect(talk.sent == [#"{"message":"early","nonce":"n1"}"#])
        #expect(talk.events.suffix(1) == [.own(1, .sending)])
    }

    @Test("messages come out once and in order; what is missing is asked for")
    mutating func hole() {
        talk.join(top: 2)
        talk.receive(Talk.message(3, "c"), Talk.message(5, "e"), Talk.message(6, "f"))
        #expect(talk.told == ["3 c"])
        #expect(talk.sent == [#"{"type":"history","before":5,"limit":1}"#])
        talk.receive(Talk.message(6, "f"), Talk.history(before: 5, [4]))
        #expect(talk.told == ["4 4", "5 e", "6 f"])
        talk.receive(Talk.message(6, "f"))
        #expect(talk.told.isEmpty)
    }

    @Test("a lost tail is noticed by the top")
    mutating func top() {
        talk.join(top: 2)
        talk.receive(#"{"type":"top","seq":2}"#)
        #expect(talk.sent.isEmpty)
        talk.receive(#"{"type":"top","seq":4}"#)
        #expect(talk.sent == [#"{"type":"history","before":5,"limit":2}"#])
        talk.receive(Talk.history(before: 5, [3, 4]))
        #expect(talk.told == ["3 3", "4 4"])
    }

    @Test("what history does not have any more is told as a gap")
    mutating func lostHole() {
        talk.join(top: 2)
        talk.receive(
            Talk.message(9, "x"),
            Talk.history(before: 9, [7, 8]),
            Talk.history(before: 7, [])
        )
        #expect(talk.told == ["gap 2-7", "7 7", "8 8", "9 x"])
    }

    @Test("a server that does not answer leaves a gap behind, after a time")
    mutating func noAnswer() {
        talk.join(top: 2)
        talk.receive(Talk.message(9, "x"))
        #expect(talk.told.isEmpty)
        talk.wait(10_000)
        #expect(talk.told == ["gap 2-9", "9 x"])
    }

    @Test("history that is refused by its number is not waited for")
    mutating func refusedHistory() {
        talk.join(top: 2)
        let refusal = { (before: Int) in
            #"{"type":"error","code":"unavailable","before":\#(before),"retry_after":5,"reason":"x"}"#
        }
        talk.receive(Talk.message(9, "x"), refusal(4))
        #expect(!talk.events.contains { if case .message = $0 { true } else { false } })
        talk.receive(refusal(9))
        #expect(talk.events.contains(.gap(MessageGap(after: 2, before: 9, isNewLog: false))))
        talk.talk.older(before: 2, limit: 2, at: 0)
        talk.receive(refusal(2))
        #expect(talk.events.contains(.older(before: 2, messages: [], reachedOldest: false)))
    }

    @Test("after a loss it resumes, and lines follow what is repeated")
    mutating func resume() {
        talk.join(top: 2)
        talk.say("mine", id: 7)
        talk.say("other", id: 8)
        #expect(talk.sent.count == 2)
        talk.lose()
        talk.connect()
        let epoch = Talk.epoch
        #expect(
            talk.sent == [
                #"{"type":"hello","device":"\#(Talk.device)","nick":"bob","resume":{"epoch":"\#(epoch)","seq":2}}"#
            ]
        )
        talk.receive(Talk.welcome(top: 3, resumed: true))
        #expect(talk.sent.isEmpty)
        talk.receive(Talk.message(3, "mine", nonce: "n7"))
        #expect(talk.told == ["3 mine own 7"])
        #expect(talk.states(of: 7).last == .accepted(seq: 3))
        #expect(talk.sent == [#"{"message":"other","nonce":"n8"}"#])
    }

    @Test("a failed resume draws a gap and shows what exists")
    mutating func failedResume() {
        talk.join(top: 2)
        talk.receive(Talk.message(3, "c"))
        talk.lose()
        talk.connect()
        talk.receive(Talk.welcome(oldest: 6, top: 8, resumed: false))
        #expect(talk.sent == [#"{"type":"history","before":9,"limit":3}"#])
        talk.receive(Talk.message(9, "i"))
        talk.receive(Talk.history(before: 9, [6, 7, 8]))
        #expect(talk.told == ["3 c", "gap 3-6", "6 6", "7 7", "8 8", "9 i"])
    }

    @Test("another log is told at once, even if it is empty")
    mutating func newLog() {
        talk.join(top: 2)
        talk.lose()
        talk.connect()
        talk.receive(Talk.welcome(top: 0, resumed: false, epoch: "00000000000000ff"))
        #expect(talk.told == ["new log 2-1"])
        talk.receive(Talk.message(1, "a"))
        #expect(talk.told == ["1 a"])
    }

    @Test("an own message is known by our name, and settled by its acknowledgement")
    mutating func own() {
        talk.join(top: 2)
        talk.say("hi", id: 5)
        talk.receive(Talk.message(3, "hi", from: "eva"), Talk.message(4, "hi", from: "bob"))
        talk.receive(#"{"type":"ack","nonce":"n5","seq":4}"#)
        #expect(talk.told == ["3 hi", "4 hi own 5"])
        #expect(talk.states(of: 5).last == .accepted(seq: 4))
    }

    @Test("a refusal that passes is waited for; another is the end")
    mutating func refusals() {
        talk.join(top: 2)
        talk.say("a", id: 1)
        talk.say("b", id: 2)
        talk.sent = []
        talk.receive(#"{"type":"error","nonce":"n1","code":"rate","retry_after":2,"reason":""}"#)
        talk.receive(#"{"type":"error","nonce":"n2","code":"denied","reason":"no"}"#)
        #expect(talk.states(of: 1).last == .waiting)
        #expect(talk.states(of: 2).last == .refused(.denied, reason: "no"))
        talk.wait(1_999)
        #expect(talk.sent.isEmpty)
        talk.wait(1)
        #expect(talk.sent == [#"{"message":"a","nonce":"n1"}"#])
    }

    @Test("a line over the server's limit is not sent")
    mutating func tooLong() {
        talk.join(top: 2)
        talk.say(String(repeating: "\"", count: 40_000), id: 1)
        #expect(talk.sent.isEmpty)
        guard case .refused(.tooLong, _)? = talk.states(of: 1).last else {
            Issue.record("not refused")
            return
        }
    }

    @Test("older messages are asked for and told, to the oldest")
    mutating func older() {
        talk.join(top: 40)
        talk.talk.older(before: 41, limit: 2, at: 0)
        talk.settle()
        #expect(talk.sent == [#"{"type":"history","before":41,"limit":2}"#])
        talk.receive(Talk.history(before: 41, [39, 40]))
        #expect(talk.told == ["older 39 40"])
        talk.talk.older(before: 2, limit: 2, at: 0)
        talk.settle()
        talk.receive(Talk.history(before: 2, [1]))
        #expect(talk.told == ["older 1 end"])
    }

    @Test("names change with their frames, our own too")
    mutating func names() throws {
        talk.join(top: 2)
        talk.events = []
        talk.receive(
            #"{"type":"join","nick":"eva"}"#,
            #"{"type":"nick","from":"bob","to":"rob"}"#,
            #"{"type":"typing","nick":"rob"}"#,
            #"{"type":"typing","nick":"eva"}"#,
            #"{"type":"leave","nick":"eva"}"#
        )
        let (eva, bob) = (try #require(Nick("eva")), try #require(Nick("bob")))
        let rob = try #require(Nick("rob"))
        #expect(
            talk.events == [
                .joined(eva), .renamed(from: bob, to: rob, isOwn: true), .typing(eva), .left(eva),
            ]
        )
    }

    @Test("lines of an earlier run are sent with the nonce that they had")
    mutating func restored() {
        talk.join(top: 2)
        talk.talk.restore([Talk.record("old", id: 90)], at: 0)
        talk.settle()
        #expect(talk.sent == [#"{"message":"old","nonce":"n90"}"#])
    }
}

@Suite("A room's conversation with a plain server")
struct PlainConversationTests {
    private var talk = Talk()

    @Test("echoes confirm, in order")
    mutating func echoes() {
        talk.connect(subprotocol: nil)
        talk.say("hi", id: 1, prefix: "bob: ")
        #expect(talk.sent == [#"{"message": "bob: hi"}"#])
        talk.receive(#"{"message": "hi"}"#, #"{"message": "bob: hi"}"#)
        #expect(talk.told == ["- hi", "- bob: hi own 1"])
        #expect(talk.states(of: 1) == [.waiting, .sending, .accepted(seq: nil)])
    }

    @Test(
        "after a loss what was written is unconfirmed, the rest is sent",
        arguments: [false, true]
    )
    func loss(resends: Bool) {
        var talk = Talk(resends: resends)
        talk.connect(subprotocol: nil)
        talk.say("a", id: 1)
        talk.say("b", id: 2)
        talk.talk.written(1, at: 0)
        talk.lose()
        #expect(talk.states(of: 1).last == (resends ? .waiting : .unconfirmed))
        #expect(talk.states(of: 2).last == .waiting)
        talk.connect(subprotocol: nil)
        let again = [#"{"message": "a"}"#, #"{"message": "b"}"#]
        #expect(talk.sent == (resends ? again : [again[1]]))
        guard !resends else { return }
        talk.talk.sendAgain(1, at: 0)
        talk.settle()
        #expect(talk.sent.last == again[0])
    }

    @Test("a line that the connection is lost on each time is sent three times at most")
    func harmful() {
        var talk = Talk(resends: true)
        talk.say("a", id: 1)
        for _ in 0..<3 {
            talk.connect(subprotocol: nil)
            #expect(talk.sent == [#"{"message": "a"}"#])
            talk.talk.written(1, at: 0)
            talk.lose()
        }
        talk.connect(subprotocol: nil)
        #expect(talk.sent.isEmpty)
        #expect(talk.states(of: 1).last == .unconfirmed)
    }

    @Test("a server that selects whatever is offered is taken for the plain one that it is")
    func eagerServer() {
        var talk = Talk()
        talk.connect()
        talk.say("a", id: 1)
        talk.receive(#"{"message": "x"}"#)
        #expect(talk.told == ["- x"])
        #expect(talk.sent == [#"{"message": "a"}"#])
        talk.lose()
        talk.connect()
        talk.wait(10_000)
        talk.say("b", id: 2)
        #expect(talk.sent.last == #"{"message": "b"}"#)
    }

    @Test("an overdue echo is overtaken by a later one")
    mutating func overtaken() {
        talk.connect(subprotocol: nil)
        talk.say("a", id: 1)
        talk.say("b", id: 2)
        talk.wait(5_000)
        talk.receive(#"{"message": "b"}"#)
        #expect(talk.states(of: 1).last == .unconfirmed)
        #expect(talk.states(of: 2).last == .accepted(seq: nil))
    }

    @Test("what went to a server with nonces is not doubled by one without")
    mutating func changedServer() {
        talk.join(top: 2)
        talk.say("a", id: 1)
        talk.talk.written(1, at: 0)
        talk.lose()
        talk.connect(subprotocol: nil)
        #expect(talk.sent.isEmpty)
        #expect(talk.states(of: 1).last == .unconfirmed)
        talk.lose()
        talk.join(top: 2)
        #expect(talk.sent == [#"{"message":"a","nonce":"n1"}"#])
    }

    @Test("without echoes the kernel is all there is")
    func written() {
        var talk = Talk(awaitsEchoes: false)
        talk.connect(subprotocol: nil)
        talk.say("a", id: 1)
        talk.talk.written(1, at: 0)
        talk.settle()
        #expect(talk.states(of: 1) == [.waiting, .sending, .written])
    }

    @Test("there is no history")
    mutating func older() {
        talk.connect(subprotocol: nil)
        talk.talk.older(before: 7, limit: 5, at: 0)
        talk.settle()
        #expect(talk.events == [.older(before: 7, messages: [], reachedOldest: true)])
    }
}
