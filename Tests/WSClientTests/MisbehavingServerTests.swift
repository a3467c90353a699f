import NIOCore
import TestSupport
import Testing
import WSClient

@testable import Wire

@Suite("A server that misbehaves")
struct MisbehavingServerTests {
    @Test("ends the session or is tried again, with one sentence", arguments: Misbehaviour.all)
    func table(_ misbehaviour: Misbehaviour) async throws {
        let peer = try ScriptedPeer { try misbehaviour.script($0) }
        let client = TestClient(port: peer.port) {
            $0.retry = .forever
            $0.closeTimeout = .milliseconds(100)
            misbehaviour.configure(&$0)
        }
        try await client.expect(.connecting(attempt: 1))
        if misbehaviour.connects { try await client.expect(.connected(subprotocol: nil)) }
        let (loss, retryIn) = try await client.nextLoss()
        client.client.close()
        #expect((retryIn == nil) == misbehaviour.isFinal)
        let url = WebSocketURL(isSecure: false, host: "h", port: 80, resource: "/")
        #expect(loss.explanation(for: url).string == misbehaviour.sentence)
        try await peer.finish()
    }
}

/// What a server does, and what becomes of it.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
    var testDescription: String
    /// Whether it first is a server as it should be.
    var connects = true
    var isFinal: Bool
    var sentence: String
    var configure: @Sendable (inout ClientConfiguration) -> Void = { _ in }
    var script: @Sendable (ScriptedConnection) throws -> Void
}

extension Misbehaviour {
    static let all = inHandshakes + inFrames + bySilence + byEnds

    /// A 101 with one field too many.
    private static func unasked(
        _ what: String,
        _ field: String,
        clause: String,
        configure: @escaping @Sendable (inout ClientConfiguration) -> Void = { _ in }
    ) -> Misbehaviour {
        Misbehaviour(
            testDescription: what,
            connects: false,
            isFinal: true,
            sentence: "h:80 does not speak WebSocket as it should: \(clause)",
            configure: configure
        ) { connection in
            try connection.upgrade(fields: [field])
            try connection.receiveEnd()
        }
    }

    private static let inHandshakes = [
        Misbehaviour(
            testDescription: "wrong accept value",
            connects: false,
            isFinal: true,
            sentence: "h:80 does not speak WebSocket as it should: "
                + "Sec-WebSocket-Accept does not answer our key"
        ) { connection in
            _ = try connection.receiveHead()
            try connection.send(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"
            )
            try connection.receiveEnd()
        },
        unasked(
            "unasked extension",
            "Sec-WebSocket-Extensions: x-webkit-deflate-frame",
            clause: "the server uses an extension that was not offered"
        ),
        unasked(
            "unasked compression",
            "Sec-WebSocket-Extensions: permessage-deflate",
            clause: "the server uses an extension that was not offered",
            configure: { $0.offersDeflate = false }
        ),
        unasked(
            "unasked subprotocol",
            "Sec-WebSocket-Protocol: chat-tui.9",
            clause: "the server chose a subprotocol that was not offered"
        ),
        Misbehaviour(
            testDescription: "endless header",
            connects: false,
            isFinal: true,
            sentence:
                "h:80 does not speak WebSocket as it should: the head of the answer is too large"
        ) { connection in
            _ = try connection.receiveHead()
            try connection.send("HTTP/1.1 101 Switching Protocols\r\nX: ")
            try connection.sendForever([UInt8](repeating: 0x78, count: 10_000))
        },
        Misbehaviour(
            testDescription: "endless interim answers",
            connects: false,
            isFinal: false,
            sentence: "h:80 did not answer in time",
            configure: { $0.connectTimeout = .milliseconds(300) }
        ) { connection in
            _ = try connection.receiveHead()
            try connection.sendForever(Array("HTTP/1.1 102 Processing\r\n\r\n".utf8))
        },
    ]

    /// Sends frames behind the handshake.
    private static func frames(
        _ what: String,
        isFinal: Bool,
        _ clause: String,
        fields: [String] = [],
        _ bytes: @escaping @Sendable () throws -> [UInt8]
    ) -> Misbehaviour {
        Misbehaviour(
            testDescription: what,
            isFinal: isFinal,
            sentence: "the server broke the protocol: \(clause)"
        ) { connection in
            try connection.upgrade(fields: fields)
            try connection.sendUntilEnd(bytes())
        }
    }

    private static let inFrames = [
        frames("masked frames", isFinal: true, "a frame is masked the wrong way") {
            ScriptedConnection.frame(.text, [0x61], maskKey: 1)
        },
        frames("reserved bits", isFinal: true, "a reserved bit is set") { [0xC1, 0x00] },
        frames("length of 2^63", isFinal: true, "a frame length is not in its shortest form") {
            [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]
        },
        frames("text that is not UTF-8", isFinal: false, "text is not valid UTF-8") {
            ScriptedConnection.frame(.text, [0xC3, 0x28])
        },
        frames(
            "compression bomb: 100 MiB from 100 KiB",
            isFinal: false,
            "a message is over the limit of 1048576 bytes",
            fields: ["Sec-WebSocket-Extensions: permessage-deflate"],
            bomb
        ),
        frames(
            "a million empty fragments",
            isFinal: false,
            "a message has more than 16384 fragments"
        ) {
            let empty = ScriptedConnection.frame(.continuation, [], isFinal: false)
            return ScriptedConnection.frame(.text, [], isFinal: false)
                + Array(repeatElement(empty, count: 1_000_000).joined())
        },
        frames(
            "more pings than anybody needs",
            isFinal: false,
            "more than 200 control frames came within a second"
        ) {
            Array(repeatElement(ScriptedConnection.frame(.ping, [1]), count: 200_000).joined())
        },
    ]

