import Testing
import WSClient
import Wire

@Suite("The explanation of a loss")
struct ConnectionLossExplanationTests {
    private static let url = WebSocketURL(
        isSecure: false,
        host: "127.0.0.1",
        port: 8000,
        resource: "/"
    )

    @Test(
        "says in one sentence what happened and what it may mean",
        arguments: [
            (.nobodyListens, "nobody listens at 127.0.0.1:8000"),
            (
                .unreachable("the name does not exist"),
                "127.0.0.1:8000 cannot be reached: the name does not exist"
            ),
            (.timedOut(.connect), "127.0.0.1:8000 did not answer in time"),
            (
                .tls("its certificate has expired"),
                "no secure connection to 127.0.0.1:8000: its certificate has expired"
            ),
            (
                .refused(status: 403, reason: "Access denied"),
                "the server refused the room (HTTP 403): the Origin or the login was not accepted"
            ),
            (
                .refused(status: 404, reason: ""),
                "HTTP 404: no such path, a room name that the server does not take, or no "
                    + "WebSocket there"
            ),
            (
                .refused(status: 500, reason: ""),
                "HTTP 500: no such route, a room name that the server does not take, or a server error"
            ),
            (
                .refused(status: 418, reason: "I'm a teapot"),
                "the server refused: HTTP 418 I'm a teapot"
            ),
            (.closed(CloseStatus(code: .serviceRestart)), "the server restarts (1012)"),
            (
                .closed(CloseStatus(code: .policyViolation, reason: "go away")),
                "the server refused by one of its rules (1008): go away"
            ),
            (.ended, "the connection was cut (1006)"),
            (
                .protocolViolation(.wrongMasking),
                "the server broke the protocol: a frame is masked the wrong way"
            ),
        ] as [(ConnectionLoss, String)]
    )
    func sentence(loss: ConnectionLoss, text: String) {
        #expect(loss.explanation(for: Self.url).string == text)
    }

    @Test("names an IPv6 address as a URL does")
    func ipv6() {
        let url = WebSocketURL(isSecure: true, host: "::1", port: 443, resource: "/")
        #expect(
            ConnectionLoss.nobodyListens.explanation(for: url).string
                == "nobody listens at [::1]:443"
        )
    }

    @Test("cleans and cuts what the peer says, and stays one line")
    func hostile() {
        let status = CloseStatus(
            code: CloseCode(rawValue: 4001),
            reason: "\u{1B}]0;title\u{7}two\nlines" + String(repeating: "x", count: 500)
        )
        let text = ConnectionLoss.closed(status).explanation(for: Self.url).string
        #expect(
            text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
        )
        #expect(text.unicodeScalars.count < 200)
        #expect(text.utf8.starts(with: "the server closed the connection (4001)".utf8))
    }
}
