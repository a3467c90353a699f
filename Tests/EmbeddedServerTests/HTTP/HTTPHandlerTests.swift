import Glibc
import Testing
import Wire

@testable import EmbeddedServer

/// Requests on real sockets.
@Suite("An HTTP connection")
struct HTTPHandlerTests {
    /// Lines of a request as a table has them; `{host}` is the server's own.
    private static func request(_ lines: [String], port: Int) -> String {
        lines.map { $0 == "{host}" ? "Host: 127.0.0.1:\(port)" : $0 }.joined(separator: "\r\n")
            + "\r\n\r\n"
    }

    private static let socket = "GET /ws/chat/lobby/ HTTP/1.1"
    private static let key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    private static let upgrade = [
        "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
    ]

    @Test(
        "refuses each of the odd upgrade requests and ends",
        arguments: [
            ("no key", [socket, "{host}"] + upgrade, 400),
            ("short key", [socket, "{host}", "Sec-WebSocket-Key: AAAA"] + upgrade, 400),
            (
                "version 12",
                [
                    socket, "{host}", key, "Upgrade: websocket", "Connection: Upgrade",
                    "Sec-WebSocket-Version: 12",
                ], 426
            ),
            ("POST", ["POST /ws/chat/lobby/ HTTP/1.1", "{host}", key] + upgrade, 405),
            (
                "no Upgrade",
                [socket, "{host}", key, "Connection: Upgrade", "Sec-WebSocket-Version: 13"], 426
            ),
            ("no Host", [socket, key] + upgrade, 400),
            ("two Hosts", [socket, "{host}", "{host}", key] + upgrade, 400),
            ("space before the colon", [socket, "{host}", key, "X : y"] + upgrade, 400),
            ("NUL", [socket, "{host}", key, "X: a\0b"] + upgrade, 400),
            ("chunked", [socket, "{host}", key, "Transfer-Encoding: chunked"] + upgrade, 400),
            (
                "both lengths",
                [socket, "{host}", key, "Content-Length: 3", "Transfer-Encoding: chunked"]
                    + upgrade, 400
            ),
            ("a body", [socket, "{host}", key, "Content-Length: 3"] + upgrade, 413),
            ("HTTP/1.0", ["GET /ws/chat/lobby/ HTTP/1.0", "{host}", key] + upgrade, 400),
            ("bare LF", [socket, "{host}\nX: y", key] + upgrade, 400),
            ("obs-fold", [socket, "{host}", key, "X: y", " z"] + upgrade, 400),
            (
                "absolute form",
                ["GET http://127.0.0.1/ws/chat/lobby/ HTTP/1.1", "{host}", key] + upgrade, 400
            ),
            ("HTTP/2.0", ["GET /ws/chat/lobby/ HTTP/2.0", "{host}", key] + upgrade, 400),
            ("no HTTP", ["hello"], 400),
        ]
    )
    func oddRequests(name: String, lines: [String], status: Int) throws {
        let server = try TestServer()
        let client = try server.client()
        try client.write(Self.request(lines, port: server.port).replacingHostMark(server.port))
        let head = try client.readHead()
        #expect(head.status == status)
        #expect(head.fields.list(of: "Connection").contains("close"))
        #expect(client.readsEnd())
    }

