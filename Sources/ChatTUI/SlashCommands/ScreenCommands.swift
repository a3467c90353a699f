import Wire

/// Commands about what is shown.
extension SlashCommand {
    static let clear = SlashCommand(
        name: "clear",
        usage: "/clear",
        summary: "take the messages of this room off the screen"
    ) { (model, _) throws(CommandError) in
        guard let index = model.currentIndex else { return [] }
        model.rooms[index].log.clear()
        model.rooms[index].scroll = .bottom
        model.rooms[index].readUpTo = nil
        // The next gap cannot be folded into one that is gone.
        model.rooms[index].gap = nil
        model.rooms[index].presence = nil
        model.rooms[index].past.isHidden = true
        return []
    }

    static let search = SlashCommand(
        name: "search",
        usage: "/search WORDS",
        summary: "find \"a phrase\", /an expression/, @ for mentions; capitals count",
        sameAs: .search
    ) { (model, argument) throws(CommandError) in
        try model.startSearch(argument)
        return []
    }

    static let links = SlashCommand(
        name: "links",
        usage: "/links",
        summary: "the links of this room, to open or copy one",
        sameAs: .pickLink
    ) { (model, _) throws(CommandError) in
        try model.startLinks()
        return []
    }

    static let raw = SlashCommand(
        name: "raw",
        usage: "/raw",
        summary: "show the latest message as it was received"
    ) { (model, _) throws(CommandError) in
        guard let last = model.currentRoom?.lastReceived, !last.isEmpty else {
            throw CommandError("nothing was received here yet")
        }
        let more: DisplayText = last.count > shownBytes ? "… (\(last.count) bytes)" : ""
        model.tell(DisplayText(cleaning: last.prefix(shownBytes)) + more)
        return []
    }

    static let help = SlashCommand(
        name: "help",
        usage: "/help [WORD]",
        summary: "keys and commands; with WORD: those about it, and settings"
    ) { (model, argument) throws(CommandError) in
        guard !argument.isEmpty else {
            model.overlay = .help(scroll: 0)
            return []
        }
        let rows = helpRows(model.keyMap) + settingRows()
        let found = rows.filter { $0.mentions(argument) }
        guard !found.isEmpty else {
            throw CommandError("the help has nothing about \(DisplayText(cleaning: argument))")
        }
        for row in found { model.tell(row.sentence) }
        return []
    }
}

/// So much of a message is shown.
private let shownBytes = 4_096
