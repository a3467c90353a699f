import Wire

/// Commands that join and leave.
extension SlashCommand {
    static let join = SlashCommand(
        name: "join",
        aliases: ["j"],
        usage: "/join ROOM…",
        summary: "enter rooms and show the first"
    ) { (model, argument) throws(CommandError) in
        let names = words(of: argument)
        guard !names.isEmpty else { throw CommandError("which room? /join ROOM") }
        var addresses: [RoomAddress] = []
        for name in names { addresses.append(try model.address(of: name)) }
        return try model.join(addresses)
    }
    .completing { model, _ in model.rooms.map(\.name) }

    static let leave = SlashCommand(
        name: "leave",
        aliases: ["part"],
        usage: "/leave [ROOM]",
        summary: "leave this or another room"
    ) { (model, argument) throws(CommandError) in
        let index = argument.isEmpty ? model.currentIndex : model.index(ofRoom: argument)
        guard let index else {
            let room = DisplayText(cleaning: argument)
            throw CommandError(room.isEmpty ? "no room to leave" : "not in room \(room)")
        }
        try model.abandon(lines: model.rooms[index].pending.count)
        return model.leave(index)
    }
    .completing { model, words in words.isEmpty ? model.rooms.map(\.name) : [] }

    static let quit = SlashCommand(
        name: "quit",
        aliases: ["q", "exit"],
        usage: "/quit",
        summary: "leave the program"
    ) { (model, _) throws(CommandError) in
        try model.quit()
    }
}

extension Model {
    /// Leaves the program.
    ///
    /// - Throws: What would be lost, the first time.
    mutating func quit() throws(CommandError) -> [Effect] {
        try abandon(lines: rooms.reduce(0) { $0 + $1.pending.count })
        for index in rooms.indices { tellReading(index) }
        return [.quit]
    }

    /// Own lines that nobody confirmed are only given up when that was asked for twice.
    ///
    /// - Throws: What would be lost, the first time.
    mutating func abandon(lines: Int) throws(CommandError) {
        if case .abandon(let warned) = question, warned >= lines { return }
        guard lines > 0 else { return }
        question = .abandon(lines: lines)
        let what: DisplayText = lines == 1 ? "1 line of yours is" : "\(lines) lines of yours are"
        throw CommandError("\(what) not confirmed: once more leaves them for the next time")
    }
}

/// Splits at blanks.
func words(of text: String) -> [String] {
    text.utf8.split {
        $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\n")
    }
    .map { String(Substring($0)) }
}
