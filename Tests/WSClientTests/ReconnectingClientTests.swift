import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@Suite("A reconnecting client")
struct ReconnectingClientTests {
    @Test("comes back after a loss, with the events in order")
    func comesBack() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.text("\(connection.number)"))
            if connection.number < 3 {
                // Cut after a line, as uvicorn does when the consumer fails.
                try connection.receiveFrame(.text)
            } else {
                try connection.answerClose()
            }
        }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        for number in 1...2 {
            try await client.expectConnection()
            try await client.expect(text: "\(number)")
            client.send("line", id: SendID(number))
            try await client.expect(.written(SendID(number)))
            let (loss, retryIn) = try await client.nextLoss()
            #expect(loss == .ended)
            #expect(try #require(retryIn) <= .milliseconds(500))
            client.client.retryNow()
        }
        try await client.expectConnection()
        try await client.expect(text: "3")
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await peer.finish(3)
    }

    @Test("counts the attempts since the last connection")
    func attempts() async throws {
        let peer = try ScriptedPeer { connection in
            switch connection.number {
            case 1, 4: try connection.upgrade(then: ScriptedConnection.close(1011))
            default:
                _ = try connection.receiveHead()
                try connection.send("HTTP/1.1 503 Service Unavailable\r\n\r\n")
            }
        }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        let failed = ConnectionLoss.closed(CloseStatus(code: .internalError))
        let unavailable = ConnectionLoss.refused(status: 503, reason: "Service Unavailable")
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == failed)
        for attempt in 1...2 {
            client.client.retryNow()
            try await client.expect(.connecting(attempt: attempt))
            #expect(try await client.nextLoss().loss == unavailable)
        }
        client.client.retryNow()
        try await client.expect(.connecting(attempt: 3))
        try await client.expect(.connected(subprotocol: nil))
        #expect(try await client.nextLoss().loss == failed)
        client.client.retryNow()
        try await client.expect(.connecting(attempt: 1))
    }

    @Test("retries at once when told so while it waits, and ignores it at other times")
    func retryNow() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.close(1012))
        }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        client.client.retryNow()
        try await Self.waitsLong(client)
        let start = NIODeadline.now()
        client.client.retryNow()
        client.client.retryNow()
        try await client.expect(.connecting(attempt: 1))
        #expect(client.lastEventAt < start + .seconds(1))
        try await client.expect(.connected(subprotocol: nil))
        _ = try await client.nextLoss()
    }

    /// Lets a client of a server that says 1012 to everybody come back until its random wait is a
    /// long one.
    private static func waitsLong(_ client: TestClient) async throws {
        var retryIn: TimeAmount?
        while retryIn ?? .nanoseconds(0) < .seconds(2) {
            try await client.expectConnection()
            retryIn = try await client.nextLoss().retryIn
        }
    }

    @Test("closes at once while it waits, dials or shakes hands, and then says no more")
    func closeBetween() async throws {
        let restarting = try ScriptedPeer { connection in
            try connection.upgrade(then: ScriptedConnection.close(1012))
        }
        let waiting = TestClient(port: restarting.port) { $0.retry = .forever }
        try await Self.waitsLong(waiting)
        waiting.client.close()
        // A test that is run late may find the next attempts made.
        var event = try await waiting.next()
        while true {
            if case .closed = event { break }
            event = try await waiting.next()
        }

        let peer = try ScriptedPeer { try $0.receiveEnd() }
        let shaking = TestClient(port: peer.port)
        try await shaking.expect(.connecting(attempt: 1))
        shaking.client.close()
        shaking.client.close()
        shaking.client.start()
        try await shaking.expect(.closed(answer: nil))
        try await peer.finish()

        let unused = TestClient(port: peer.port)
        unused.client.close()
        try await unused.expect(.connecting(attempt: 1))
        try await unused.expect(.closed(answer: nil))
    }

    @Test("reports what was written before the loss, and nothing for what was not")
    func writtenBeforeLost() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            for _ in 0..<3 { try connection.receiveFrame(.text) }
            connection.reset()
        }
        let client = TestClient(port: peer.port)
        client.send("not connected yet", id: 1)
        try await client.expectConnection()
        for id in SendID(2)...4 { client.send("line", id: id) }
        for id in SendID(2)...4 { try await client.expect(.written(id)) }
        #expect(try await client.nextLoss().loss == .ended)
        client.send("not connected any more", id: 5)
        client.client.close()
        try await client.settle()
    }

    @Test("does not report a line as written that the kernel did not take")
    func unsent() async throws {
        let full = Gate()
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            try full.pass()
            connection.reset()
        }
        let client = TestClient(port: peer.port)
        try await client.expectConnection()
        // More than the kernel's buffers hold, since the peer reads nothing.
        let line = String(repeating: "x", count: 1 << 20)
        for id in SendID(1)...64 { client.send(line, id: id) }
        try await client.settle()
        full.open()
        var written = 0
        var event = try await client.next()
        while case .written(let id) = event {
            written += 1
            #expect(id == SendID(written))
            event = try await client.next()
        }
        #expect(event == .lost(.ended, retryIn: nil))
        #expect(written < 64)
    }

    @Test("does not send a line over a later connection than the one it was meant for")
    func staleLine() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            if connection.number > 1, try connection.receiveFrame(.text).text != "second" {
                throw ScriptError("a line of the first connection")
            }
        }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        try await client.expectConnection()
        _ = try await client.nextLoss()
        client.client.retryNow()
        try await client.expectConnection()
        client.send("first", id: 1, connection: 1)
        client.send("second", id: 2, connection: 2)
        try await client.expect(.written(2))
        try await peer.finish(2)
    }

    @Test("ends at a final loss, whatever the setting")
    func finalLoss() async throws {
        let peer = try ScriptedPeer { try $0.upgrade(then: ScriptedConnection.close(4001)) }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        try await client.expectConnection()
        let status = CloseStatus(code: CloseCode(rawValue: 4001))
        try await client.expect(.lost(.closed(status), retryIn: nil))
    }

    @Test("stays paused over a reconnect")
    func pausedReconnect() async throws {
        let blocked = Gate()
        let message = ScriptedConnection.text(String(repeating: "x", count: 65_000))
        let peer = try ScriptedPeer { connection in
            try connection.upgrade()
            guard connection.number > 1 else { return }
            try connection.receiveFrame(.text)
            let maximum = 2_000 * message.count
            let count = try connection.send(
                repeating: message,
                untilBlocked: 300,
                maximum: maximum
            )
            blocked.open()
            guard count < maximum else { throw ScriptError("the client reads") }
            try connection.receiveEnd()
        }
        let client = TestClient(port: peer.port) { $0.retry = .forever }
        client.client.setReading(false)
        try await client.expectConnection()
        _ = try await client.nextLoss()
        client.client.retryNow()
        try await client.expectConnection()
        client.send("go on", id: 1)
        try await client.expect(.written(1))
        try await blocked.passed()
        client.client.setReading(true)
        guard case .text(let bytes) = try await client.next() else {
            Issue.record("nothing was read")
            return
        }
        #expect(bytes.count == 65_000)
    }
}
