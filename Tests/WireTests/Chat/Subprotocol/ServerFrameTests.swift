import TestSupport
import Testing

@testable import Wire

@Suite("Frames of a chat-tui.1 server")
struct ServerFrameTests {
    private func parse(_ json: String) -> ServerFrame? { ServerFrame(parsing: Array(json.utf8)) }

    private func nick(_ text: String) throws -> Nick { try #require(Nick(text)) }

    private func nonce(_ text: String) throws -> Nonce { try #require(Nonce(text.utf8)) }

    @Test("a live message is written as the design shows it, in the length that was foretold")
    func live() throws {
        var output: [UInt8] = [0x81]
        let bob = try nick("bob")
        Array(#""hi""#.utf8).withUnsafeBytes {
            ServerFrame.append(value: $0, seq: 43, at: 1_790_000_000_000, from: bob, to: &output)
        }
        let json = #"{"message":"hi","seq":43,"at":1790000000000,"from":"bob"}"#
        #expect(String(decoding: output.dropFirst(), as: UTF8.self) == json)
        #expect(
            output.count - 1
                == ServerFrame.encodedCount(
                    valueCount: 4,
                    seq: 43,
                    at: 1_790_000_000_000,
                    from: bob
                )
        )
        let message = ServerFrame.Message(text: "hi", seq: 43, at: 1_790_000_000_000, from: bob)
        #expect(parse(json) == .message(message))
    }

    @Test("numbers are written in decimal", arguments: [0, 7, 10, 99, 100, 1 << 53] as [Int64])
    func decimals(number: Int64) {
        var output: [UInt8] = []
        output.append(decimal: number)
        #expect(String(decoding: output, as: UTF8.self) == String(number))
        #expect([UInt8].digits(of: number) == output.count)
    }

    @Test("a message of a plain client has no sender, one of our own its nonce, any value is told")
    func otherMessages() throws {
        #expect(
            parse(#"{"message":[1, 2],"seq":1,"at":0,"who":1}"#)
                == .message(
                    ServerFrame.Message(text: "[1,2]", isString: false, seq: 1, at: 0, from: nil)
                )
        )
        var output: [UInt8] = []
        let own = try nonce("n1")
        Array("7".utf8).withUnsafeBytes {
            ServerFrame.append(value: $0, seq: 9, at: 5, from: nil, nonce: own, to: &output)
        }
        #expect(
            ServerFrame(parsing: output)
                == .message(
                    ServerFrame.Message(
                        text: "7",
                        isString: false,
                        seq: 9,
                        at: 5,
                        from: nil,
                        nonce: own
                    )
                )
        )
        #expect(
            output.count
                == ServerFrame.encodedCount(valueCount: 1, seq: 9, at: 5, from: nil, nonce: own)
        )
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 2)
        let welcome = ServerFrame.Welcome(
            room: "lob\"by",
            nick: try nick("bob"),
            epoch: Epoch(using: &generator),
            oldest: 1,
            top: 42,
            resumed: true,
            members: [try nick("ana"), try nick("bob")],
            messageLimit: 65_536
        )
        let refusal = ServerFrame.Refusal(
            nonce: try nonce("n"),
            code: .tooLong,
            retryAfter: 2,
            reason: "too \"long\""
        )
        let (ana, eve) = (try nick("ana"), try nick("eve"))
        let cases: [(ServerFrame, (inout [UInt8]) -> Void)] = [
            (.welcome(welcome), { ServerFrame.append(welcome, to: &$0) }),
            (.error(refusal), { ServerFrame.append(refusal, to: &$0) }),
            (
                .ack(try nonce("n-1"), seq: 43),
                { [n = try nonce("n-1")] in
                    ServerFrame.append(ack: n, seq: 43, to: &$0)
                }
            ),
            (.join(ana), { ServerFrame.append(join: ana, to: &$0) }),
            (.leave(ana), { ServerFrame.append(leave: ana, to: &$0) }),
            (.nick(from: ana, to: eve), { ServerFrame.append(nickFrom: ana, to: eve, to: &$0) }),
            (.typing(ana), { ServerFrame.append(typing: ana, to: &$0) }),
            (.top(43), { ServerFrame.append(top: 43, to: &$0) }),
        ]
        for (frame, write) in cases {
            var output: [UInt8] = []
            write(&output)
            #expect(ServerFrame(parsing: output) == frame)
        }
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

    @Test("a page of history is filled from the newest and told from the oldest")
    func page() {
        var page = HistoryPage(before: 4)
        for seq in [3, 2, 1] as [Int64] {
            let value = Array("\(seq)".utf8)
            let fits = value.withUnsafeBytes {
                page.prepend(value: $0, seq: seq, at: 5, from: nil)
            }
            #expect(fits)
        }
        guard case .history(4, let messages) = ServerFrame(parsing: page.encoded()) else {
            Issue.record("no page")
            return
        }
        #expect(messages.map(\.seq) == [1, 2, 3])
        #expect(
            ServerFrame(parsing: HistoryPage(before: 4).encoded())
                == .history(before: 4, messages: [])
        )
    }

    @Test("a page keeps its limit of bytes, but takes one message of any size")
    func fullPage() {
        var page = HistoryPage(before: 100)
        let large = [UInt8](repeating: UInt8(ascii: "1"), count: 60 << 10)
        var count: Int64 = 0
        large.withUnsafeBytes {
            while page.prepend(value: $0, seq: 99 - count, at: 5, from: nil) { count += 1 }
        }
        #expect(count == 4)
        #expect(page.encoded().count <= Subprotocol.maximumHistoryBytes)
        var alone = HistoryPage(before: 2)
        let huge = [UInt8](repeating: UInt8(ascii: "1"), count: 300 << 10)
        #expect(huge.withUnsafeBytes { alone.prepend(value: $0, seq: 1, at: 5, from: nil) })
    }
}
