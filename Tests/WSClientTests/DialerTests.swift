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
