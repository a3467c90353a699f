import TestSupport
import Testing
import Wire

@Suite("Frames of a chat-tui.1 server")
struct ServerFrameTests {
    private func nick(_ text: String) throws -> Nick { try #require(Nick(text)) }

    private func nonce(_ text: String) throws -> Nonce { try #require(Nonce(text.utf8)) }

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

    @Test("a refusal has the code that the wire has, and one for codes to come")
    func codes() {
        let codes = ["rate", "too_long", "full", "denied", "unavailable", "other"]
        #expect(codes.allSatisfy { ServerFrame.Refusal.Code(rawValue: $0) != nil })
        #expect(ServerFrame.Refusal.Code(rawValue: "tooLong") == nil)
    }
}