    private static func bomb() throws -> [UInt8] {
        guard var deflater = Deflater(windowBits: 15) else { throw ScriptError("no zlib") }
        let zeros = [UInt8](repeating: 0, count: 1 << 20)
        var payload: [UInt8] = []
        for _ in 0..<100 {
            zeros.withUnsafeBytes { deflater.compress($0, keepsWindow: true, to: &payload) }
            // What the deflater leaves out at the end of a message (RFC 7692 section 7.2.1).
            payload += [0, 0, 0xFF, 0xFF]
        }
        var frame = ScriptedConnection.frame(.binary, payload)
        frame[0] |= 0x40
        return frame
    }

    private static let bySilence = [
        Misbehaviour(
            testDescription: "silence before the handshake",
            connects: false,
            isFinal: false,
            sentence: "h:80 did not answer in time",
            configure: { $0.connectTimeout = .milliseconds(200) },
            script: { try $0.receiveEnd() }
        ),
        Misbehaviour(
            testDescription: "silence after the handshake",
            isFinal: false,
            sentence: "the server stopped answering",
            configure: { $0.keepalive = .milliseconds(100) }
        ) { connection in
            try connection.upgrade()
            try connection.receiveEnd()
        },
        Misbehaviour(
            testDescription: "silence in the midst of a message",
            isFinal: false,
            sentence: "the server did not finish a message in time",
            configure: { $0.messageTimeout = .milliseconds(100) }
        ) { connection in
            try connection.upgrade(then: [0x81, 100, 0x61])
            try connection.receiveEnd()
        },
        Misbehaviour(
            testDescription: "a Close frame, and then no end of TCP",
            isFinal: false,
            sentence: "the server goes away (1001)"
        ) { connection in
            try connection.upgrade(then: ScriptedConnection.close(1001))
            try connection.receiveEnd()
        },
        Misbehaviour(
            testDescription: "a fault, and then no answer to our Close frame",
            isFinal: true,
            sentence: "the server broke the protocol: opcode 3 is not defined"
        ) { connection in
            try connection.upgrade(then: [0x83, 0])
            try connection.receiveEnd()
        },
    ]

    private static func closed(
        _ code: UInt16,
        _ reason: String = "",
        isFinal: Bool,
        _ sentence: String
    ) -> Misbehaviour {
        Misbehaviour(testDescription: "\(code)", isFinal: isFinal, sentence: sentence) {
            connection in
            try connection.upgrade(then: ScriptedConnection.close(code, reason: reason))
            try connection.receiveFrame(.close)
        }
    }

    /// Resets once the client has read all that was sent, which an RST may overtake.
    private static func reset(_ what: String, _ bytes: [UInt8]) -> Misbehaviour {
        Misbehaviour(
            testDescription: what,
            isFinal: false,
            sentence: "the connection was cut (1006)"
        ) { connection in
            try connection.upgrade(then: bytes + ScriptedConnection.frame(.ping, []))
            try connection.receiveFrame(.pong)
            connection.reset()
        }
    }

    private static let byEnds = [
        Misbehaviour(
            testDescription: "reset at once",
            connects: false,
            isFinal: false,
            sentence: "the connection was cut (1006)",
            script: { connection in
                _ = try connection.receiveHead()
                connection.reset()
            }
        ),
        reset("reset after the handshake", []),
        reset(
            "reset in the midst of a message",
            ScriptedConnection.frame(.text, [0x61], isFinal: false)
        ),
        Misbehaviour(
            testDescription: "an end in the midst of a frame",
            isFinal: false,
            sentence: "the connection was cut (1006)",
            script: { try $0.upgrade(then: [0x81, 100, 0x61]) }
        ),
        closed(
            1008,
            "no entry\u{1B}[2J",
            isFinal: true,
            "the server refused by one of its rules (1008): no entry␛[2J"
        ),
        closed(1012, isFinal: false, "the server restarts (1012)"),
        closed(1013, "too slow", isFinal: false, "the server is overloaded (1013): too slow"),
    ]
}

extension ScriptedConnection {
    /// Sends what the client may not want to have, and waits for it to leave.
    fileprivate func sendUntilEnd(_ bytes: [UInt8]) throws {
        // It may leave in the midst of it.
        do { try send(bytes) } catch is ScriptError { return }
        try receiveEnd()
    }

    /// Sends until the client leaves, which it must do before it has taken 50 MB.
    fileprivate func sendForever(_ bytes: [UInt8]) throws {
        do {
            for _ in 0..<(50_000_000 / bytes.count) { try send(bytes) }
        } catch is ScriptError {
            return
        }
        throw ScriptError("the client took all of it")
    }
}
