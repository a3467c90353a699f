import Wire

/// Commands about what one says, and as whom.
extension SlashCommand {
    static let nick = SlashCommand(
        name: "nick",
        usage: "/nick [NAME]",
        summary: "be NAME: the name others see; without NAME: tell which"
    ) { (model, argument) throws(CommandError) in
        if argument.isEmpty {
            let nick = DisplayText(cleaning: model.shownNick)
            model.say(nick.isEmpty ? "no nick; /nick NAME sets one" : "you are \(nick)")
            return []
        }
        guard isNick(argument), let nick = Nick(argument) else {
            throw CommandError("a nick has 1 to 24 letters, digits, _ . or -")
        }
        // Where the server gives names it has the last word, and tells.
        if model.currentRoom?.isNumbered != true { model.say("you are \(nick.display) now") }
        return model.rename(to: nick)
    }

    static let me = SlashCommand(
        name: "me",
        usage: "/me TEXT",
        summary: "send * NICK TEXT"
    ) { (model, argument) throws(CommandError) in
        guard !argument.isEmpty else { throw CommandError("what do you do? /me TEXT") }
        let nick = model.shownNick
        guard !nick.isEmpty else { throw CommandError("who are you? /nick NAME first") }
        return try model.send(["* \(nick) \(argument)"])
    }

    static let retry = SlashCommand(
        name: "retry",
        usage: "/retry",
        summary: "send unconfirmed lines again, or connect now",
        sameAs: .sendAgain
    ) { (model, _) throws(CommandError) in
        model.sendAgain()
    }

    static let drop = SlashCommand(
        name: "drop",
        usage: "/drop",
        summary: "give up lines that wait or are not confirmed"
    ) { (model, _) throws(CommandError) in
        model.drop()
    }
}

extension Model {
    /// Takes a nick: on the server of the shown room, if we have one of its own there, or else
    /// wherever we have none.
    mutating func rename(to nick: Nick) -> [Effect] {
        let server = currentRoom.flatMap { $0.chosenNick == nil ? nil : $0.url.serverKey }
        if server == nil {
            self.nick = nick.description
            settings.nick = nick.description
        }
        for index in aliases.indices where aliases[index].url.serverKey == server {
            aliases[index].nick = nick.description
        }
        return rooms.indices.compactMap { index in
            if let server {
                guard rooms[index].url.serverKey == server else { return nil }
                rooms[index].chosenNick = nick.description
            } else if rooms[index].chosenNick != nil {
                return nil
            }
            return .rename(rooms[index].id, nick)
        }
    }
}
