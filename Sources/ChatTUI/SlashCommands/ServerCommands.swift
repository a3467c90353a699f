import Wire

/// Commands about servers.
extension SlashCommand {
    static let connect = SlashCommand(
        name: "connect",
        usage: "/connect URL",
        summary: "let bare names mean this server from now on; the URL of a room joins it"
    ) { (model, argument) throws(CommandError) in
        guard !argument.isEmpty else {
            throw CommandError("bare names mean \(model.server); /connect URL changes that")
        }
        let alias = model.aliases.named(argument)
        if alias == nil, namesRoom(argument) {
            return try model.join([model.address(of: argument)])
        }
        do throws(RoomAddress.Invalid) {
            let url = if let alias { alias.url } else { try RoomAddress.url(argument) }
            model.connect(to: url)
        } catch {
            throw CommandError("that is no server: \(error.reason)")
        }
        model.say("bare names mean rooms of \(model.server) now: /join ROOM")
        return []
    }
    .completing { model, words in words.isEmpty ? model.aliases.map(\.name) : [] }

    static let reconnect = SlashCommand(
        name: "reconnect",
        usage: "/reconnect",
        summary: "drop the connections to this room's server, and make new ones"
    ) { (model, _) throws(CommandError) in
        guard let server = model.currentRoom?.url.serverKey else {
            throw CommandError("no room: /join ROOM first")
        }
        var effects: [Effect] = []
        for index in model.rooms.indices where model.rooms[index].url.serverKey == server {
            if case .ended = model.rooms[index].connection {
                effects += model.reconnectIfEnded(index)
            } else {
                effects.append(.reconnect(model.rooms[index].id))
            }
        }
        return effects
    }
}

extension Model {
    /// Lets bare names mean rooms of another server.
    mutating func connect(to url: WebSocketURL) {
        self.url = url
        let alias = aliases.first { $0.url == url }?.name
        server = DisplayText(cleaning: alias ?? url.serverName).oneLine
    }
}

/// Whether a URL is that of a room, rather than of a server: its path ends with a room's name.
private func namesRoom(_ text: String) -> Bool {
    guard let url = try? RoomAddress.url(text) else { return false }
    let path = Array(url.resource.utf8.prefix { $0 != UInt8(ascii: "?") })
    let rooms = Array("/ws/chat/".utf8)
    guard let start = path.indices.first(where: { path[$0...].starts(with: rooms) }) else {
        return false
    }
    let name = path[(start + rooms.count)...].filter { $0 != UInt8(ascii: "/") }
    return !name.isEmpty && !name.elementsEqual("{room}".utf8)
}
