import Wire

extension ConnectionLoss {
    /// One sentence for people, in one line and without a full stop: what happened and, where
    /// servers are silent about it, what it usually means.
    ///
    /// - Parameter url: Where the connection was to go.
    /// - Returns: The sentence; of a peer's own words it has 120 characters at most.
    package func explanation(for url: WebSocketURL) -> DisplayText {
        let place = url.place
        return switch self {
        case .nobodyListens: "nobody listens at \(place)"
        case .unreachable(let clause): "\(place) cannot be reached: \(DisplayText.peer(clause))"
        case .proxy(let failure, let proxy):
            "the proxy \(DisplayText(cleaning: proxy)) \(failure.clause(for: place))"
        case .timedOut(.connect): "\(place) did not answer in time"
        case .timedOut(.pong): "the server stopped answering"
        case .timedOut(.message): "the server did not finish a message in time"
        case .tls(let clause): "no secure connection to \(place): \(DisplayText.peer(clause))"
        case .refused(let status, let reason): Self.refusal(status, DisplayText.peer(reason))
        case .badHandshake(let clause):
            "\(place) does not speak WebSocket as it should: \(DisplayText.peer(clause))"
        case .closed(let status): Self.closing(status)
        case .ended: "the connection was cut (1006)"
        case .protocolViolation(let fault):
            "the server broke the protocol: \(DisplayText.peer(fault.explanation))"
        }
    }

    /// What a refused handshake means.
    ///
    /// Channels servers log little and say less: 403 is the Origin check or the login, 500 an
    /// unknown route, a room name outside the group grammar, or a bug.
    private static func refusal(_ status: Int, _ reason: DisplayText) -> DisplayText {
        switch status {
        case 200..<300: "HTTP \(status): this path is a web page, not a WebSocket"
        case 300..<400: "HTTP \(status): the server redirects to another address; give that address"
        case 400: "HTTP 400: the server takes the request for malformed, often its Origin"
        case 401: "the server asks for a login (HTTP 401)"
        case 403:
            "the server refused the room (HTTP 403): the Origin or the login was not accepted"
        case 404:
            "HTTP 404: no such path, a room name that the server does not take, or no WebSocket there"
        case 421: "HTTP 421: the server does not go by this host name"
        case 426: "HTTP 426: the server speaks another version of WebSocket"
        case 429: "HTTP 429: too many connections; the server asks to come back later"
        case 500:
            "HTTP 500: no such route, a room name that the server does not take, or a server error"
        case 502, 504: "HTTP \(status): the proxy does not reach the server behind it"
        case 503: "HTTP 503: the server is not available now"
        default: "the server refused: HTTP \(status)" + (reason.isEmpty ? "" : " \(reason)")
        }
    }

    private static func closing(_ status: CloseStatus) -> DisplayText {
        let meaning: DisplayText =
            switch status.code {
            case .normal: "the server ended the session"
            case .goingAway: "the server goes away"
            case .protocolError: "the server says that we broke the protocol"
            case .unsupportedData: "the server does not take this kind of message"
            case .noStatus: "the server closed the connection without saying why"
            case .invalidPayload: "the server takes the text for malformed"
            case .policyViolation: "the server refused by one of its rules"
            case .messageTooBig: "a message was too long for the server"
            case .internalError: "the server failed, perhaps on the last message"
            case .serviceRestart: "the server restarts"
            case .tryAgainLater: "the server is overloaded"
            default: "the server closed the connection"
            }
        let reason = DisplayText.peer(status.reason)
        return "\(meaning) (\(status.code.rawValue))" + (reason.isEmpty ? "" : ": \(reason)")
    }
}

extension DisplayText {
    /// A peer's words: one line of 120 characters at most.
    static func peer(_ text: String) -> DisplayText {
        DisplayText(cleaning: text).oneLine.prefix(characters: 120)
    }
}

extension WebSocketURL {
    /// Host and port, the default one too, or the socket's path, because that is where to look.
    fileprivate var place: DisplayText {
        if let socketPath { return DisplayText(cleaning: socketPath).oneLine }
        let name = DisplayText(cleaning: host)
        let isIPv6 = host.utf8.contains(UInt8(ascii: ":"))
        return isIPv6 ? "[\(name)]:\(port)" : "\(name):\(port)"
    }
}
