extension SlashCommand {
    /// All commands, in the order in which the help shows them.
    static let all: [SlashCommand] = [
        join, leave, nick, me, retry, drop, search, links, raw, clear, connect, reconnect, set,
        bind,
        help, quit,
    ]
}
