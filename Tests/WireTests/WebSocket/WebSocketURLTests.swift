import Testing
import Wire

@Suite("WebSocket URLs (RFC 6455 section 3)")
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
        "a URL is split into its parts",
        arguments: [
            ("ws://example.com", url(false, "example.com", 80, "/")),
            ("wss://example.com", url(true, "example.com", 443, "/")),
            ("WSS://Example.COM:8443/Path?q=1", url(true, "example.com", 8443, "/Path?q=1")),
            ("http://h/", url(false, "h", 80, "/")), ("https://h?x", url(true, "h", 443, "/?x")),
            ("localhost:8000", url(false, "localhost", 8000, "/")),
            ("host_1.example-2/ws", url(false, "host_1.example-2", 80, "/ws")),
            ("ws://[::1]:8000/x", url(false, "::1", 8000, "/x")),
            ("[FE80::1]", url(false, "fe80::1", 80, "/")),
            ("ws://[::ffff:127.0.0.1]/", url(false, "::ffff:127.0.0.1", 80, "/")),
            ("ws://[fe80::1%25eth0]:81/", url(false, "fe80::1%eth0", 81, "/")),
            ("ws://[fe80::1%Eth0]", url(false, "fe80::1%Eth0", 80, "/")),
            ("ws://h:/x", url(false, "h", 80, "/x")), ("wss://[::1]:", url(true, "::1", 443, "/")),
            ("ws://h:00080/", url(false, "h", 80, "/")),
            ("h/p?u=http://x", url(false, "h", 80, "/p?u=http://x")),
            ("ws://h/a?b?c//d", url(false, "h", 80, "/a?b?c//d")),
            ("ws://h/ws/{room}/", url(false, "h", 80, "/ws/{room}/")),
            ("ws://h/\u{E9}\"<>\\^`|%41", url(false, "h", 80, "/%C3%A9%22%3C%3E%5C%5E%60%7C%41")),
        ]
    )
    func parts(text: String, expected: WebSocketURL) throws {
        #expect(try WebSocketURL(text) == expected)
    }

    @Test(
        "what is not a WebSocket URL is refused with one clause",
        arguments: [
            ("", "it has no host"), ("ws://", "it has no host"), ("ws://:80", "it has no host"),
            ("/path", "it has no host"), ("ws://h/#f", "it has a fragment"),
            ("ws://u@h/", "it has a user name"), ("ws://u:p@h/", "it has a user name"),
            ("ftp://h/", "its scheme is not ws or wss"), ("://h", "its scheme is not ws or wss"),
            ("ws://h /", "it has a space or a control character"),
            ("ws://h/\r\nX: y", "it has a space or a control character"),
            ("ws://h/\u{7F}", "it has a space or a control character"),
            ("h:", "its port is missing"), ("ws:/h", "its port is missing"),
            ("ws://h:0", "its port is not a number from 1 to 65535"),
            ("ws://h:65536", "its port is not a number from 1 to 65535"),
            ("ws://h:+80", "its port is not a number from 1 to 65535"),
            ("ws://h:8o", "its port is not a number from 1 to 65535"),
            ("ws://h:99999999999999999999", "its port is not a number from 1 to 65535"),
            ("ws://::1/", "an IPv6 address needs brackets around it"),
            ("ws://[::1/", "its IPv6 address has no closing bracket"),
            ("ws://[::1]x", "something other than a port follows the address"),
            ("ws://[]/", "there is no IPv6 address in its brackets"),
            ("ws://[127.0.0.1]/", "there is no IPv6 address in its brackets"),
            ("ws://[::g]/", "there is no IPv6 address in its brackets"),
            ("ws://[fe80::1%]/", "the zone of its IPv6 address is malformed"),
            ("ws://[fe80::1%25]/", "the zone of its IPv6 address is malformed"),
            ("ws://[fe80::1%25e/0]/", "its IPv6 address has no closing bracket"),
            ("ws://ex\u{E4}mple/", "its host has something other than letters, digits, . - _ ~"),
            ("ws://a\"b/", "its host has something other than letters, digits, . - _ ~"),
            ("ws://a%2eb/", "its host has something other than letters, digits, . - _ ~"),
        ]
    )
    func refused(text: String, reason: String) {
        do {
            let url = try WebSocketURL(text)
            Issue.record("accepted as \(url)")
        } catch {
            #expect(error.reason.string == reason)
        }
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
}

extension WebSocketURLTests {
    private static let long = String(repeating: "x", count: 106)

    @Test(
        "the URL of a Unix-domain socket has its path, and a resource behind the last colon",
        arguments: [
            ("ws+unix:///run/chat.sock", "/run/chat.sock", "/"),
            ("WS+UNIX:///run/Chat.sock", "/run/Chat.sock", "/"),
            ("ws+unix:///run/chat.sock:/", "/run/chat.sock", "/"),
            ("ws+unix:///run/chat.sock:/ws/chat/lobby/", "/run/chat.sock", "/ws/chat/lobby/"),
            ("ws+unix:///run/a:b:/ws/{room}/", "/run/a:b", "/ws/{room}/"),
            ("ws+unix:///run/a:/b:/c", "/run/a:/b", "/c"),
            ("ws+unix:///run/s:", "/run/s:", "/"),
            ("ws+unix:///run/s:/c?u=ws://h:/x", "/run/s", "/c?u=ws://h:/x"),
            ("ws+unix:///run/s?u=1", "/run/s", "/?u=1"),
            ("ws+unix:///tmp/a%20b%3F%23%c3%a9:/x%20y", "/tmp/a b?#é", "/x%20y"),
            ("ws+unix:///\(long)", "/\(long)", "/"),
        ]
    )
    func unixSocket(text: String, path: String, resource: String) throws {
        let url = try WebSocketURL(text)
        #expect(url.socketPath == path)
        #expect(url.resource == resource)
        #expect(url.authority == "localhost")
        #expect(url.origin == "http://localhost")
        #expect(url.serverName == path)
        #expect(!url.isSecure)
    }

    @Test("a room is found behind a Unix-domain socket as on any server")
    func unixRooms() throws {
        let room = try WebSocketURL("ws+unix:///run/chat.sock").room("lobby")
        #expect(try room == WebSocketURL("ws+unix:///run/chat.sock:/ws/chat/lobby/"))
    }

    @Test(
        "what cannot be the path of a socket is refused",
        arguments: [
            ("ws+unix://", "no absolute path"), ("ws+unix://run/s", "no absolute path"),
            ("ws+unix://:/x", "no absolute path"), ("ws+unix:///a%0", "malformed"),
            ("ws+unix:///a%zz", "malformed"), ("ws+unix:///a%00b", "malformed"),
            ("ws+unix:///a%FF", "malformed"), ("ws+unix:///x\(long)", "longer than 107 bytes"),
            ("wss+unix:///run/s", "no TLS"), ("http+unix:///run/s", "not ws or wss"),
            ("ws+unix:///run/s#f", "fragment"), ("ws+unix:///run/a b", "space"),
        ]
    )
    func noSocket(text: String, reason: String) {
        let error = #expect(throws: WebSocketURL.Invalid.self) { try WebSocketURL(text) }
        #expect(error?.reason.string.contains(reason) == true)
    }
}
