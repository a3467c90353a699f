import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@Suite("An opening handshake")
struct OpeningHandshakeTests {
    @Test("is done when the answer is right, and frames in the same segment are delivered")
    func framesBehindTheAnswer() async throws {
        let peer = try ScriptedPeer { connection in
            let frames = ScriptedConnection.text("a") + ScriptedConnection.text("b")
            try connection.upgrade(then: frames + ScriptedConnection.frame(.binary, [1, 2, 3]))
            let frame = try connection.receiveFrame(.text)
            try connection.send(ScriptedConnection.text(frame.text))
            try connection.answerClose()
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        try await client.expect(text: "a")
        try await client.expect(text: "b")
        try await client.expect(.binary(count: 3))
        client.send("hällo", id: 7)
        try await client.expect(.written(7))
        try await client.expect(text: "hällo")
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await peer.finish()
    }

    @Test("asks with Host, Origin, one Cookie line and the caller's fields")
    func request() async throws {
        let peer = try ScriptedPeer { connection in
            let lines = try connection.upgrade().split(separator: "\r\n")
            for line in [
                "GET /ws/chat/lobby/ HTTP/1.1", "Host: 127.0.0.1:\(connection.port)",
                "Origin: http://127.0.0.1:\(connection.port)", "Cookie: a=1; b=2", "X-Test: yes",
            ] where !lines.contains(Substring(line)) {
                throw ScriptError("no \(line) in \(lines)")
            }
        }
        let client = TestClient(port: peer.port) {
            $0.headers = [
                HeaderField("Cookie", "a=1"), HeaderField("X-Test", "yes"),
                HeaderField("Cookie", "b=2"),
            ]
        }
        try await client.expectConnection()
        try await peer.finish()
    }

    @Test("sends nothing before the answer, and nothing that was sent before it was done")
    func silenceBeforeTheAnswer() async throws {
        let asked = Gate()
        let peer = try ScriptedPeer { connection in
            let request = try connection.receiveHead()
            asked.open()
            let accept = try connection.accept(for: request)
            try connection.send("HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: upgrade\r\n")
            try connection.send("Sec-WebSocket-Accept: \(accept)\r\n\r\n")
            guard try connection.receiveFrame(.text).text == "after" else {
                throw ScriptError("something was sent before the connection")
            }
        }
        let client = TestClient(port: peer.port)
        client.send("before", id: 1)
        try await client.expectConnection()
        client.send("after", id: 2)
        try await client.expect(.written(2))
        try await peer.finish()
    }

    @Test(
        "is refused by any status other than 101, header-less answers included",
        arguments: [
            ("HTTP/1.1 403 Access denied\r\n\r\n", 403, "Access denied"),
            ("HTTP/1.1 500 Internal server error\r\n\r\n", 500, "Internal server error"),
            ("HTTP/1.1 403 \r\nServer: uvicorn\r\nContent-Length: 2\r\n\r\nno", 403, ""),
            ("HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\n\r\n", 301, "Moved"),
            ("HTTP/1.1 200 OK\r\n\r\n<html>", 200, "OK"),
        ]
    )
    func refusal(answer: String, status: Int, reason: String) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.receiveHead()
            try connection.send(answer)
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port)
        #expect(try await client.firstLoss() == .refused(status: status, reason: reason))
        try await peer.finish()
    }

    @Test(
        "fails on a 101 that RFC 6455 does not allow",
        arguments: [
            (["Sec-WebSocket-Extensions: x-webkit-deflate-frame"], "extension"),
            (["Sec-WebSocket-Extensions: permessage-deflate; window=1"], "compression"),
            (["Sec-WebSocket-Protocol: chat-tui.9"], "subprotocol"),
            (["Sec-WebSocket-Accept: another"], "key"),
        ]
    )
    func badAnswer(fields: [String], clause: String) async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(fields: fields, then: ScriptedConnection.text("too early"))
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port) {
            $0.subprotocols = ["chat-tui.1"]
            $0.retry = .forever
        }
        guard case .badHandshake(let text) = try await client.firstLoss() else {
            Issue.record("not a bad handshake")
            return
        }
        #expect(text.contains(clause))
        try await peer.finish()
    }

    @Test("offers compression, and compresses when the server agrees")
    func compression() async throws {
        let hello: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
        let long = String(repeating: "chat ", count: 100)
        let peer = try ScriptedPeer { connection in
            let request = try connection.upgrade(
                fields: ["Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=12"],
                then: [0xC1, 0x07] + hello
            )
            guard
                request.contains(
                    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                )
            else { throw ScriptError("no offer in \(request)") }
            let short = try connection.receiveFrame(.text)
            let frame = try connection.receiveFrame(.text)
            guard !short.isCompressed, frame.isCompressed, frame.payload.count < 50 else {
                throw ScriptError("the client compresses what it should not")
            }
            // What it sent, sent back, is what it said.
            try connection.send([0xC1, UInt8(frame.payload.count)] + frame.payload)
            try connection.answerClose()
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        try await client.expect(text: "Hello")
        client.send("short", id: 1)
        client.send(long, id: 2)
        try await client.expect(.written(1))
        try await client.expect(.written(2))
        try await client.expect(text: long)
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await peer.finish()
    }

    @Test("offers no compression when told not to")
    func noCompression() async throws {
        let peer = try ScriptedPeer { connection in
            let request = try connection.upgrade()
            guard !request.contains("Sec-WebSocket-Extensions") else {
                throw ScriptError("it offers \(request)")
            }
        }
        let client = TestClient(port: peer.port) { $0.offersDeflate = false }
        try await client.expectConnection()
        try await peer.finish()
    }

    @Test("gives the subprotocol that the server chose")
    func subprotocol() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(fields: ["Sec-WebSocket-Protocol: chat-tui.1"])
        }
        let client = TestClient(port: peer.port) { $0.subprotocols = ["chat-tui.1"] }
        try await client.expectConnection(subprotocol: "chat-tui.1")
    }

    @Test("fails on what is not HTTP, at its first bytes")
    func notHTTP() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.send("220 smtp.example.org ESMTP")
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port)
        #expect(try await client.firstLoss() == .badHandshake("the answer is not HTTP"))
        try await peer.finish()
    }

    @Test("fails on a head without end, before it has cost much")
    func endlessHead() async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.receiveHead()
            try connection.send("HTTP/1.1 101 Switching Protocols\r\n")
            // Ends with an error once the client has gone.
            do {
                for _ in 0..<1_000_000 { try connection.send("X-Filler: 0123456789\r\n") }
            } catch is ScriptError {
                return
            }
            throw ScriptError("the client took 22 MB of header")
        }
        let client = TestClient(port: peer.port)
        #expect(
            try await client.firstLoss() == .badHandshake("the head of the answer is too large")
        )
        try await peer.finish()
    }

    @Test("is given up when the server says nothing")
    func silence() async throws {
        let peer = try ScriptedPeer { try $0.receiveEnd() }
        let client = TestClient(port: peer.port) { $0.connectTimeout = .milliseconds(200) }
        #expect(try await client.firstLoss() == .timedOut(.connect))
        try await peer.finish()
    }

    @Test("that the server ends without an answer is a cut connection", arguments: [false, true])
    func cut(withReset: Bool) async throws {
        let peer = try ScriptedPeer { connection in
            _ = try connection.receiveHead()
            if withReset { connection.reset() }
        }
        let client = TestClient(port: peer.port)
        #expect(try await client.firstLoss() == .ended)
    }
}
