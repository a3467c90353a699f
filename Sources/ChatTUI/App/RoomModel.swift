import WSClient
import Wire

/// What the screen knows of one joined room.
struct RoomModel: Sendable {
    /// How the room is connected.
    enum Connection: Equatable, Sendable {
        case connecting
        case connected
        /// Lost; the next attempt is due at this monotonic time in milliseconds.
        case waiting(until: Int64, reason: DisplayText)
        /// Lost or refused for good.
        case ended(reason: DisplayText)
    }

    /// One line that tells of one or several times without a connection.
    struct Gap: Equatable, Sendable {
        /// The line's number.
        var line: Int
        var times: Int
        var milliseconds: Int64
    }

    let id: RoomID
    /// Where it is.
    let url: WebSocketURL
    /// The name as it was asked for; clean it (``title``) before showing it.
    let name: String
    let title: DisplayText
    var connection = Connection.connecting
    /// How many connections the session has had.
    var connections = 0
    var log = MessageLog()
    /// Own lines that the server has not confirmed, oldest first; shown below the log.
    var pending: [OwnLine] = []
    /// Which of them are on their way on this connection, for matching echoes.
    var sent = SentLines()
    /// What came while the room was not looked at.
    var unread = 0
    var mentions = 0
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
    /// When the connection was lost, in monotonic milliseconds, until the next one stands.
    var lostAt: Int64?
    /// Why there was no first connection yet, as it was told last.
    var toldReason: DisplayText?
    /// The latest gap line, and what it stands for.
    var gap: Gap?
    /// The latest message as it was received, for `/raw`.
    var lastReceived: [UInt8] = []
    /// Messages that were no chat frames.
    var notChat = 0

    init(id: RoomID, address: RoomAddress) {
        self.id = id
        url = address.url
        name = address.name
        title = DisplayText(cleaning: address.name)
    }
}

/// An own chat message that is not confirmed.
struct OwnLine: Equatable, Sendable {
    /// What is known of its fate.
    enum State: Equatable, Sendable {
        /// Waits for a connection.
        case queued
        /// On its way; no echo yet.
        case sending
        /// The connection was lost before the echo came: it may or may not have arrived.
        case unconfirmed
    }

    var id: SendID
    /// What is sent, unchanged.
    var text: String
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

/// Which part of the message pane is visible.
enum ScrollPosition: Equatable, Sendable {
    /// The newest line is shown and stays shown.
    case bottom
    /// The line with this number is the lowest one, with so many of its wrapped rows cut off below;
    /// arriving lines do not move it.
    case line(Int, rowsBelow: Int)
}
