import Wire

/// What a connection is upgraded to.
struct Upgrade: Equatable {
    /// The room to join.
    var room: RoomName
    /// Whether the subprotocol `chat-tui.1` was selected.
    var speaksChatTUI = false
    /// What was agreed on for permessage-deflate, if it was.
    var deflate: DeflateParameters?
    /// The fields of the 101 answer.
    var fields: [HeaderField]
}

/// What a request is answered with: pages, refusals, or the upgrade to a room.
///
/// Pure.
struct Routes {
    /// What a request leads to.
    enum Answer: Equatable {
        case response(Response)
        /// The list of rooms, which has to be made; with these fields.
        case rooms([HeaderField])
        /// The connection becomes a WebSocket.
        case upgrade(Upgrade)
    }

    private let hosts: HostPolicy
    private let origins: OriginPolicy
    private let acceptsCompression: Bool

    /// The routes of a server with these names, which may accept permessage-deflate.
    init(own: OwnNames, acceptsCompression: Bool = false) {
        self.acceptsCompression = acceptsCompression
        hosts = HostPolicy(own: own)
        origins = OriginPolicy(own: own)
    }

    /// Answers a request whose HTTP syntax is sound.
    func answer(to request: Request) -> Answer {
        if let refusal = Self.sizeRefusal(of: request) ?? Self.bodyRefusal(of: request) {
            return .response(refusal)
        }
        let hostFields = request.fields.values(of: "Host")
        guard hostFields.count == 1, let path = request.path else { return .response(.malformed) }
        guard let host = Authority(hostFields[0]), hosts.allows(host) else {
            return .response(
                .refusal(421, "this server does not go by that host name; `--host-name` adds one")
            )
        }
        var answer = route(request, path: path, host: host)
        switch answer {
        case .response(var response):
            response.fields += Self.securityFields(host: host)
            answer = .response(response)
        case .rooms: answer = .rooms(Self.securityFields(host: host))
        case .upgrade: break
        }
        return answer
    }

    private func route(_ request: Request, path: Substring, host: Authority) -> Answer {
        // "/chat/lobby/" is ["chat", "lobby", ""].
        let words = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        if words.count == 4, words[0] == "ws", words[1] == "chat", words[3].isEmpty {
            return socket(Self.roomName(words[2]), request, host: host)
        }
        let isRoomList = words.elementsEqual(["chat", "rooms"])
        guard let response = isRoomList ? Response(200, "") : Self.page(words) else {
            return .response(Response(404, "there is nothing here"))
        }
        guard ["GET", "HEAD"].contains(request.method) else {
            let allow = HeaderField("Allow", "GET, HEAD")
            return .response(Response(405, "only GET and HEAD work here", fields: [allow]))
        }
        return isRoomList ? .rooms([]) : .response(response)
    }

    /// What a GET of a page's path is answered with; `nil` if there is none.
    private static func page(_ words: [Substring]) -> Response? {
        switch (words.count, words[0]) {
        case (1, ""): return .redirect(302, to: "/chat/")
        case (1, "chat"): return .redirect(301, to: "/chat/")
        case (1, "healthz"): return Response(200, "ok")
        case (2, "static"): return StaticFile.named(words[1]).map(StaticFile.response)
        case (2, "chat") where words[1].isEmpty: return StaticFile.response(StaticFile.index)
        case (2, "chat"): return roomName(words[1]).map { .redirect(301, to: "/chat/\($0)/") }
        case (3, "chat") where words[2].isEmpty:
            return roomName(words[1]).map { _ in StaticFile.response(StaticFile.room) }
        default: return nil
        }
    }

    private func socket(_ room: RoomName?, _ request: Request, host: Authority) -> Answer {
        guard let room else {
            return .response(.refusal(404, "a room's name is 1 to 64 of A-Z a-z 0-9 _ -"))
        }
        guard origins.allows(origins: request.fields.values(of: "Origin"), host: host) else {
            return .response(.refusal(403, "pages of that origin may not connect here"))
        }
        do {
            let accepted = try ServerHandshake.check(
                method: request.method,
                isHTTP11: request.isHTTP11,
                fields: request.fields
            )
            // Without context takeover, both ways: an idle connection holds no window, and all
            // members can share what is compressed once.
            let deflate =
                acceptsCompression ? DeflateParameters.accepting(accepted.extensions) : nil
            let chatTUI = accepted.subprotocols.first {
                $0.utf8.elementsEqual(Subprotocol.chatTUI1.utf8)
            }
            return .upgrade(
                Upgrade(
                    room: room,
                    speaksChatTUI: chatTUI != nil,
                    deflate: deflate,
                    fields: accepted.responseFields(subprotocol: chatTUI, deflate: deflate)
                )
            )
        } catch {
            return .response(Self.refusal(error))
        }
    }

    private static func refusal(_ rejection: ServerHandshake.Rejection) -> Response {
        switch rejection {
        case .notGet:
            return .refusal(405, "only GET works here", fields: [HeaderField("Allow", "GET")])
        case .notUpgrade, .unsupportedVersion:
            let fields = [
                HeaderField("Upgrade", "websocket"), HeaderField("Sec-WebSocket-Version", "13"),
            ]
            return .refusal(rejection.status, "this is a WebSocket, version 13", fields: fields)
        case .malformed:
            return .refusal(rejection.status, "the WebSocket handshake is malformed")
        }
    }
}

// MARK: - Checks

extension Routes {
    /// The refusal of a head with a line that is too long.
    private static func sizeRefusal(of request: Request) -> Response? {
        guard request.target.utf8.count <= Request.maximumLine else { return .targetTooLong }
        let isTooLong = request.fields.contains {
            $0.name.utf8.count + $0.value.utf8.count > Request.maximumLine
        }
        return isTooLong ? .headTooLarge : nil
    }

    /// The refusal of a request that announces a body: nothing here takes one.
    static func bodyRefusal(of request: Request) -> Response? {
        guard request.fields.values(of: "Transfer-Encoding").isEmpty else { return .malformed }
        let lengths = request.fields.values(of: "Content-Length")
        guard lengths.contains(where: { $0 != "0" }) else { return nil }
        return .refusal(413, "requests have no body here")
    }

    /// The room that a path segment names, percent-decoded once (RFC 3986 section 2.1).
    static func roomName(_ segment: Substring) -> RoomName? {
        var decoded: [UInt8] = []
        var rest = segment.utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit),
                let low = rest.popFirst().flatMap(hexDigit)
            else { return nil }
            decoded.append(high << 4 | low)
        }
        return String(validating: decoded, as: UTF8.self).flatMap { RoomName($0) }
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The fields that keep a page from doing, or being made to do, anything but its own work.
    ///
    /// `host` is written out for browsers whose `'self'` does not cover WebSockets; it is one of
    /// ours, made anew from its parts.
    private static func securityFields(host: Authority) -> [HeaderField] {
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'",
            "connect-src 'self' ws://\(host) wss://\(host)",
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
        ]
        return [
            HeaderField("Content-Security-Policy", policy.joined(separator: "; ")),
            HeaderField("X-Content-Type-Options", "nosniff"),
            HeaderField("Referrer-Policy", "no-referrer"),
            HeaderField("Cache-Control", "no-store"),
        ]
    }
}
