import TestSupport
import Testing

@testable import Wire

@Suite("Frames of a chat-tui.1 client")
struct ClientFrameTests {
    private let digits = "00112233445566778899aabbccddeeff"
    private let epoch = "0123456789abcdef"

    private func parse(_ json: String) -> ClientFrame? { parse(Array(json.utf8)) }

    private func parse(_ bytes: [UInt8]) -> ClientFrame? {
        bytes.withUnsafeBytes { ClientFrame(parsing: $0) }
    }

    @Test("a chat message is found in place, with its nonce")
    func message() throws {
        let bytes = Array(#"{"nonce":"k3-v_9","x":[1],"message":"h\"i"}"#.utf8)
        guard case .message(let found) = parse(bytes) else {
            Issue.record("no message")
            return
        }
        #expect(String(decoding: bytes[found.value], as: UTF8.self) == #""h\"i""#)
        #expect(found.isString)
        let nonce = try #require(found.nonce)
        #expect(String(decoding: bytes[nonce], as: UTF8.self) == "k3-v_9")
    }

    @Test("a message may do without a nonce")
    func withoutNonce() {
        let frame = ClientFrame.Message(value: 11..<13, isString: false, nonce: nil)
        #expect(parse(#"{"message":42}"#) == .message(frame))
    }

    @Test("a hello resumes at a position or asks for the latest")
    func hello() throws {
        let device = try #require(Device(digits.utf8))
        let position = LogPosition(epoch: try #require(Epoch(epoch.utf8)), seq: 37)
        let head = #"{"type":"hello","device":"\#(digits)""#
        let hello = { (nick: String?, past: ClientFrame.Hello.Past) in
            ClientFrame.hello(
                ClientFrame.Hello(device: device, nick: nick.flatMap { Nick($0) }, past: past)
            )
        }
        let resume = head + #","nick":"bob","resume":{"epoch":"\#(epoch)","seq":37},"last":5}"#
        #expect(parse(resume) == hello("bob", .resume(position)))
        #expect(parse(head + #","last":50}"#) == hello(nil, .last(50)))
        #expect(parse(head + #","last":5000000}"#) == hello(nil, .last(1_000)))
        #expect(parse(head + "}") == hello(nil, .last(0)))
        #expect(parse(head + #","nick":"a b"}"#) == hello(nil, .last(0)))
    }

    @Test("the other frames are read")
    func others() throws {
        #expect(parse(#"{"type":"nick","nick":"eve"}"#) == .nick(try #require(Nick("eve"))))
        #expect(parse(#"{"type":"nick","nick":"\u00e9va"}"#) == .nick(try #require(Nick("éva"))))
        #expect(parse(#"{"type":"typing"}"#) == .typing)
        #expect(
            parse(#"{"type":"history","before":38,"limit":100}"#)
                == .history(before: 38, limit: 100)
        )
        #expect(
            parse(#"{"type":"history","before":9007199254740992,"limit":99999}"#)
                == .history(before: 1 << 53, limit: 1_000)
        )
    }

    @Test(
        "an unknown type is no fault",
        arguments: [#"{"type":"shout","message":1}"#, #"{"type":7}"#, #"{"type":"h\u0065llo"}"#]
    )
    func unknown(json: String) {
        #expect(parse(json) == .unknown)
    }

    @Test(
        "what is malformed, out of range or too long is refused",
        arguments: [
            "", "[]", "{}", #"{"nonce":"x"}"#, #"{"message":"x","nonce":""}"#,
            #"{"message":"x","nonce":"a b"}"#, #"{"message":"x","nonce":7}"#,
            #"{"message":"x","nonce":"\u0061"}"#,
            #"{"message":"x","nonce":"\#(String(repeating: "x", count: 65))"}"#,
            #"{"type":"hello"}"#, #"{"type":"hello","device":"0011"}"#,
            #"{"type":"hello","device":"0011223344556677889aabbccddeeffg"}"#,
            #"{"type":"nick"}"#, #"{"type":"nick","nick":"a b"}"#, #"{"type":"nick","nick":7}"#,
            #"{"type":"history","before":38}"#, #"{"type":"history","before":-1,"limit":1}"#,
            #"{"type":"history","before":1.0,"limit":1}"#,
            #"{"type":"history","before":1e3,"limit":1}"#,
            #"{"type":"history","before":"1","limit":1}"#,
            #"{"type":"history","before":9007199254740993,"limit":1}"#,
            #"{"type":"history","before":99999999999999999999,"limit":1}"#,
        ]
    )
    func refused(json: String) {
        #expect(parse(json) == nil)
    }

    @Test(
        "a hello with a bad past is refused, not taken for another",
        arguments: [
            #""resume":{"epoch":"0123456789abcdef"}"#, #""resume":7"#, #""last":-1"#,
            #""resume":{"epoch":"0123456789abcde","seq":1}"#, #""last":"5""#,
        ]
    )
    func badPast(past: String) {
        #expect(parse(#"{"type":"hello","device":"\#(digits)",\#(past)}"#) == nil)
    }

    @Test("what is written is read again")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 1)
        let device = Device(using: &generator)
        let nonce = Nonce(using: &generator)
        let epoch = Epoch(using: &generator)
        for past in [
            ClientFrame.Hello.Past.last(7), .resume(LogPosition(epoch: epoch, seq: 1 << 53)),
        ] {
            let hello = ClientFrame.Hello(device: device, nick: Nick("ana"), past: past)
            #expect(parse(ClientFrame.encode(hello)) == .hello(hello))
        }
        #expect(
            parse(ClientFrame.encode(nick: try #require(Nick("é"))))
                == .nick(try #require(Nick("é")))
        )
        #expect(parse(ClientFrame.encodeTyping()) == .typing)
        #expect(
            parse(ClientFrame.encode(historyBefore: 5, limit: 6)) == .history(before: 5, limit: 6)
        )
        let bytes = ClientFrame.encode(message: "a\"\n😀", nonce: nonce)
        guard case .message(let found) = parse(bytes) else {
            Issue.record("no message")
            return
        }
        #expect(String(decoding: bytes[found.value], as: UTF8.self) == #""a\"\n😀""#)
        #expect(found.nonce.map { Nonce(bytes[$0]) } == nonce)
    }

    @Test("random bytes are never more than refused")
    func noise() {
        var generator = SeededGenerator(seed: 4)
        let seed = Array(
            #"{"type":"hello","device":"\#(digits)","resume":{"seq":1},"nonce":"x"}"#.utf8
        )
        for _ in 0..<2_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &generator) {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] = UInt8.random(in: 0x20...0x7E, using: &generator)
            }
            _ = parse(bytes)
            _ = ServerFrame(parsing: bytes)
        }
    }
}
