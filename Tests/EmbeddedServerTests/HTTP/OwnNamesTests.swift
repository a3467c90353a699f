import Testing

@testable import EmbeddedServer

/// The names of a server for a table: what it listens on, and `--host-name`s.
private func own(_ listener: String, _ port: Int, _ hostNames: [String] = []) throws -> OwnNames {
    var configuration = ServerConfiguration()
    configuration.host = listener
    configuration.hostNames = hostNames
    return OwnNames(
        configuration,
        listener: try #require(Authority.Host(listener)),
        port: port
    )
}

@Suite("The Host policy")
struct HostPolicyTests {
    @Test(
        "allows what a loopback server goes by",
        arguments: [
            ("127.0.0.1:8000", true), ("localhost:8000", true), ("localhost", true),
            ("LOCALHOST:8000", true),
            ("[::1]:8000", true), ("chat.example:8000", true), ("chat.example", true),
            ("CHAT.example:443", true),
            ("evil.example", false), ("evil.example:8000", false),
            ("127.0.0.1.evil.example:8000", false),
            ("localhost.evil.example", false), ("sub.chat.example", false),
            ("chat.example.", false),
            ("192.168.1.2:8000", false), ("0.0.0.0:8000", false), ("127.0.0.2:8000", false),
            ("2130706433:8000", false),
        ]
    )
    func loopback(host: String, isAllowed: Bool) throws {
        let policy = HostPolicy(own: try own("127.0.0.1", 8000, ["Chat.Example"]))
        #expect(policy.allows(try #require(Authority(host))) == isAllowed)
    }

    @Test(
        "allows any address with our port to a server on all addresses",
        arguments: [
            ("192.168.1.2:8000", true), ("[fe80::1]:8000", true), ("localhost:8000", true),
            ("127.0.0.1:8000", true),
            ("192.168.1.2:9000", false), ("192.168.1.2", false), ("evil.example:8000", false),
        ]
    )
    func wildcard(host: String, isAllowed: Bool) throws {
        let policy = HostPolicy(own: try own("0.0.0.0", 8000))
        #expect(policy.allows(try #require(Authority(host))) == isAllowed)
    }
}

@Suite("The Origin policy")
struct OriginPolicyTests {
    @Test(
        "allows pages of a loopback server only",
        arguments: [
            ("http://127.0.0.1:8000", true), ("http://localhost:8000", true),
            ("http://[::1]:8000", true),
            ("http://chat.example:8000", true), ("http://chat.example", true),
            ("https://chat.example", true),
            ("https://chat.example:8000", true), ("https://chat.example:443", true),
            ("http://evil.example", false), ("null", false), ("file://", false), ("", false),
            ("http://127.0.0.1:8000.evil.example", false),
            ("http://127.0.0.1.evil.example:8000", false),
            ("http://localhost.evil.example:8000", false),
            ("http://evil.example#127.0.0.1:8000", false),
            ("http://evil.example#127.0.0.1", false), ("http://localhost:9000", false),
            ("http://localhost", false),
            ("https://localhost:8000", false), ("http://127.0.0.1", false),
            ("http://localhost:8000/", false),
            ("http://user@localhost:8000", false), ("ws://localhost:8000", false),
            ("localhost:8000", false),
            ("https://chat.example:80", false), ("http://chat.example:443", false),
            ("http://sub.chat.example", false),
        ]
    )
    func loopback(origin: String, isAllowed: Bool) throws {
        let policy = OriginPolicy(own: try own("127.0.0.1", 8000, ["chat.example"]))
        let host = try #require(Authority("127.0.0.1:8000"))
        #expect(policy.allows(origins: [origin], host: host) == isAllowed)
    }

    @Test("allows clients that are no browsers, and nobody with two origins")
    func count() throws {
        let policy = OriginPolicy(own: try own("127.0.0.1", 8000))
        let host = try #require(Authority("127.0.0.1:8000"))
        #expect(policy.allows(origins: [], host: host))
        let twice = ["http://127.0.0.1:8000", "http://127.0.0.1:8000"]
        #expect(!policy.allows(origins: twice, host: host))
    }

    @Test(
        "of a server on all addresses allows a page of the address it connects to",
        arguments: [
            ("http://192.168.1.2:8000", "192.168.1.2:8000", true),
            ("http://localhost:8000", "localhost:8000", true),
            ("http://6.6.6.6:8000", "192.168.1.2:8000", false),
            ("http://192.168.1.2:9000", "192.168.1.2:8000", false),
            ("http://evil.example:8000", "evil.example:8000", false),
        ]
    )
    func wildcard(origin: String, host: String, isAllowed: Bool) throws {
        let policy = OriginPolicy(own: try own("0.0.0.0", 8000))
        let host = try #require(Authority(host))
        #expect(policy.allows(origins: [origin], host: host) == isAllowed)
    }
}
