import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@Suite("An open connection")
struct OpenConnectionTests {
    @Test("masks every frame with a fresh key")
    func masks() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            let keys = try (0..<4).map { _ in try connection.receiveFrame(.text).maskKey }
            guard Set(keys).count == 4, !keys.contains(nil) else { throw ScriptError("\(keys)") }
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        for id in SendID(1)...4 { client.send("same", id: id) }
        for id in SendID(1)...4 { try await client.expect(.written(id)) }
        try await peer.finish()
    }

    @Test("answers a ping, also between the fragments of a message")
    func ping() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(
                then: ScriptedConnection.frame(.text, Array("one ".utf8), isFinal: false)
                    + ScriptedConnection.frame(.ping, [1, 2, 3])
            )
            guard try connection.receiveFrame(.pong).payload == [1, 2, 3] else {
                throw ScriptError("another payload")
            }
            try connection.send(ScriptedConnection.frame(.continuation, Array("two".utf8)))
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        try await client.expect(text: "one two")
        client.client.close()
        try await client.expect(.closed(answer: nil))
        try await peer.finish()
    }

    @Test("pings a silent peer, and gives it up when it stays silent")
    func keepalive() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            try connection.receiveFrame(.ping)
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port) { $0.keepalive = .milliseconds(100) }
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == .timedOut(.pong))
        try await peer.finish()
    }

    @Test("stays as long as its pings are answered")
    func answeredPings() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            for _ in 0..<2 {
                let ping = try connection.receiveFrame(.ping)
                try connection.send(ScriptedConnection.frame(.pong, ping.payload))
            }
            try connection.send(ScriptedConnection.close(1000))
            try connection.receiveFrame(.close)
        }
        // The pong must not come later than the interval, however busy the machine is.
        let client = TestClient(port: peer.port) { $0.keepalive = .seconds(1) }
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == .closed(CloseStatus(code: .normal)))
        try await peer.finish()
    }

    @Test("ends when a message stays unfinished, and says why")
    func unfinishedMessage() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(
                then: ScriptedConnection.frame(.text, Array("and so".utf8), isFinal: false)
            )
            guard try connection.receiveFrame(.close).closeCode == 1008 else {
                throw ScriptError("another code")
            }
        }
        let client = TestClient(port: peer.port) { $0.messageTimeout = .milliseconds(100) }
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == .timedOut(.message))
        try await peer.finish()
    }

    @Test(
        "delivers what came before a fault, and tells the server of it",
        arguments: [
            (ScriptedConnection.frame(.text, [0x61], maskKey: 1), .wrongMasking, 1002),
            (ScriptedConnection.frame(.text, [0xFF]), .invalidUTF8, 1007),
            ([0x81, 127, 0, 0, 0, 1, 0, 0, 0, 0], .messageTooBig(limit: 1 << 20), 1009),
        ] as [([UInt8], ProtocolFault, UInt16)]
    )
    func fault(bytes: [UInt8], fault: ProtocolFault, code: UInt16) async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.text("good") + bytes)
            guard try connection.receiveFrame(.close).closeCode == code else {
                throw ScriptError("another code")
            }
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port) { $0.closeTimeout = .milliseconds(100) }
        try await client.expectConnection()
        try await client.expect(text: "good")
        #expect(try await client.nextLoss().loss == .protocolViolation(fault))
        try await peer.finish()
    }

    @Test("stops reading when asked to and loses nothing when it goes on")
    func pause() async throws {
        let blocked = Gate()
        let message = ScriptedConnection.text(String(repeating: "x", count: 65_000))
        let maximum = message.count * 2_000
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            let count = try connection.send(
                repeating: message,
                untilBlocked: 1_200,
                maximum: maximum
            )
            blocked.open()
            guard count < maximum else { throw ScriptError("the client went on reading") }
            if count % message.count > 0 {
                try connection.send(Array(message[(count % message.count)...]))
            }
            let messages = (count + message.count - 1) / message.count
            try connection.send(ScriptedConnection.text("\(messages)"))
            try connection.receiveEnd()
        }
        // Blocked for longer than two intervals: a client that does not listen must not give up.
        let client = TestClient(port: peer.port) { $0.keepalive = .milliseconds(500) }
        client.client.setReading(false)
        try await client.expectConnection()
        try await blocked.passed()
        client.client.setReading(true)
        var sizes: [Int] = []
        while sizes.last ?? 65_000 == 65_000 {
            guard case .text(let bytes) = try await client.next() else { break }
            sizes.append(bytes.count)
            if bytes.count < 65_000 {
                #expect(String(decoding: bytes, as: UTF8.self) == "\(sizes.count - 1)")
            }
        }
        #expect(sizes.count > 1 && sizes.last != 65_000)
    }
}

