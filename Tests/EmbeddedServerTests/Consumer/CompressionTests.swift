import Testing
import Wire

@testable import EmbeddedServer

/// Members that agreed on permessage-deflate, on real sockets.
@Suite("A member that compresses")
struct CompressionTests {
    private static let agreed = DeflateParameters(
        server: .init(noContextTakeover: true),
        client: .init(noContextTakeover: true)
    )
    private static let long = String(repeating: "over and over ", count: 100)

    private func server(
        _ configure: (inout ServerConfiguration) -> Void = { _ in }
    ) throws
        -> TestServer
    {
        try TestServer {
            $0.acceptsCompression = true
            configure(&$0)
        }
    }

    private func member(
        of server: TestServer,
        offering offer: String = DeflateParameters.offer
    ) throws -> RawClient {
        let fields = ["Sec-WebSocket-Extensions: \(offer)"]
        return try RawClient(port: server.port, room: "lobby", fields: fields)
    }

    /// A text message as our client's core sends it.
    private func compressed(_ text: String) -> [UInt8] {
        var connection = Connection(
            role: .client,
            limits: Limits(messageBytes: 0),
            deflate: Self.agreed
        )
        var output: [UInt8] = []
        Array(text.utf8).withUnsafeBytes {
            connection.encode(.text, $0, maskKey: 0x1234_5678, to: &output)
        }
        return output
    }

    /// What our client's core takes a frame for.
    private func message(in frame: RawClient.Frame) throws -> String {
        var bytes: [UInt8] = []
        FrameEncoder.append(
            .text,
            payload: frame.payload,
            isCompressed: frame.isCompressed,
            maskKey: nil,
            to: &bytes
        )
        var connection = Connection(
            role: .client,
            limits: Limits(messageBytes: 1 << 20),
            deflate: Self.agreed
        )
        var scratch: [UInt8] = []
        let event = bytes.withUnsafeBytes { bytes in
            var input = bytes
            return connection.next(from: &input, scratch: &scratch, at: 0)
        }
        guard case .message(_, let count) = event,
            let chat = ChatFrame(parsing: Array(scratch[..<count]))
        else { throw RawClient.Failure.unexpected("\(frame)") }
        return chat.message
    }

    @Test("agrees without context takeover, and only with a server that compresses")
    func handshake() throws {
        let (compressing, plain) = (try server(), try TestServer())
        let field = "Sec-WebSocket-Extensions: \(DeflateParameters.offer)"
        let answers = try [compressing, plain].map { server in
            try server.answer(
                to: RawClient.upgrade(room: "lobby", port: server.port, fields: [field])
            ).fields["sec-websocket-extensions"]
        }
        #expect(
            answers == [
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover", nil,
            ]
        )
    }

    @Test("shares a room with one that does not")
    func mixedRoom() throws {
        let server = try server()
        let (ana, bob) = (try member(of: server), try server.member())
        let frame = compressed(#"{"message":"\#(Self.long)"}"#)
        #expect(frame.count < 100)
        try ana.write(frame)
        let echo = try ana.readFrame()
        #expect(echo.isCompressed)
        #expect(echo.payload.count < 100)
        #expect(try message(in: echo) == Self.long)
        #expect(try bob.hear() == Self.long)
        try bob.say(Self.long)
        #expect(try ana.readFrame() == echo)
        try bob.say("short ones are not compressed")
        let short = try ana.readFrame()
        #expect(!short.isCompressed)
        #expect(try message(in: short) == "short ones are not compressed")
    }

    @Test("is one of fifty for whom each message is compressed once")
    func sharedCompression() throws {
        let server = try server()
        let members = try (0..<50).map { _ in try member(of: server) }
        for index in 0..<10 { try members[index].say("\(index) \(Self.long)") }
        let heard = try members.map { member in try (0..<10).map { _ in try member.readFrame() } }
        #expect(heard.allSatisfy { $0 == heard[0] })
        #expect(heard[0].allSatisfy { $0.isCompressed })
        #expect(try server.counters().compressed == 10)
    }

    @Test("with a smaller window than the shared one gets plain frames, and may send others")
    func smallWindow() throws {
        let server = try server()
        let member = try member(
            of: server,
            offering: "permessage-deflate; server_max_window_bits=9"
        )
        try member.write(compressed(#"{"message":"\#(Self.long)"}"#))
        #expect(try member.hear() == Self.long)
    }

    @Test("gets its pongs and its Close frame uncompressed, whatever they hold")
    func controlFrames() throws {
        let server = try server()
        let member = try member(of: server)
        let payload = [UInt8](repeating: 7, count: 125)
        try member.write(RawClient.frame(9, payload) + RawClient.frame(8, [0x03, 0xE8]))
        #expect(try member.readFrame() == RawClient.Frame(opcode: 10, payload: payload))
        #expect(try member.readFrame() == RawClient.Frame(opcode: 8, payload: [0x03, 0xE8]))
    }

    @Test("may say exactly as much as the limit allows, inflated", arguments: [0, 1])
    func limit(excess: Int) throws {
        let server = try server { $0.maximumMessage = 10_000 }
        let (member, other) = (try member(of: server), try server.member())
        let text = String(repeating: "x", count: 10_000 - 14 + excess)
        try member.write(compressed(#"{"message":"\#(text)"}"#))
        if excess == 0 {
            #expect(try other.hear() == text)
        } else {
            #expect(try member.hearClose() == 1_009)
        }
        try other.say("still here")
        #expect(try other.hear() == "still here")
    }

    @Test(
        "is closed with the code of what it did",
        arguments: [
            ("no deflate", [0xC1, 0x82, 0, 0, 0, 0, 0xFF, 0xFF], 1_007),
            ("text that is not UTF-8", [0xC1, 0x83, 0, 0, 0, 0, 0xFA, 0x0F, 0x00], 1_007),
            ("RSV1 in a continuation", [0x41, 0x80, 0, 0, 0, 0, 0xC0, 0x80, 0, 0, 0, 0], 1_002),
            ("RSV1 in a ping", [0xC9, 0x80, 0, 0, 0, 0], 1_002),
            ("RSV2", [0xA1, 0x80, 0, 0, 0, 0], 1_002),
            ("RSV3", [0x91, 0x80, 0, 0, 0, 0], 1_002),
        ] as [(String, [UInt8], Int)]
    )
    func faults(name: String, bytes: [UInt8], code: Int) throws {
        let server = try server()
        let (member, other) = (try member(of: server), try server.member())
        try member.write(bytes)
        #expect(try member.hearClose() == code)
        try other.say("still here")
        #expect(try other.hear() == "still here")
    }
}
