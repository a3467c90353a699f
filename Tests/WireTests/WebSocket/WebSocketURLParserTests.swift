import TestSupport
import Testing

@testable import Wire

@Suite("Reading WebSocket URLs (RFC 6455 section 3)")
struct WebSocketURLParserTests {
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
        #expect(try WebSocketURLParser(text).url() == expected)
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
            let url = try WebSocketURLParser(text).url()
            Issue.record("accepted as \(url)")
        } catch {
            #expect(error.reason.string == reason)
        }
    }

    @Test("what is accepted reads the same when it is written out, and fits into a request line")
    func writtenOut() throws {
        var generator = SeededGenerator(seed: 5)
        let seeds = [
            "wss://Example.com:8443/ws/{room}/?q=1", "ws://[fe80::1%25eth0]:81/a",
            "h:80/p?u=http://x",
        ]
        let letters = Array(":/?#[]@%\"\r aZ0é".utf8)
        var accepted = 0
        for round in 0..<3_000 {
            var bytes = Array(seeds[round % seeds.count].utf8)
            for _ in 0..<round % 4 {
                let index = Int.random(in: bytes.indices, using: &generator)
                bytes[index] = letters.randomElement(using: &generator) ?? 0
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let url = try? WebSocketURLParser(text).url() else { continue }
            accepted += 1
            for part in [url.resource, url.authority] {
                #expect(part.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "\(text)")
            }
            let host = url.host.utf8.contains(UInt8(ascii: ":")) ? "[\(url.host)]" : url.host
            let scheme = url.isSecure ? "wss" : "ws"
            let written = "\(scheme)://\(host):\(url.port)\(url.resource)"
            #expect(try WebSocketURLParser(written).url() == url, "\(text)")
        }
        #expect((1_000..<3_000).contains(accepted))
    }
}

// MARK: - Unix-domain sockets

extension WebSocketURLParserTests {
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
        let url = try WebSocketURLParser(text).url()
        #expect(url.socketPath == path)
        #expect(url.resource == resource)
        #expect(url.host == "localhost")
        #expect(!url.isSecure)
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
        let error = #expect(throws: WebSocketURL.Invalid.self) {
            try WebSocketURLParser(text).url()
        }
        #expect(error?.reason.string.contains(reason) == true)
    }
}
