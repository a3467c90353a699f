import Testing

@testable import Wire

@Suite("WebSocket URLs")
struct WebSocketURLTests {
    private static func url(
        _ isSecure: Bool,
        _ host: String,
        _ port: Int,
        _ resource: String
    ) -> WebSocketURL {
        WebSocketURL(isSecure: isSecure, host: host, port: port, resource: resource)
    }

    @Test(
        "Host and Origin name the port unless it is the scheme's, and never a zone",
        arguments: [
            (url(false, "h", 80, "/"), "h", "http://h"),
            (url(true, "h", 443, "/"), "h", "https://h"),
            (url(false, "h", 443, "/"), "h:443", "http://h:443"),
            (url(true, "h", 80, "/"), "h:80", "https://h:80"),
            (url(false, "::1", 8000, "/"), "[::1]:8000", "http://[::1]:8000"),
            (url(false, "fe80::1%eth0", 80, "/"), "[fe80::1]", "http://[fe80::1]"),
        ]
    )
    func authority(url: WebSocketURL, authority: String, origin: String) {
        #expect(url.authority == authority)
        #expect(url.origin == origin)
    }

    @Test(
        "a room is put into its place, or behind the path",
        arguments: [
            ("ws://h", "lobby", "/ws/chat/lobby/"), ("ws://h/", "lobby", "/ws/chat/lobby/"),
            ("ws://h/app", "lobby", "/app/ws/chat/lobby/"),
            ("ws://h/app/?token=x", "lobby", "/app/ws/chat/lobby/?token=x"),
            ("ws://h?token=a/b", "lobby", "/ws/chat/lobby/?token=a/b"),
            ("ws://h/ws/{room}/x", "lobby", "/ws/lobby/x"),
            ("ws://h/ws/?room={room}", "a b", "/ws/?room=a%20b"),
            ("ws://h/{room}/{room}", "a", "/a/{room}"),
            ("ws://h", "a/b?c#d%é", "/ws/chat/a%2Fb%3Fc%23d%25%C3%A9/"),
            ("ws://h", "A-z_0.~", "/ws/chat/A-z_0.~/"), ("ws://h", "\r\n", "/ws/chat/%0D%0A/"),
            ("ws://h", "{room}", "/ws/chat/%7Broom%7D/"), ("ws://h", "", "/ws/chat//"),
        ]
    )
    func rooms(base: String, name: String, resource: String) throws {
        #expect(try WebSocketURL(base).room(name).resource == resource)
    }

    @Test("a room is found behind a Unix-domain socket as on any server")
    func unixRooms() throws {
        let room = try WebSocketURL("ws+unix:///run/chat.sock").room("lobby")
        #expect(try room == WebSocketURL("ws+unix:///run/chat.sock:/ws/chat/lobby/"))
    }

    @Test("the host of a Unix-domain socket is this one, its path tells servers apart")
    func unixNames() throws {
        let url = try WebSocketURL("ws+unix:///run/chat.sock")
        #expect(url.authority == "localhost")
        #expect(url.origin == "http://localhost")
        #expect(url.serverName == "/run/chat.sock")
        #expect(try WebSocketURL("ws://[::1]:81/x").serverName == "[::1]:81")
    }

    @Test("a text is a URL or an error that says why")
    func text() throws {
        #expect(try WebSocketURL("wss://h/x") == Self.url(true, "h", 443, "/x"))
        let error = #expect(throws: WebSocketURL.Invalid.self) { try WebSocketURL("ftp://h") }
        #expect(error?.reason.string == "its scheme is not ws or wss")
    }

    @Test("percent-encoding comes off again, and half of one is refused")
    func percentEncoding() {
        let all = (UInt8.min...UInt8.max).map { $0 }
        let encoded = WebSocketURL.percentEncoded(all) { !WebSocketURL.isUnreserved($0) }
        #expect(encoded.utf8.count == 66 + 3 * 190)
        #expect(WebSocketURL.percentDecoded(encoded.utf8) == all)
        #expect(WebSocketURL.percentDecoded("%e9".utf8) == [0xE9])
        for text in ["%", "a%4", "%4g", "%%41", "%+1"] {
            #expect(WebSocketURL.percentDecoded(text.utf8) == nil)
        }
    }
}
