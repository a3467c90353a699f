import Testing
import Wire

@Suite("Reading frames of a chat-tui.1 server")
struct ServerFrameReadingTests {
    private func parse(_ json: String) -> ServerFrame? { ServerFrame(parsing: Array(json.utf8)) }

    @Test("a message of a plain client has no sender, and any value is told as compact JSON")
    func otherValues() {
        let message = ServerFrame.Message(text: "[1,2]", isString: false, seq: 1, at: 0, from: nil)
        #expect(parse(#"{"message":[1, 2],"seq":1,"at":0,"who":1}"#) == .message(message))
    }

    @Test("a sender or a nonce that is none does not cost the message")
    func badExtras() {
        let message = ServerFrame.Message(text: "x", seq: 1, at: 0, from: nil)
        let json = #"{"message":"x","seq":1,"at":0,"from":"a b","nonce":"\u0061"}"#
        #expect(parse(json) == .message(message))
    }

    @Test("of keys that come twice the last one counts, a type among them")
    func twice() {
        #expect(parse(#"{"type":"top","seq":1,"seq":2}"#) == .top(2))
        #expect(parse(#"{"type":"join","seq":1,"type":"top"}"#) == .top(1))
    }

    @Test("a welcome of an empty log may say oldest 0")
    func emptyLog() {
        let json = #"""
            {"type":"welcome","room":"r","epoch":"0123456789abcdef","oldest":0,"top":0,"resumed":false}
            """#
        guard case .welcome(let welcome) = parse(json) else {
            Issue.record("no welcome")
            return
        }
        #expect(welcome.oldest == 1)
        #expect(welcome.top == 0)
        #expect(welcome.members.isEmpty)
        #expect(welcome.messageLimit == nil)
    }

    @Test("a welcome that contradicts itself is refused", arguments: [0, 7, 1 << 53] as [Int64])
    func oldestAboveTop(top: Int64) {
        let welcome = { (oldest: Int64) in
            #"{"type":"welcome","room":"r","epoch":"0123456789abcdef","oldest":\#(oldest),"#
                + #""top":\#(top),"resumed":true}"#
        }
        #expect((parse(welcome(top + 1)) == nil) == (top == 1 << 53))
        #expect(parse(welcome(top + 2)) == nil)
        #expect(parse(welcome(top)) != nil)
    }

    @Test("of a welcome's members those are told that have names, and not more than there may be")
    func members() {
        let welcome = { (members: String) -> ServerFrame.Welcome? in
            let head =
                #"{"type":"welcome","room":"r","epoch":"0123456789abcdef","oldest":1,"top":0,"#
            let frame = self.parse(head + #""resumed":false,"members":\#(members)}"#)
            guard case .welcome(let welcome) = frame else { return nil }
            return welcome
        }
        let odd = welcome(##"["ana",7,"a b",["eve"],"\u00e9va"]"##)
        #expect(odd?.members.map(\.description) == ["ana", "éva"])
        #expect(welcome(#"{"ana":1}"#)?.members.isEmpty == true)
        let many = (0..<1_500).map { #""n\#($0)""# }.joined(separator: ",")
        #expect(welcome("[\(many)]")?.members.count == Subprotocol.maximumMembers)
    }

    @Test("an unknown code, type or key is no fault")
    func unknown() {
        let json = #"{"type":"error","code":"tired","retry_after":9999999,"zzz":{}}"#
        let refusal = ServerFrame.Refusal(nonce: nil, code: .other, retryAfter: 86_400, reason: "")
        #expect(parse(json) == .error(refusal))
        #expect(parse(#"{"type":"shrug","message":1}"#) == .unknown)
    }

    @Test(
        "what is malformed or out of range is refused",
        arguments: [
            "", "null", "{}", #"{"message":"x"}"#, #"{"message":"x","seq":0,"at":1}"#,
            #"{"message":"x","seq":1.5,"at":1}"#, #"{"message":"x","seq":-1,"at":1}"#,
            #"{"type":"ack","seq":1}"#, #"{"type":"ack","nonce":"n"}"#,
            #"{"type":"top"}"#, #"{"type":"top","seq":9007199254740993}"#,
            #"{"type":"join"}"#, #"{"type":"join","nick":"a\u001b[m"}"#,
            #"{"type":"nick","from":"a"}"#, #"{"type":"error"}"#,
            #"{"type":"welcome","room":"r","epoch":"0","oldest":1,"top":0,"resumed":true}"#,
            #"{"type":"history","before":3,"messages":[{"message":1,"seq":1,"at":1}]}"#,
            #"{"type":"history","before":3,"messages":[7]}"#,
            #"{"type":"history","before":3,"messages":{}}"#,
            #"{"type":"history","messages":[]}"#,
        ]
    )
    func refused(json: String) {
        #expect(parse(json) == nil)
    }

    @Test("a page of history has no holes, and joins what it was asked to come before")
    func holes() {
        let page = { (numbers: [Int64]) -> ServerFrame? in
            let messages = numbers.map { #"{"message":1,"seq":\#($0),"at":1}"# }
            let list = messages.joined(separator: ",")
            return self.parse(#"{"type":"history","before":10,"messages":[\#(list)]}"#)
        }
        #expect(page([]) != nil)
        #expect(page([7, 8, 9]) != nil)
        for numbers in [[7, 9], [8, 8, 9], [9, 8], [7, 8], [9, 10], [8, 9, 10]] as [[Int64]] {
            #expect(page(numbers) == nil, "\(numbers)")
        }
    }

    @Test("a page of more messages than may be asked for is refused")
    func longPage() {
        for count in [1_000, 1_001] {
            let messages = (1...count).map { #"{"message":1,"seq":\#($0),"at":1}"# }
            let list = messages.joined(separator: ",")
            let json = #"{"type":"history","before":\#(count + 1),"messages":[\#(list)]}"#
            #expect((parse(json) == nil) == (count > 1_000))
        }
    }
}
