import WSClient
import Wire

/// How the rooms of the process speak.
struct ChatSettings: Sendable {
    /// The name that is asked for where the protocol has names.
    var nick: Nick?
    /// How many of the latest messages a room begins with.
    var history: Int64 = 0
    /// Whether `chat-tui.1` is offered.
    var offersSubprotocol = true
    /// Whether a plain server's echo is waited for.
    var awaitsEchoes = true
    /// Whether a plain server is sent again what it may have had already.
    var resends = false
    /// Where lines are kept whose fate is open; `nil` keeps them in memory.
    var outboxPath: String?
    /// Where what is said in rooms of plain servers is logged; `nil` logs nothing.
    var logPath: String?
    /// How much of it is kept there.
    var logLimits = LocalLogFile.Limits()
    /// Whether open lines stay there for the next run when this one ends in good order; otherwise
    /// somebody has been told of them.
    var keepsLines = true

    /// What a conversation is made with.
    func options(_ stored: StoredRoom) -> RoomConversation.Options {
        var options = RoomConversation.Options(device: stored.device)
        options.nick = nick
        options.history = history
        options.readUpTo = stored.position
        options.awaitsEchoes = awaitsEchoes
        options.resends = resends
        return options
    }
}
