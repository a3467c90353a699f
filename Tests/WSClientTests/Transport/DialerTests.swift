import Glibc
import TestSupport
import Testing
import WSClient
import Wire

@Suite("Dialling")
struct DialerTests {
    @Test("finds a server that listens on IPv4 only by its name")
    func localhost() async throws {
        let peer = try ScriptedPeer { try $0.upgrade() }
        let client = TestClient(host: "localhost", port: peer.port)
        try await client.expectConnection()
        try await peer.finish()
    }

    @Test("reaches an IPv6 address", .enabled(if: hasIPv6, "this machine has no IPv6"))
    func ipv6() async throws {
        let peer = try ScriptedPeer(isIPv6: true) { connection in
            let request = try connection.upgrade()
            guard request.contains("\r\nHost: [::1]:\(connection.port)\r\n") else {
                throw ScriptError(request)
            }
        }
        let client = TestClient(host: "::1", port: peer.port)
        try await client.expectConnection()
        try await peer.finish()
    }

    private static let hasIPv6 = (try? ScriptedPeer(isIPv6: true) { _ in }) != nil

    @Test(
        "says that nobody listens, by address and by name",
        arguments: ["127.0.0.1", "localhost"]
    )
    func refused(host: String) async throws {
        let port = try RefusingPort()
        let client = TestClient(host: host, port: port.port)
        #expect(try await client.firstLoss() == .nobodyListens)
    }

    @Test("says that a name does not exist")
    func unknownName() async throws {
        // An empty label: the resolver knows without asking a server.
        let client = TestClient(host: "room..invalid", port: 80)
        #expect(try await client.firstLoss() == .unreachable("the name does not exist"))
    }

    @Test("says that no network leads to an address")
    func noRoute() async throws {
        // A link-local address needs a zone.
        let client = TestClient(host: "fe80::1", port: 80)
        guard case .unreachable = try await client.firstLoss() else {
            Issue.record("another loss")
            return
        }
    }
}

// MARK: - Unix-domain sockets

extension DialerTests {
    @Test("reaches a Unix-domain socket, past any proxy, and names it localhost")
    func unixSocket() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("chat sock")
        let peer = try ScriptedPeer(path: path) { connection in
            let lines = try connection.upgrade().split(separator: "\r\n")
            for line in [
                "GET /ws/chat/lobby/ HTTP/1.1", "Host: localhost", "Origin: http://localhost",
            ] where !lines.contains(Substring(line)) {
                throw ScriptError("no \(line) in \(lines)")
            }
            try connection.send(ScriptedConnection.text(try connection.receiveFrame(.text).text))
            try connection.answerClose()
        }
        let encoded = path.split(separator: " ").joined(separator: "%20")
        let proxy = try Proxy("127.0.0.1:9")
        let client = TestClient(port: 0) {
            $0.proxies = .always(proxy)
            if let url = try? WebSocketURL("ws+unix://\(encoded)") { $0.url = url.room("lobby") }
        }
        try await client.expectConnection()
        client.send("hi", id: 1)
        try await client.expect(.written(1))
        try await client.expect(text: "hi")
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await peer.finish()
    }

    @Test("says that there is no such socket, or that nobody listens at it")
    func noUnixSocket() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("chat sock")
        let url = WebSocketURL(
            isSecure: false,
            host: "localhost",
            port: 80,
            resource: "/",
            socketPath: path
        )
        let missing = try await TestClient(port: 0) { $0.url = url }.firstLoss()
        #expect(
            missing.explanation(for: url).string
                == "\(path) cannot be reached: there is no such socket"
        )
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        let unserved = try await TestClient(port: 0) { $0.url = url }.firstLoss()
        #expect(unserved.explanation(for: url).string == "nobody listens at \(path)")
    }
}