    @Test("takes a page request, an upgrade and a first frame in one segment")
    func oneSegment() throws {
        let server = try TestServer()
        let client = try server.client()
        let page = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
        try client.write(
            Array((page + RawClient.upgrade(room: "lobby", port: server.port)).utf8)
                + RawClient.text(#"{"message":"first"}"#)
        )
        let head = try client.readHead()
        #expect(head.status == 200)
        #expect(try client.readBody(head) == Array("ok\n".utf8))
        #expect(try client.readHead().status == 101)
        #expect(try client.hear() == "first")
    }

    @Test("takes an upgrade and a first frame byte by byte")
    func byteByByte() throws {
        let server = try TestServer()
        let client = try server.client()
        let bytes =
            Array(RawClient.upgrade(room: "lobby", port: server.port).utf8)
            + RawClient.text(#"{"message":"slowly"}"#)
        for byte in bytes { try client.write([byte]) }
        #expect(try client.readHead().status == 101)
        #expect(try client.hear() == "slowly")
    }

    @Test("opens a socket to each Origin that is ours and to no other")
    func origins() throws {
        let server = try TestServer()
        let own = ["http://127.0.0.1:\(server.port)", "http://localhost:\(server.port)"]
        let foreign = [
            "http://evil.example", "null", "file://",
            "http://127.0.0.1:\(server.port).evil.example",
            "http://localhost.evil.example:\(server.port)", "http://evil.example#127.0.0.1",
            "http://127.0.0.1:\(server.port % 65_535 + 1)",
        ]
        for origin in own + foreign {
            let request = RawClient.upgrade(
                room: "lobby",
                port: server.port,
                fields: ["Origin: \(origin)"]
            )
            let status = try server.answer(to: request).status
            #expect(status == (own.contains(origin) ? 101 : 403), "\(origin)")
        }
        #expect(
            server.log.all.contains {
                $0.contains("403") && $0.contains("origin=http://evil.example ")
            }
        )
    }

    @Test("serves no page and no socket under a foreign Host that Origin agrees with")
    func rebinding() throws {
        let server = try TestServer()
        for host in ["evil.example", "evil.example:\(server.port)"] {
            let page = "GET /chat/ HTTP/1.1\r\nHost: \(host)\r\n\r\n"
            #expect(try server.answer(to: page).status == 421)
            let socket = RawClient.upgrade(
                room: "lobby",
                port: server.port,
                fields: ["Origin: http://\(host)"]
            )
            let rebound = socket.replacingHost("127.0.0.1:\(server.port)", with: host)
            #expect(try server.answer(to: rebound).status == 421)
        }
    }

    @Test(
        "lets nobody into rooms with odd names, and never fails on one",
        arguments: [
            ("..", 404), ("..%2F..%2Fetc%2Fpasswd", 404), ("a%2Fb", 404), ("a%00b", 404),
            ("a%0Ab", 404), ("a%1Bb", 404),
            ("*", 404), ("%5Ba-z%5D%3F", 404), ("'%3B%20DROP%20TABLE%20m%3B--", 404), ("a:b", 404),
            ("caf%C3%A9", 404),
            ("cafe%CC%81", 404), ("%FF%FE", 404), (String(repeating: "x", count: 200), 404),
            ("%E2%80%AEabc", 404),
            ("LOBBY", 101), ("a-b", 101), ("", 404), ("lobby/?x=1&y=", 101), ("%", 404),
            ("%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404),
            (String(repeating: "x", count: 64), 101), (String(repeating: "x", count: 65), 404),
        ]
    )
    func roomNames(name: String, status: Int) throws {
        let server = try TestServer()
        #expect(
            try server.answer(to: RawClient.upgrade(room: name, port: server.port)).status == status
        )
    }

    @Test("never opens a room with a very long name", arguments: [1_000, 8_000, 70_000, 1_000_000])
    func longNames(length: Int) throws {
        let server = try TestServer()
        let client = try server.client()
        let name = String(repeating: "x", count: length)
        // The server may end the connection before all of it is written.
        try? client.write(RawClient.upgrade(room: name, port: server.port))
        #expect([404, 414, 431].contains(try client.readHead().status))
        #expect(client.readsEnd())
    }

    @Test("refuses floods of fields")
    func floods() throws {
        let server = try TestServer()
        let start = "GET /chat/ HTTP/1.1\r\nHost: localhost\r\n"
        let many = (0..<64).map { "X-\($0): y\r\n" }.joined()
        #expect(try server.answer(to: start + many + "\r\n").status == 431)
        let large = (0..<3).map { "X-\($0): " + String(repeating: "y", count: 6_000) + "\r\n" }
            .joined()
        #expect(try server.answer(to: start + large + "\r\n").status == 431)
    }

    @Test("cuts off request heads that drip, and connections that say nothing")
    func slowHeads() throws {
        let server = try TestServer { $0.headTimeout = .milliseconds(300) }
        let silent = try server.client()
        let dripping = try server.client()
        let head = Array(RawClient.upgrade(room: "lobby", port: server.port).utf8)
        var sent = 0
        while !dripping.hasInput(within: 20), sent < head.count {
            do { try dripping.write([head[sent]]) } catch { break }
            sent += 1
        }
        #expect(sent < head.count)
        for client in [dripping, silent] {
            #expect(try client.readHead().status == 408)
            #expect(client.readsEnd())
        }
        #expect(try server.counters().lateHeads == 2)
        #expect(try server.get("/healthz").status == 200)
    }

    @Test("answers pipelined requests in order, and ends after a hundred")
    func pipelining() throws {
        let server = try TestServer()
        let client = try server.client()
        let paths = ["/healthz", "/chat", "/chat/lobby/"]
        let request = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n" }
        let heads = (0..<120).map { request(paths[$0 % 3]) }
        try client.write(heads.joined())
        for index in 0..<100 {
            let head = try client.readHead()
            #expect(head.status == [200, 301, 200][index % 3])
            #expect(head.fields.list(of: "Connection").contains("close") == (index == 99))
            _ = try client.readBody(head)
        }
        #expect(client.readsEnd())
    }

    @Test("answers HEAD with the fields of GET and no body")
    func head() throws {
        let server = try TestServer()
        let client = try server.client()
        try client.write("HEAD /chat/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let head = try client.readHead()
        #expect(head.status == 200)
        #expect(head.fields.values(of: "Content-Length") != ["0"])
        do {
            _ = try client.readFrame()
            Issue.record("a body came")
        } catch {
            #expect(error as? RawClient.Failure == .ended)
        }
    }

    @Test("answers 503 when the server is full, and serves again when it is not")
    func full() throws {
        let server = try TestServer { $0.maximumConnections = 2 }
        var members: [RawClient]? = try server.members(2)
        #expect(try server.get("/chat/").status == 503)
        try members?[0].say("still here")
        #expect(try members?[1].hear() == "still here")
        members = nil
        // When the server sees the ends is up to the kernel.
        var status = 503
        for _ in 0..<1_000 where status == 503 { status = try server.get("/healthz").status }
        #expect(status == 200)
    }

    @Test("waits to be accepted while even those that are turned away are too many")
    func overfull() throws {
        let server = try TestServer { $0.maximumConnections = 2 }
        let members = try server.members(2)
        // More than are answered, and more than are accepted at once before the count is looked at.
        var crowd: [RawClient]? = try (0..<100).map { _ in try server.client() }
        let late = try server.client()
        try late.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        #expect(!late.hasInput(within: 250))
        try members[0].say("still here")
        #expect(try members[1].hear() == "still here")
        crowd = nil
        #expect(try [200, 503].contains(late.readHead().status))
        withExtendedLifetime(crowd) {}
    }
}

extension String {
    /// The text with `{host}` inside a line replaced too.
    fileprivate func replacingHostMark(_ port: Int) -> String {
        replacingHost("{host}", with: "Host: 127.0.0.1:\(port)")
    }

    fileprivate func replacingHost(_ old: String, with new: String) -> String {
        guard let range = firstRange(of: old) else { return self }
        return String(self[..<range.lowerBound]) + new + String(self[range.upperBound...])
    }
}
