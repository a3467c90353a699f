import Wire

/// A room as the program knows it: what it is called here, and where it is.
struct RoomAddress: Equatable, Sendable {
    /// What it is called in output and on screen; untrusted like all names.
    var name: String
    /// Its socket.
    var url: WebSocketURL
    /// What the person calls its server, if that has a name of their own.
    var serverAlias: String?
    /// As whom the person speaks there, if that differs from server to server.
    var nick: String?

    /// Why a text names no room, as one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// A room's name, to be found on `server`; `ALIAS/name` for a server that has a name of its
    /// own; or a room's own URL.
    init(
        _ text: String,
        server: WebSocketURL,
        aliases: [ServerAlias] = []
    ) throws(Invalid) {
        if Self.isURL(text) {
            url = try Self.url(text)
            name = Self.lastSegment(of: url) ?? url.serverName
        } else if let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) {
            let alias = String(text[..<slash])
            guard let server = aliases.named(alias) else { throw Self.noServer(alias, aliases) }
            name = String(text[text.utf8.index(after: slash)...])
            guard !name.utf8.isEmpty else { throw Invalid(reason: "it has no name behind the /") }
            url = server.url.room(name)
        } else {
            guard !text.utf8.isEmpty else { throw Invalid(reason: "it is empty") }
            name = text
            url = server.room(text)
        }
        let alias = aliases.first { $0.url.serverKey == url.serverKey }
        (serverAlias, nick) = (alias?.name, alias?.nick)
    }

    /// All rooms of a command line, each once.
    ///
    /// When they are on several servers, those that were not given by their bare name are called
    /// `ALIAS/NAME`, `HOST:PORT/NAME`, or `/run/chat.sock/NAME`.
    static func all(
        _ texts: [String],
        server: WebSocketURL,
        aliases: [ServerAlias] = []
    ) throws(Invalid) -> [RoomAddress] {
        var rooms: [(text: String, room: RoomAddress)] = []
        for text in texts {
            let room = try RoomAddress(text, server: server, aliases: aliases)
            if !rooms.contains(where: { $0.room.url == room.url }) { rooms.append((text, room)) }
        }
        let servers = Set(rooms.map(\.room.url.serverKey))
        return rooms.map { text, room in
            var room = room
            let isBare = !text.utf8.contains(UInt8(ascii: "/"))
            if servers.count > 1, !isBare { room.name = room.fullName }
            return room
        }
    }

    /// What its server is called on screen: the person's name for it, or host and port.
    var serverTitle: DisplayText { DisplayText(cleaning: serverAlias ?? url.serverName).oneLine }

    /// What it is called where its server is named too: without that in front.
    var title: DisplayText {
        let names = [serverAlias, url.serverName].compactMap(\.self)
        let server = names.first { name.utf8.starts(with: "\($0)/".utf8) }
        let own = name.utf8.dropFirst(server.map { $0.utf8.count + 1 } ?? 0)
        return DisplayText(cleaning: own.isEmpty ? name : String(Substring(own))).oneLine
    }

    /// The name with that of the server.
    var fullName: String { "\(serverAlias ?? url.serverName)/\(name)" }

    private static func noServer(_ name: String, _ aliases: [ServerAlias]) -> Invalid {
        let shown = DisplayText(cleaning: name.utf8.prefix(400)).oneLine.prefix(characters: 40)
        let nearest = nearestName(to: name, among: aliases.map(\.name))
        let offer: DisplayText =
            nearest.map { ": did you mean \(DisplayText(cleaning: $0))?" } ?? ""
        return Invalid(reason: "no server is called \(shown) in the configuration\(offer)")
    }

    /// Reads a URL of the command line.
    ///
    /// Web addresses are refused: a page's URL is not its socket's.
    static func url(_ text: String) throws(Invalid) -> WebSocketURL {
        let scheme = text.utf8.prefix { $0 != UInt8(ascii: ":") }.map { $0 | 0x20 }
        guard !isURL(text) || !scheme.starts(with: "http".utf8) else {
            throw Invalid(reason: "it is a web page's; a socket's begins with ws:// or wss://")
        }
        do throws(WebSocketURL.Invalid) {
            return try WebSocketURL(text)
        } catch {
            throw Invalid(reason: error.reason)
        }
    }

    private static func isURL(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: "://".utf8) }
    }

    /// The last part of the path that is not empty, percent-decoded: `lobby` in `/ws/chat/lobby/`.
    private static func lastSegment(of url: WebSocketURL) -> String? {
        let path = url.resource.utf8.prefix { $0 != UInt8(ascii: "?") }
        guard let segment = path.split(separator: UInt8(ascii: "/")).last else { return nil }
        return percentDecoded(Array(segment))
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> String {
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let digits = bytes[index...].dropFirst().prefix(2)
            if bytes[index] == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                decoded.append(value)
                index += 3
            } else {
                decoded.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}

extension [ServerAlias] {
    /// The server of this name.
    func named(_ name: String) -> ServerAlias? {
        first { $0.name.utf8.elementsEqual(name.utf8) }
    }
}
