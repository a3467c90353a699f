import TestSupport
import Testing

@testable import Wire

@Suite("Writing frames of a chat-tui.1 server")
struct ServerFrameWritingTests {
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
        #expect(ServerFrame(parsing: Array(json.utf8)) == .message(message))
    }

    @Test("a message that goes back to its device has its nonce, in the length that was foretold")
    func own() throws {
        var output: [UInt8] = []
        let nonce = try nonce("n1")
        Array("7".utf8).withUnsafeBytes {
            ServerFrame.append(value: $0, seq: 9, at: 5, from: nil, nonce: nonce, to: &output)
        }
        let json = #"{"message":7,"seq":9,"at":5,"nonce":"n1"}"#
        #expect(String(decoding: output, as: UTF8.self) == json)
        let count = ServerFrame.encodedCount(valueCount: 1, seq: 9, at: 5, from: nil, nonce: nonce)
        #expect(output.count == count)
    }

    @Test("the other frames are written as the design shows them")
    func others() throws {
        let (ana, eve) = (try nick("ana"), try nick("eve"))
        let nonce = try nonce("n")
        let refusal = ServerFrame.Refusal(nonce: nonce, code: .rate, retryAfter: 2, reason: "a\"b")
        let denied = ServerFrame.Refusal(nonce: nil, before: 38, code: .denied, reason: "")
        let cases: [(String, (inout [UInt8]) -> Void)] = [
            (
                #"{"type":"ack","nonce":"n","seq":43}"#,
                { ServerFrame.append(ack: nonce, seq: 43, to: &$0) }
            ),
            (
                #"{"type":"error","code":"rate","nonce":"n","retry_after":2,"reason":"a\"b"}"#,
                { ServerFrame.append(refusal, to: &$0) }
            ),
            (
                #"{"type":"error","code":"denied","before":38,"reason":""}"#,
                { ServerFrame.append(denied, to: &$0) }
            ),
            (#"{"type":"join","nick":"ana"}"#, { ServerFrame.append(join: ana, to: &$0) }),
            (#"{"type":"leave","nick":"ana"}"#, { ServerFrame.append(leave: ana, to: &$0) }),
            (
                #"{"type":"nick","from":"ana","to":"eve"}"#,
                { ServerFrame.append(nickFrom: ana, to: eve, to: &$0) }
            ),
            (#"{"type":"typing","nick":"ana"}"#, { ServerFrame.append(typing: ana, to: &$0) }),
            (#"{"type":"top","seq":0}"#, { ServerFrame.append(top: 0, to: &$0) }),
        ]
        for (json, write) in cases {
            var output: [UInt8] = []
            write(&output)
            #expect(String(decoding: output, as: UTF8.self) == json)
        }
    }

    @Test("a welcome lists no more members than a reader takes")
    func members() throws {
        let members = try (0..<1_200).map { try nick("n\($0)") }
        let welcome = ServerFrame.Welcome(
            room: "r",
            nick: nil,
            epoch: Epoch(rawValue: 1),
            oldest: 1,
            top: 0,
            resumed: false,
            members: members,
            messageLimit: nil
        )
        var output: [UInt8] = []
        ServerFrame.append(welcome, to: &output)
        var expected = welcome
        expected.members = Array(members.prefix(Subprotocol.maximumMembers))
        #expect(ServerFrame(parsing: output) == .welcome(expected))
    }
}

// MARK: - Pages of history

extension ServerFrameWritingTests {
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

    @Test("a page keeps its limit of messages")
    func manyMessages() {
        var page = HistoryPage(before: 5_000)
        var count: Int64 = 0
        [UInt8(ascii: "1")].withUnsafeBytes {
            while page.prepend(value: $0, seq: 4_999 - count, at: 5, from: nil) { count += 1 }
        }
        #expect(count == Subprotocol.maximumHistory)
        #expect(page.count == Int(count))
        #expect(page.encoded().count < Subprotocol.maximumHistoryBytes)
    }
}
