import Wire

/// What a person can choose; ``Setting/all`` says how each is called, written and explained.
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

    /// How a time of day is written.
    enum Clock: String, CaseIterable, Sendable {
        /// `9:05p`.
        case twelve = "12"
        /// `21:05`.
        case twentyFour = "24"
    }

    /// How emoji in messages are shown.
    enum Emoji: String, CaseIterable, Sendable {
        /// As one character each, which is as wide everywhere as the program takes it for.
        case safe
        /// By their names: `:thumbsup:`.
        case names
    }

    /// Where rooms are that are named without a server.
    var server = ServerURL.standard
    /// As whom the person speaks; empty for nobody.
    var nick = ""
    /// What a bare `chat-tui join` joins.
    var rooms: [String] = []
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
    var theme = "auto"
    /// Whether what is said in rooms of servers without a history is kept on disk.
    var log = true
    /// After so many days what was logged goes; 0 for never.
    var logDays = 0
    /// Bytes of lines that are held per room; 0 for no limit.
    var scrollback = 8 << 20
    var roomOrder = RoomOrder.joined
    var time = Clock.twentyFour
    var emoji = Emoji.safe
}

/// The URL of a server as a person wrote it.
struct ServerURL: Equatable, Sendable {
    let text: String
    let url: WebSocketURL

    /// Where rooms are when nobody says it.
    static let standard = ServerURL(
        text: "ws://127.0.0.1:8000",
        url: WebSocketURL(isSecure: false, host: "127.0.0.1", port: 8000, resource: "/")
    )

    /// A text and what it was read as.
    init(text: String, url: WebSocketURL) {
        self.text = text
        self.url = url
    }

    /// Reads it.
    ///
    /// - Throws: Why it is none.
    init(_ text: String) throws(RoomAddress.Invalid) {
        self.text = text
        url = try RoomAddress.url(text)
    }
}
