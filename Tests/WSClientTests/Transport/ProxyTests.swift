import Testing
import Wire

@testable import WSClient

@Suite("A proxy's URL")
struct ProxyTests {
    @Test(
        "gives its host, its port and the login",
        arguments: [
            ("http://proxy.example:3128", "proxy.example:3128", nil),
            ("http://proxy.example:3128/", "proxy.example:3128", nil),
            ("HTTP://Proxy", "proxy:80", nil), ("proxy:8080", "proxy:8080", nil),
            ("http://[::1]:3128", "[::1]:3128", nil),
            ("http://ana:secret@proxy:1", "proxy:1", "Basic YW5hOnNlY3JldA=="),
            ("ana:secret@proxy:1", "proxy:1", "Basic YW5hOnNlY3JldA=="),
            ("http://ana@proxy:1", "proxy:1", "Basic YW5hOg=="),
            ("http://a%40b:p%3Aw%2f@proxy:1", "proxy:1", "Basic YUBiOnA6dy8="),
            ("http://a:b@c@proxy:1", "proxy:1", "Basic YTpiQGM="),
            ("http://a:b:c@proxy:1", "proxy:1", "Basic YTpiOmM="),
        ] as [(String, String, String?)]
    )
    func parts(text: String, place: String, authorization: String?) throws {
        let proxy = try Proxy(text)
        #expect(proxy.description == place)
        #expect(proxy.authorization == authorization)
    }

    @Test(
        "is refused in one clause that does not repeat it",
        arguments: [
            ("", "it has no host"), ("http://", "it has no host"),
            ("http://u:p@", "it has no host"),
            ("https://proxy:1", "a proxy that is itself reached by TLS cannot be used"),
            ("socks5://proxy:1", "only HTTP proxies can be used, as in http://host:3128"),
            ("http://proxy:0", "its port is not a number from 1 to 65535"),
            ("http://u:se/cret@proxy:1", "its port is not a number from 1 to 65535"),
            ("http://proxy:1/path", "it has a path"), ("http://proxy:1/?q", "it has a path"),
            ("http://u:p%@proxy:1", "its user or password is not percent-encoded as it should be"),
            ("http://u%3Ax:p@proxy:1", "its user has a colon"),
            ("http://pro xy", "it has a space or a control character"),
        ]
    )
    func refused(text: String, reason: String) {
        let error = #expect(throws: Proxy.Invalid.self) { try Proxy(text) }
        #expect(error?.reason.string == reason)
    }

    @Test("keeps the login to itself when it is printed")
    func printed() throws {
        var configuration = ClientConfiguration(url: try WebSocketURL("ws://h/"))
        configuration.proxies = .always(try Proxy("http://ana:secret@proxy:3128"))
        for text in [String(describing: configuration), String(reflecting: configuration)] {
            #expect(text.contains("proxy:3128"))
            #expect(!text.contains("secret") && !text.contains("YW5hOnNlY3JldA"))
        }
    }
}
