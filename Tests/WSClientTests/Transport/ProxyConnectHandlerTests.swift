import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@Suite("A connection through a proxy")
struct ProxyConnectHandlerTests {
    private static func through(_ port: Int, login: String = "") throws -> ProxyRules {
        .always(try Proxy("http://\(login)127.0.0.1:\(port)"))
    }

    @Test("reaches the server, which sees nothing of the proxy's login")
    func tunnel() async throws {
        let proxy = try await TunnelingProxy()
        let server = try ScriptedPeer { connection in
            let request = try connection.upgrade(then: ScriptedConnection.text("welcome"))
            if request.contains("roxy") || request.contains("c2VjcmV0") {
                throw ScriptError(request)
            }
            try connection.send(ScriptedConnection.text(try connection.receiveFrame(.text).text))
            try connection.answerClose()
        }
        let rules = try Self.through(proxy.port, login: "ana:s%65cret@")
        let client = TestClient(port: server.port) { $0.proxies = rules }
        try await client.expectConnection()
        try await client.expect(text: "welcome")
        client.send("hi", id: 1)
        try await client.expect(.written(1))
        try await client.expect(text: "hi")
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
        try await server.finish()
        #expect(
            proxy.requests == [
                "CONNECT 127.0.0.1:\(server.port) HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                    + "Proxy-Authorization: Basic YW5hOnNlY3JldA==\r\n\r\n"
            ]
        )
    }

    @Test("comes back through it after a loss")
    func reconnect() async throws {
        let proxy = try await TunnelingProxy()
        let server = try ScriptedPeer { try $0.upgrade() }
        let rules = try Self.through(proxy.port)
        let client = TestClient(port: server.port) {
            $0.proxies = rules
            $0.retry = .forever
        }
        try await client.expectConnection()
        #expect(try await client.nextLoss().loss == .ended)
        client.client.retryNow()
        try await client.expectConnection()
        #expect(proxy.requests.count == 2)
    }

    @Test("that the proxy does not make is told as its failure", arguments: Refusal.all)
    func refused(refusal: Refusal) async throws {
        let proxy = try ScriptedPeer { connection in
            _ = try connection.receiveHead()
            try connection.send(refusal.answer)
            if !refusal.isCut { try connection.receiveEnd() }
        }
        let rules = try Self.through(proxy.port, login: refusal.login)
        let client = TestClient(host: "chat.example", port: 8000) {
            $0.proxies = rules
            $0.retry = .forever
        }
        try await client.expect(.connecting(attempt: 1))
        let (loss, retryIn) = try await client.nextLoss()
        #expect((retryIn == nil) == refusal.isFinal)
        let url = try WebSocketURL("ws://chat.example:8000")
        #expect(
            loss.explanation(for: url).string
                == "the proxy 127.0.0.1:\(proxy.port) \(refusal.clause)"
        )
        client.client.close()
        try await proxy.finish()
    }

    @Test("is given up when the proxy is silent, and leaves no socket behind")
    func silence() async throws {
        let proxy = try ScriptedPeer { try $0.receiveEnd() }
        let rules = try Self.through(proxy.port)
        let client = TestClient(port: 8000) {
            $0.proxies = rules
            $0.connectTimeout = .milliseconds(200)
        }
        #expect(try await client.firstLoss() == .timedOut(.connect))
        try await proxy.finish()
    }

    @Test("to a proxy that nobody runs is tried again, and is no sign that the server is down")
    func nobody() async throws {
        let port = try RefusingPort()
        let rules = try Self.through(port.port)
        let client = TestClient(port: 8000) {
            $0.proxies = rules
            $0.retry = .forever
        }
        try await client.expect(.connecting(attempt: 1))
        let (loss, retryIn) = try await client.nextLoss()
        let place = "127.0.0.1:\(port.port)"
        #expect(loss == .proxy(.unreachable("nobody listens there"), place: place))
        #expect(retryIn != nil)
    }

    @Test("is not tried when the environment names a proxy that cannot be used")
    func unusable() async throws {
        let environment = ProxyEnvironment { $0 == "all_proxy" ? "socks5://p:1" : nil }
        let client = TestClient(host: "chat.example", port: 8000) {
            $0.proxies = .environment(environment)
            $0.retry = .forever
        }
        let sentence = try await client.firstLoss().explanation(for: WebSocketURL("ws://h")).string
        #expect(sentence.hasPrefix("the proxy that all_proxy names cannot be used: only HTTP"))
    }
}

