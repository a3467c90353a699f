import Testing
import Wire

@testable import EmbeddedServer

@Suite("Routes")
struct RoutesTests {
    private let routes: Routes

    init() throws {
        let listener = try #require(Authority.Host("127.0.0.1"))
        routes = Routes(own: OwnNames(ServerConfiguration(), listener: listener, port: 8000))
    }

    private func answer(
        _ target: String,
        method: String = "GET",
        _ fields: [HeaderField] = []
    )
        -> Routes.Answer
    {
        let host = HeaderField("Host", "127.0.0.1:8000")
        return routes.answer(
            to: Request(method: method, target: target, isHTTP11: true, fields: [host] + fields)
        )
    }

    private func response(
        _ target: String,
        method: String = "GET",
        _ fields: [HeaderField] = []
    )
        throws -> Response
    {
        guard case .response(let response) = answer(target, method: method, fields) else {
            throw RawClient.Failure.unexpected("an upgrade")
        }
        return response
    }

    private static let handshake = [
        HeaderField("Upgrade", "websocket"), HeaderField("Connection", "Upgrade"),
        HeaderField("Sec-WebSocket-Version", "13"),
        HeaderField("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
    ]

    @Test(
        "answer each path",
        arguments: [
            ("/chat/", 200), ("/chat/?x=/y", 200), ("/chat/lobby/", 200), ("/chat/%6cobby/", 200),
            ("/healthz", 200),
            ("/static/chat.css", 200), ("/static/room.js", 200), ("/static/index.js", 200),
            ("/", 302), ("/chat", 301), ("/chat/lobby", 301), ("/chat/a%2Fb/", 404),
            ("/chat/a%252F/", 404),
            ("/chat/lobby/x", 404), ("/chat/lobby//", 404), ("//chat/", 404), ("/static/", 404),
            ("/static/../ServerLoop.swift", 404), ("/static/index.html", 404), ("/nothing", 404),
            ("/ws/", 404),
            ("/ws/chat/lobby", 404), ("/ws/chat/", 404), ("/ws/chat//", 404),
            ("/ws/other/lobby/", 404),
            ("/ws/chat/lobby/", 426), ("/ws/chat/lobby/?a=b", 426), ("/ws/chat/..%2Flobby/", 404),
            ("http://127.0.0.1:8000/chat/", 400), ("*", 400), ("", 400), ("chat", 400),
            ("/chat/é/", 400),
        ]
    )
    func paths(target: String, status: Int) throws {
        #expect(try response(target).status == status)
    }

    @Test("redirect to paths of their own")
    func redirects() throws {
        #expect(try response("/").fields.values(of: "Location") == ["/chat/"])
        #expect(try response("/chat/a-1").fields.values(of: "Location") == ["/chat/a-1/"])
    }

    @Test("take GET and HEAD and say so to others", arguments: ["POST", "PUT", "OPTIONS", "BREW"])
    func methods(method: String) throws {
        #expect(try response("/chat/", method: "HEAD").status == 200)
        let refusal = try response("/chat/", method: method)
        #expect(refusal.status == 405)
        #expect(refusal.fields.values(of: "Allow") == ["GET, HEAD"])
    }

    @Test("upgrade to a room, whose name is percent-decoded once")
    func upgrade() throws {
        guard case .upgrade(let agreed) = answer("/ws/chat/a%2D1/?q", Self.handshake)
        else { throw RawClient.Failure.unexpected("no upgrade") }
        let accept = agreed.fields.values(of: "Sec-WebSocket-Accept")
        #expect(agreed.room.description == "a-1")
        #expect(accept == ["s3pPLMBiTxaQ9kYGzzhZRbK+xOo="])
    }

    @Test("say which version they speak to a socket's plain visitor")
    func upgradeRequired() throws {
        let refusal = try response("/ws/chat/lobby/")
        #expect(refusal.fields.values(of: "Sec-WebSocket-Version") == ["13"])
        #expect(refusal.fields.values(of: "Upgrade") == ["websocket"])
    }

    @Test("refuse bodies, and heads with long lines")
    func sizes() throws {
        #expect(try response("/chat/", [HeaderField("Content-Length", "1")]).status == 413)
        #expect(try response("/chat/", [HeaderField("Content-Length", "0")]).status == 200)
        #expect(try response("/chat/", [HeaderField("Transfer-Encoding", "chunked")]).status == 400)
        let long = String(repeating: "x", count: 8_192)
        #expect(try response("/" + long).status == 414)
        #expect(try response("/chat/", [HeaderField("X", long)]).status == 431)
    }

    @Test("want exactly one Host that is ours")
    func hosts() throws {
        let foreign = [HeaderField("Host", "evil.example")]
        let request = { (fields: [HeaderField]) in
            Request(method: "GET", target: "/chat/", isHTTP11: true, fields: fields)
        }
        let status = { (answer: Routes.Answer) -> Int in
            if case .response(let response) = answer { response.status } else { 101 }
        }
        #expect(status(routes.answer(to: request(foreign))) == 421)
        #expect(status(routes.answer(to: request([]))) == 400)
        #expect(status(answer("/chat/", foreign)) == 400)
    }

    @Test(
        "give every page the fields that confine it",
        arguments: ["/chat/", "/chat/lobby/", "/static/room.js"]
    )
    func security(target: String) throws {
        let fields = try response(target).fields
        let policy = try #require(fields.values(of: "Content-Security-Policy").first)
        let rules = policy.split(separator: "; ").map(String.init)
        #expect(rules.contains("default-src 'none'"))
        #expect(rules.contains("script-src 'self'"))
        #expect(rules.contains("connect-src 'self' ws://127.0.0.1:8000 wss://127.0.0.1:8000"))
        #expect(rules.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(fields.values(of: "X-Content-Type-Options") == ["nosniff"])
        #expect(fields.values(of: "Referrer-Policy") == ["no-referrer"])
        #expect(fields.values(of: "Cache-Control") == ["no-store"])
    }

    @Test("serve pages without a script or a style of their own")
    func pages() throws {
        for target in ["/chat/", "/chat/lobby/"] {
            let page = String(decoding: try response(target).body, as: UTF8.self)
            #expect(!page.contains("<style") && !page.contains(" style=") && !page.contains(" on"))
            #expect(page.components(of: "<script").allSatisfy { $0.hasPrefix(" src=\"/static/") })
        }
    }

    @Test("serve the elements that the tutorial's pages have")
    func elements() throws {
        let index = String(decoding: try response("/chat/").body, as: UTF8.self)
        let room = String(decoding: try response("/chat/lobby/").body, as: UTF8.self)
        for id in ["room-name-input", "room-name-submit"] {
            #expect(index.contains("id=\"\(id)\""))
        }
        for id in ["chat-log", "chat-message-input", "chat-message-submit"] {
            #expect(room.contains("id=\"\(id)\""))
        }
        #expect(room.contains("<textarea id=\"chat-log\""))
    }
}

extension String {
    /// What stands behind each occurrence of `separator`.
    fileprivate func components(of separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let range = rest.firstRange(of: separator) {
            rest = rest[range.upperBound...]
            parts.append(String(rest))
        }
        return parts
    }
}
