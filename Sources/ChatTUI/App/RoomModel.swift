import WSClient
import Wire

/// What the screen knows of one joined room.
struct RoomModel: Equatable, Sendable {
    /// How the room is connected.
    enum Connection: Equatable, Sendable {
        case connecting
        case connected
        /// Lost; the next attempt is due at this monotonic time in milliseconds.
        case waiting(until: Int64, reason: DisplayText)
        /// Lost or refused for good.
        case ended(reason: DisplayText)

        /// Seconds until the next attempt, rounded up: it is due when they reach zero.
        func countdown(at now: Moment) -> Int64? {
            guard case .waiting(let until, _) = self else { return nil }
            return max((until - now.monotonic + 999) / 1000, 0)
        }
    }

    /// One line that tells of one or several times without a connection.
    struct Gap: Equatable, Sendable {
        /// The line's number.
        var line: Int
        var times: Int
        var milliseconds: Int64
    }

    /// How long the server took to confirm an own line, and when that was, in monotonic
    /// milliseconds.
    struct Confirmation: Equatable, Sendable {
        var milliseconds: Int64
        var at: Int64
    }

    /// A message as it was said, and the number of its line.
    struct Said: Equatable, Sendable {
        var line: Int
        var text: String
    }

    let id: RoomID
    /// Where it is.
    let url: WebSocketURL
    /// The name as it was asked for; clean it (``title``) before showing it.
    let name: String
    /// What it is called beside ``serverTitle``.
    let title: DisplayText
    /// What its server is called on screen.
    let serverTitle: DisplayText
    var connection = Connection.connecting
    var log = MessageLog()
    /// Own lines that the server has not confirmed, oldest first; shown below the log.
    var pending: [OwnLine] = []
    /// Whether the server speaks `chat-tui.1`: messages have numbers there, and people names.
    var isNumbered = false
    /// Our name there, as the server told it.
    var nick: Nick?
    /// As whom we speak there, if not as everywhere.
    var chosenNick: String?
    var members = MemberList()
    var typists = Typists()
    /// When the others were told last that we are writing, in monotonic milliseconds.
    var typingToldAt: Int64?
    /// Of the latest own line.
    var confirmation: Confirmation?
    /// What is known of the room's log on the server, or of the local one.
    var past = Past()
    /// How far the room was read.
    var reading = ReadPosition()
    /// The latest line about who came and went.
    var presence: PresenceLine?
    /// What came while the room was not looked at.
    var unread = 0
    var mentions = 0
    /// When the latest of it came, in monotonic milliseconds.
    var unreadAt: Int64 = 0
    /// The "N new" rule stands above the first line with a greater number.
    var readUpTo: Int?
    var scroll = ScrollPosition.bottom {
        didSet { if scroll == .bottom { newBelow = 0 } }
    }
    /// Messages that came below what is shown since the person scrolled up.
    var newBelow = 0
    /// The input line as it was when another room was shown.
    var draft = LineEditor()
    /// What was entered here.
    var history = InputHistory()
    /// The search in the messages, while there is one.
    var search: RoomSearch? {
        didSet { isSearched = search != nil }
    }
    /// Whether there is one, which is asked for with every key: a search is long to copy.
    private(set) var isSearched = false
    /// When the connection was lost, in monotonic milliseconds, until the next one stands.
    var lostAt: Int64?
    /// Why there was no first connection yet, as it was told last.
    var toldReason: DisplayText?
    /// The latest gap line, and what it stands for.
    var gap: Gap?
    /// The latest message as it was received, for `/raw`.
    var lastReceived: [UInt8] = []
    /// The latest message.
    var lastSaid: Said?
    /// Messages that were no chat frames.
    var notChat = 0

    /// What is known of the room's log on the server, or of the local one.
    struct Past: Equatable, Sendable {
        /// Whether numbers are those of the local log, which mean nothing to any server.
        var isLocal = false
        /// The lowest number that can be had.
        var oldest: Int64 = 1
        /// The highest number that was told.
        var top: Int64 = 0
        /// Messages below this number were asked for, and there is no answer yet.
        var asked: Int64?
        /// Whether a person took it off the screen: it is not asked for any more.
        var isHidden = false
    }

    /// Milliseconds that the server took to confirm an own line, if that was lately and long enough
    /// to be told.
    func lag(at now: Moment) -> Int64? {
        guard let confirmation, confirmation.milliseconds > 300,
            now.monotonic - confirmation.at < 60_000
        else { return nil }
        return confirmation.milliseconds
    }

    init(id: RoomID, address: RoomAddress) {
        self.id = id
        url = address.url
        name = address.name
        title = address.title
        serverTitle = address.serverTitle
        chosenNick = address.nick
    }
}

/// An own chat message that is not confirmed.
struct OwnLine: Equatable, Sendable {
    /// What is known of its fate.
    enum State: Equatable, Sendable {
        /// Waits for a connection, or for its turn.
        case queued
        /// On its way; no echo yet.
        case sending
        /// The server has it under this number; its place in the log is still to come.
        case accepted(seq: Int64)
        /// The connection was lost before the echo came: it may or may not have arrived.
        case unconfirmed
        /// The server does not take it, and nobody saw it.
        case refused(DisplayText)
    }

    var id: SendID
    /// What is said, unchanged.
    var text: String
    /// What is put before it where the server knows no names.
    var prefix = ""
    var display: DisplayText
    var state: State
    /// When it was entered.
    var moment: Moment
    /// When it was sent, in monotonic milliseconds.
    var sentAt: Int64?

    /// An echo that takes longer is worth a mark.
    static let lateMilliseconds: Int64 = 5_000

    /// Whether the echo should be here by now.
    func isLate(at now: Moment) -> Bool {
        guard state == .sending, let sentAt else { return false }
        return now.monotonic >= sentAt + Self.lateMilliseconds
    }
}

/// How far a room was read, and what of that was told.
struct ReadPosition: Equatable, Sendable {
    /// So often it is told: milliseconds.
    private static let interval: Int64 = 1_000

    /// The highest number that a person has seen; `nil` if that is not known.
    var seq: Int64?
    private var told: Int64 = 0
    private var toldAt: Int64?

    /// When it is to be told, in monotonic milliseconds; `nil` if it was.
    var due: Int64? {
        guard let seq, seq > told else { return nil }
        return toldAt.map { $0 + Self.interval } ?? 0
    }

    /// What an earlier run, or an earlier connection, has told.
    mutating func restore(_ seq: Int64?) {
        (self.seq, told, toldAt) = (seq, seq ?? 0, nil)
    }

    /// A person has seen the message of this number.
    mutating func note(_ seq: Int64) {
        self.seq = max(self.seq ?? 0, seq)
    }

    /// What is to be told now, if anything.
    mutating func take(at now: Int64) -> Int64? {
        guard let seq, due != nil else { return nil }
        (told, toldAt) = (seq, now)
        return seq
    }
}

/// Which part of the message pane is visible.
enum ScrollPosition: Equatable, Sendable {
    /// The newest line is shown and stays shown.
    case bottom
    /// The line with this number is the lowest one, with so many of its wrapped rows cut off below;
    /// arriving lines do not move it.
    case line(Int, rowsBelow: Int)
}
