import Testing
import Wire

@testable import WSClient

@Suite("The choice of a proxy")
struct ProxyRulesTests {
    private static func proxy(_ url: String, _ variables: [String: String]) throws -> String? {
        let rules = ProxyRules.environment(ProxyEnvironment { variables[$0] })
        return try rules.proxy(for: WebSocketURL(url))?.description
    }

    @Test(
        "follows the environment as curl does",
        arguments: [
            ("ws://h", [:], nil), ("wss://h", [:], nil),
            ("wss://h", ["https_proxy": "p:1"], "p:1"), ("wss://h", ["HTTPS_PROXY": "p:1"], "p:1"),
            ("wss://h", ["https_proxy": "p:1", "HTTPS_PROXY": "q:1"], "p:1"),
            ("wss://h", ["https_proxy": "p:1", "all_proxy": "q:1"], "p:1"),
            ("wss://h", ["https_proxy": "", "all_proxy": "q:1"], "q:1"),
            ("wss://h", ["http_proxy": "p:1"], nil), ("wss://h", ["ALL_PROXY": "p:1"], "p:1"),
            ("ws://h", ["http_proxy": "p:1"], "p:1"), ("ws://h", ["https_proxy": "p:1"], nil),
            // A CGI script's would be a stranger's choice.
            ("ws://h", ["HTTP_PROXY": "p:1"], nil), ("ws://h", ["all_proxy": "p:1"], "p:1"),
            ("ws://h", ["http_proxy": "p:1", "no_proxy": "h"], nil),
            ("ws://h", ["http_proxy": "p:1", "NO_PROXY": "h"], nil),
            ("ws://h", ["http_proxy": "p:1", "no_proxy": "x", "NO_PROXY": "h"], "p:1"),
            ("ws://localhost", ["http_proxy": "p:1"], nil),
            ("ws://a.localhost.", ["http_proxy": "p:1"], nil),
            ("wss://127.1.2.3", ["https_proxy": "p:1"], nil),
            ("wss://[::1]", ["https_proxy": "p:1"], nil),
            ("ws+unix:///run/s", ["http_proxy": "p:1", "all_proxy": "p:1"], nil),
            // What is wrong with it matters to those alone who need it.
            ("wss://localhost", ["all_proxy": "socks5://p:1"], nil),
        ] as [(String, [String: String], String?)]
    )
    func environment(url: String, variables: [String: String], proxy: String?) throws {
        #expect(try Self.proxy(url, variables) == proxy)
    }

    @Test("is an error when the environment names one that cannot be used")
    func unusable() {
        let error = #expect(throws: ProxyRules.Unusable.self) {
            try Self.proxy("wss://h", ["ALL_PROXY": "socks5://user:secret@p:1"])
        }
        #expect(
            error?.sentence.string
                == "the proxy that ALL_PROXY names cannot be used: only HTTP proxies can be used, "
                + "as in http://host:3128"
        )
    }

    @Test("is the user's, for loopback too, but never for a Unix-domain socket")
    func always() throws {
        let rules = ProxyRules.always(try Proxy("p:1"))
        for url in ["ws://h", "wss://h", "ws://127.0.0.1", "ws://localhost"] {
            #expect(try rules.proxy(for: WebSocketURL(url))?.description == "p:1")
        }
        #expect(try rules.proxy(for: WebSocketURL("ws+unix:///run/s")) == nil)
        #expect(try ProxyRules.none.proxy(for: WebSocketURL("ws://h")) == nil)
    }
}
