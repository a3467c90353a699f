import NIOCore
import TestSupport
import Testing
import WSClient
import Wire

@Suite(
    "A wss connection",
    .disabled(if: TestCertificates.isToolMissing, "the openssl tool is missing")
)
struct TLSSettingsTests {
    /// Made once: each certificate costs the start of a process.
    private static let certificates = Result { try TestCertificates() }

    private static func client(
        host: String,
        port: Int,
        tls: TLSSettings?
    ) -> TestClient {
        TestClient(host: host, port: port, isSecure: true) {
            $0.tls = tls
            $0.retry = .forever
        }
    }

    @Test(
        "is made to a server with a good certificate, with SNI for a name and without for an address",
        arguments: [
            ("localhost", "localhost"), ("127.0.0.1", "none"),
        ]
    )
    func good(host: String, serverName: String) async throws {
        let certificates = try Self.certificates.get()
        let peer = try await TLSPeer(certificates: certificates, kind: .good)
        let client = Self.client(
            host: host,
            port: peer.port,
            tls: certificates.trust
        )
        try await client.expectConnection()
        try await client.expect(text: serverName)
        for id in SendID(1)...3 {
            client.send("line \(id)", id: id)
            try await client.expect(.written(id))
            try await client.expect(text: "line \(id)")
        }
        client.client.close()
        try await client.expect(.closed(answer: CloseStatus(code: .normal)))
    }

    @Test(
        "is refused, for good, to a server with a bad one, in plain words",
        arguments: [
            (.otherName, "localhost", "its certificate is for another name"),
            (.otherName, "127.0.0.1", "its certificate is for another name"),
            (.selfSigned, "localhost", "its certificate is not trusted"),
            (.expired, "localhost", "its certificate has expired"),
        ] as [(TestCertificates.Kind, String, String)]
    )
    func bad(kind: TestCertificates.Kind, host: String, clause: String) async throws {
        let certificates = try Self.certificates.get()
        let peer = try await TLSPeer(certificates: certificates, kind: kind)
        let client = Self.client(
            host: host,
            port: peer.port,
            tls: certificates.trust
        )
        #expect(try await client.firstLoss() == .tls(clause))
    }

    @Test("trusts a private root only when told to")
    func unknownRoot() async throws {
        let peer = try await TLSPeer(certificates: Self.certificates.get(), kind: .good)
        let client = Self.client(host: "localhost", port: peer.port, tls: nil)
        #expect(try await client.firstLoss() == .tls("its certificate is not trusted"))
    }

    @Test(
        "needs a file with certificates, if it is given one",
        arguments: ["/nowhere/root.pem", "/dev/null"]
    )
    func unreadable(file: String) {
        #expect {
            try TLSSettings(extraRootFile: file)
        } throws: { error in
            let reason = (error as? TLSSettings.Unreadable)?.reason.string
            return reason == "\(file) cannot be read as PEM certificates"
        }
    }

    @Test("says so when the server does not speak TLS")
    func plainServer() async throws {
        let peer = try ScriptedPeer { connection in
            try connection.send("HTTP/1.1 400 Bad Request\r\n\r\n")
            try connection.receiveEnd()
        }
        let client = Self.client(host: "localhost", port: peer.port, tls: nil)
        #expect(try await client.firstLoss() == .tls("the server does not speak TLS there"))
        try await peer.finish()
    }

    @Test("that the server cuts in the midst of TLS is tried again")
    func cut() async throws {
        let peer = try ScriptedPeer { _ in }
        let client = Self.client(host: "localhost", port: peer.port, tls: nil)
        try await client.expect(.connecting(attempt: 1))
        let (loss, retryIn) = try await client.nextLoss()
        #expect(loss == .ended)
        #expect(retryIn != nil)
    }

    @Test("is given up when the server is silent in the midst of TLS")
    func silence() async throws {
        let peer = try ScriptedPeer { try $0.receiveEnd() }
        let client = TestClient(port: peer.port, isSecure: true) {
            $0.connectTimeout = .milliseconds(300)
        }
        #expect(try await client.firstLoss() == .timedOut(.connect))
        try await peer.finish()
    }
}

// MARK: - Pins

extension TLSSettingsTests {
    @Test(
        "is made to a server with the pinned key, whatever its certificate says",
        arguments: [
            (.good, "localhost"), (.good, "127.0.0.1"), (.selfSigned, "localhost"),
            (.selfSigned, "127.0.0.1"), (.otherName, "localhost"), (.expired, "127.0.0.1"),
        ] as [(TestCertificates.Kind, String)]
    )
    func pinned(kind: TestCertificates.Kind, host: String) async throws {
        let certificates = try Self.certificates.get()
        let peer = try await TLSPeer(certificates: certificates, kind: kind)
        let pins = try [
            certificates.identity(.good), certificates.identity(kind),
        ].map { try #require(KeyPin($0.pin)) }
        let client = Self.client(
            host: host,
            port: peer.port,
            tls: try TLSSettings(pins: Set(pins))
        )
        try await client.expectConnection()
        try await client.expect(text: host == "localhost" ? "localhost" : "none")
        client.send("hi", id: 1)
        try await client.expect(.written(1))
        try await client.expect(text: "hi")
    }

    @Test("is refused, for good, to a server with another key, and shows that key's pin")
    func otherKey() async throws {
        let certificates = try Self.certificates.get()
        let peer = try await TLSPeer(certificates: certificates, kind: .good)
        let wanted = try certificates.identity(.selfSigned).pin
        let seen = try certificates.identity(.good).pin
        let client = Self.client(
            host: "localhost",
            port: peer.port,
            tls: try TLSSettings(pins: [try #require(KeyPin(wanted))])
        )
        let loss = try await client.firstLoss()
        #expect(loss == .tls("its key is not the pinned one but \(seen)"))
        let url = WebSocketURL(isSecure: true, host: "localhost", port: 1, resource: "/")
        #expect(
            loss.explanation(for: url).string
                == "no secure connection to localhost:1: its key is not the pinned one but \(seen)"
        )
    }
}
