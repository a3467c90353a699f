import Wire

/// The rooms of a server, as `/chat/rooms` lists them.
struct RoomList: Equatable {
    /// A room, and what is known of it.
    struct Entry: Equatable {
        var name: RoomName
        /// How many connections are in it.
        var members = 0
        /// The number of its last message; `nil` if the history has none.
        var top: Int64?
        /// When that came, in milliseconds since 1970.
        var lastAt: Int64?
    }

    /// The most rooms in a list; the latest ones of the history, and those with members.
    static let maximum = 1_000

    private(set) var entries: [Entry] = []

    /// Puts together what the history has (the latest first) and who is there now.
    init(stored: [RoomSummary], members: [RoomName: Int]) {
        var members = members
        for room in stored {
            let count = members.removeValue(forKey: room.name) ?? 0
            let top = room.extent.top
            entries.append(Entry(name: room.name, members: count, top: top, lastAt: room.lastAt))
        }
        let others = members.sorted { $0.key.description < $1.key.description }
        entries += others.map { Entry(name: $0.key, members: $0.value) }
        entries = Array(entries.prefix(Self.maximum))
    }

    /// A JSON array of objects.
    var json: [UInt8] {
        let objects = entries.map { entry in
            // Names of rooms need no escapes.
            var object = #"{"room":"\#(entry.name)","members":\#(entry.members)"#
            if let top = entry.top { object += #","top":\#(top)"# }
            if let lastAt = entry.lastAt { object += #","last":\#(lastAt)"# }
            return object + "}"
        }
        return Array("[\(objects.joined(separator: ",\n"))]\n".utf8)
    }
}