// MARK: - TLS

@Suite(
    "A wss connection through a proxy",
    .disabled(if: TestCertificates.isToolMissing, "the openssl tool is missing")
)
struct SecureProxyTests {
    private static let certificates = Result { try TestCertificates() }

    @Test(
        "is secured end to end, with the server's name",
        arguments: [(.good, nil), (.otherName, "its certificate is for another name")]
            as [(TestCertificates.Kind, String?)]
    )
    func name(kind: TestCertificates.Kind, clause: String?) async throws {
        let proxy = try await TunnelingProxy()
        let certificates = try Self.certificates.get()
        let server = try await TLSPeer(certificates: certificates, kind: kind)
        let rules = ProxyRules.always(try Proxy("127.0.0.1:\(proxy.port)"))
        let client = TestClient(host: "localhost", port: server.port, isSecure: true) {
            $0.proxies = rules
            $0.tls = certificates.trust
        }
        if let clause {
            #expect(try await client.firstLoss() == .tls(clause))
        } else {
            try await client.expectConnection()
            try await client.expect(text: "localhost")
            client.send("hi", id: 1)
            try await client.expect(.written(1))
            try await client.expect(text: "hi")
        }
    }

    @Test("to an address needs a pin, because its certificate cannot be checked")
    func address() async throws {
        let proxy = try await TunnelingProxy()
        let certificates = try Self.certificates.get()
        let server = try await TLSPeer(certificates: certificates, kind: .good)
        let pin = try #require(KeyPin(try certificates.identity(.good).pin))
        let pinned = try TLSSettings(pins: [pin])
        let rules = ProxyRules.always(try Proxy("127.0.0.1:\(proxy.port)"))
        let refused = TestClient(port: server.port, isSecure: true) {
            $0.proxies = rules
            $0.tls = certificates.trust
        }
        let clause = "behind a proxy an address cannot be verified: name the host, or use --pin"
        #expect(try await refused.firstLoss() == .tls(clause))
        let client = TestClient(port: server.port, isSecure: true) {
            $0.proxies = rules
            $0.tls = pinned
        }
        try await client.expectConnection()
        try await client.expect(text: "none")
        // A request of the refused one would be here by now.
        #expect(proxy.requests.count == 1)
    }
}

// MARK: - Refusals

/// An answer to `CONNECT` that is no consent.
struct Refusal: Sendable, CustomTestStringConvertible {
    var answer: String
    var login = ""
    var isCut = false
    var isFinal: Bool
    /// Follows the proxy's name.
    var clause: String

    var testDescription: String { clause }

    static let all = [
        Refusal(
            answer: "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            isFinal: true,
            clause: "asks for a login (HTTP 407)"
        ),
        Refusal(
            answer: "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            login: "ana:secret@",
            isFinal: true,
            clause: "did not accept the login (HTTP 407)"
        ),
        Refusal(
            answer: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
            isFinal: true,
            clause: "does not allow connections to chat.example:8000 (HTTP 403)"
        ),
        Refusal(
            answer: "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            isFinal: false,
            clause: "does not reach chat.example:8000 (HTTP 502)"
        ),
        Refusal(
            answer: "HTTP/1.1 400 Bad\u{1B}[31m\r\n\r\n",
            isFinal: true,
            clause: "refused: HTTP 400 Bad␛[31m"
        ),
        Refusal(
            answer: "HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\n\r\n",
            isFinal: true,
            clause: "refused: HTTP 302 Found"
        ),
        Refusal(
            answer: "HTTP/1.1 200 OK\r\n\r\n\u{81}",
            isFinal: true,
            clause: "does not speak HTTP as it should: something follows the answer"
        ),
        Refusal(
            answer: "\u{15}\u{3}\u{1}",
            isFinal: true,
            clause: "does not speak HTTP as it should: the answer is not HTTP"
        ),
        Refusal(
            answer: "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 20_000),
            isFinal: true,
            clause: "does not speak HTTP as it should: the head of the answer is too large"
        ),
        Refusal(
            answer: "HTTP/1.1 200 OK\r\n",
            isCut: true,
            isFinal: false,
            clause: "cut the connection"
        ),
    ]
}
