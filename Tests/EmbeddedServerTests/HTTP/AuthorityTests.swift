import Testing

@testable import EmbeddedServer

@Suite("An authority")
struct AuthorityTests {
    @Test(
        "is read from host and port and written canonically",
        arguments: [
            ("localhost", "localhost"), ("LocalHost:8000", "localhost:8000"),
            ("127.0.0.1:80", "127.0.0.1:80"), ("[::1]", "[0:0:0:0:0:0:0:1]"),
            ("[0:0::1]:9", "[0:0:0:0:0:0:0:1]:9"), ("my-host.example", "my-host.example"),
        ]
    )
    func reads(text: String, canonical: String) {
        #expect(Authority(text)?.description == canonical)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", ":80", "host:", "host:x", "host:123456", "host:70000", "host:+1", "[::1", "::1",
            "[127.0.0.1]",
            "[::1]x", "[::1%lo]", "user@host", "host/path", "host#x", "ho st", "höst", "host:80:80",
            "host\r\nX: y", "*",
        ]
    )
    func refuses(text: String) {
        #expect(Authority(text) == nil)
    }

    @Test(
        "knows addresses of the loopback and of the whole machine",
        arguments: [
            ("127.0.0.1", true, false), ("127.9.9.9", true, false), ("::1", true, false),
            ("localhost", true, false), ("0.0.0.0", false, true), ("::", false, true),
            ("192.168.1.2", false, false), ("example.org", false, false),
        ]
    )
    func classifies(host: String, isLoopback: Bool, isWildcard: Bool) throws {
        let host = try #require(Authority.Host(host))
        #expect(host.isLoopback == isLoopback)
        #expect(host.isWildcard == isWildcard)
    }
}