@Suite("A closing handshake")
struct ClosingHandshakeTests {
    @Test(
        "begun by the server is answered with its code and is the loss",
        arguments: [
            (1000, ""), (1001, ""), (1008, "not you"), (1011, ""), (1012, ""), (4001, "banned"),
        ] as [(UInt16, String)]
    )
    func byServer(code: UInt16, reason: String) async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.close(code, reason: reason))
            guard try connection.receiveFrame(.close).closeCode == code else {
                throw ScriptError("another code")
            }
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        let status = CloseStatus(code: CloseCode(rawValue: code), reason: reason)
        #expect(try await client.nextLoss().loss == .closed(status))
        try await peer.finish()
    }

    @Test("that ends in an RST is as good as one that ends in a FIN")
    func resetAfterClose() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.close(nil))
            try connection.receiveFrame(.close)
            connection.reset()
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == .closed(CloseStatus(code: .noStatus)))
    }

    @Test("begun by us comes after what was sent, and delivers what the server still sends")
    func byClient() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            for id in 1...3 where try connection.receiveFrame(.text).text != "\(id)" {
                throw ScriptError("out of order")
            }
            guard try connection.receiveFrame(.close).closeCode == 1000 else {
                throw ScriptError("another code")
            }
            try connection.send(ScriptedConnection.text("late") + ScriptedConnection.close(1000))
        }
        let client = TestClient(port: peer.port) { $0.closeTimeout = .seconds(10) }
        try await client.expectConnection()
        for id in SendID(1)...3 { client.send("\(id)", id: id) }
        client.client.close()
        client.send("after close", id: 4)
        for id in SendID(1)...3 { try await client.expect(.written(id)) }
        try await client.expect(text: "late")
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await peer.finish()
    }

    @Test("that the server does not answer ends after the close timeout")
    func unanswered() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            try connection.receiveFrame(.close)
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port) { $0.closeTimeout = .milliseconds(100) }
        try await client.expectConnection()
        client.client.close()
        try await client.expect(.closed(answer: nil))
        try await peer.finish()
    }

    @Test("ends in time although the server reads nothing and we do not read either")
    func blockedPeer() async throws {
        let done = Gate()
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            try done.pass()
        }
        let client = TestClient(port: peer.port) { $0.closeTimeout = .milliseconds(100) }
        try await client.expectConnection()
        client.client.setReading(false)
        let line = String(repeating: "x", count: 1 << 20)
        for id in SendID(1)...32 { client.send(line, id: id) }
        client.client.close()
        var event = try await client.next()
        while case .written = event { event = try await client.next() }
        #expect(event == .closed(answer: nil))
        done.open()
        try await peer.finish()
    }

    @Test("that is left out is a cut connection", arguments: [false, true])
    func leftOut(withReset: Bool) async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.text("last"))
            if withReset {
                // An RST may overtake what was sent: wait until it was read.
                try connection.receiveFrame(.text)
                connection.reset()
            }
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        try await client.expect(text: "last")
        if withReset {
            client.send("go", id: 1)
            try await client.expect(.written(1))
        }
        #expect(try await client.nextLoss().loss == .ended)
    }
}
