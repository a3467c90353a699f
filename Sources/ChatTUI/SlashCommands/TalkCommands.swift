import Wire

/// Commands about what one says, and as whom.
extension SlashCommand {
    static let nick = SlashCommand(
        name: "nick",
        usage: "/nick [NAME]",
        summary: "put NAME: before what you send; without NAME: tell which"
    ) { (model, argument) throws(CommandError) in
        if argument.isEmpty {
            let nick = DisplayText(cleaning: model.nick)
            model.say(nick.isEmpty ? "no nick; /nick NAME sets one" : "you are \(nick)")
            return []
        }
        guard isNick(argument) else {
            throw CommandError("a nick has 1 to 24 letters, digits, _ . or -")
        }
        model.nick = argument
        model.say("you are \(DisplayText(cleaning: argument)) now")
        return []
    }

    static let me = SlashCommand(
        name: "me",
        usage: "/me TEXT",
        summary: "send * NICK TEXT"
    ) { (model, argument) throws(CommandError) in
        guard !argument.isEmpty else { throw CommandError("what do you do? /me TEXT") }
        guard !model.nick.isEmpty else { throw CommandError("who are you? /nick NAME first") }
        return try model.send(["* \(model.nick) \(argument)"])
    }

    static let retry = SlashCommand(
        name: "retry",
        usage: "/retry",
        summary: "as Alt+R: send unconfirmed lines again, or connect now"
    ) { (model, _) throws(CommandError) in
        model.sendAgain()
    }

    static let drop = SlashCommand(
        name: "drop",
        usage: "/drop",
        summary: "give up lines that wait or are not confirmed"
    ) { (model, _) throws(CommandError) in
        let count = model.drop()
        model.say(count == 1 ? "1 line dropped" : "\(count) lines dropped")
        return []
    }
}
