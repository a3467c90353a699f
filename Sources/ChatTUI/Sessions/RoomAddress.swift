import Wire

/// A room as the program knows it: what it is called here, and where it is.
struct RoomAddress: Equatable, Sendable {
    /// What it is called in output and on screen; untrusted like all names.
    var name: String
    /// Its socket.
    var url: WebSocketURL
    /// What the person calls its server, if that has a name of their own.
    var serverAlias: String?

    /// Why a text names no room, as one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// A room's name, to be found on `server`, or a room's own URL.
    init(_ text: String, server: WebSocketURL) throws(Invalid) {
        guard Self.isURL(text) else {
            guard !text.utf8.isEmpty else { throw Invalid(reason: "it is empty") }
            name = text
            url = server.room(text)
            return
        }
        url = try Self.url(text)
        name = Self.lastSegment(of: url) ?? url.serverName
    }

    /// All rooms of a command line, each once.
    ///
    /// When they are on several servers, those that were given by their URL are called `HOST:PORT/NAME`,
    /// or `/run/chat.sock/NAME`.
    static func all(_ texts: [String], server: WebSocketURL) throws(Invalid) -> [RoomAddress] {
        var rooms: [(text: String, room: RoomAddress)] = []
        for text in texts {
            let room = try RoomAddress(text, server: server)
            if !rooms.contains(where: { $0.room.url == room.url }) { rooms.append((text, room)) }
        }
        let servers = Set(rooms.map(\.room.url.serverName))
        return rooms.map { text, room in
            var room = room
            if servers.count > 1, isURL(text) { room.name = "\(room.url.serverName)/\(room.name)" }
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
