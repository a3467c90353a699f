extension SlashCommand {
    /// All commands, in the order in which the help shows them.
    static let all: [SlashCommand] = [
        join, leave, nick, me, retry, drop, clear, raw, help, quit,
    ]
}
