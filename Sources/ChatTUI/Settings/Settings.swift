import Wire

/// What a person can choose about the screen.
struct Settings: Equatable, Sendable {
    /// Of which messages the person is told who does not look.
    enum Notify: String, CaseIterable, Sendable {
        /// Those that name them.
        case mention
        case all
        case off
    }

    /// How the person is told; the bell rings in any case.
    enum NotifyWith: String, CaseIterable, Sendable {
        /// By what the terminal is known to understand.
        case auto
        case bell, osc9, osc777, osc99
    }

    /// How many colours are used.
    enum Colour: String, CaseIterable, Sendable {
        /// As many as help: what the terminal has, none with `NO_COLOR`.
        case auto
        case never
        case sixteen = "16"
        case twoHundredFiftySix = "256"
    }

    /// The order of the room list.
    enum RoomOrder: String, CaseIterable, Sendable {
        /// As they were joined.
        case joined
        /// Those that need the person first.
        case activity
    }

    /// Words that count as a mention besides the own nick.
    var mentions: [String] = []
    var notify = Notify.mention
    var notifyWith = NotifyWith.auto
    /// Whether `name: ` at the start of a message is taken for its speaker where servers know none.
    var speakers = true
    /// Whether clicks and the wheel come to the program.
    var mouse = true
    var colour = Colour.auto
    /// The name of the theme.
    var theme = "dark"
    /// Whether what is said in rooms of servers without a history is kept on disk.
    var log = true
    /// Bytes of lines that are held per room; 0 for no limit.
    var scrollback = 8 << 20
    var roomOrder = RoomOrder.joined
}
