import WSClient
import Wire

/// All that the screen shows, and all that keys act on.
///
/// Owned by the UI loop; changed by ``update(_:_:at:)`` only.
struct Model: Sendable {
    /// What was asked; pressing the same key once more says yes, any other key says no.
    enum Question: Equatable, Sendable {
        /// Ctrl+C on an empty line: leave?
        case leave
        /// Leave though so many lines are not confirmed?
        case abandon(lines: Int)
        /// Enter on many lines: send them as one message?
        case sendLong
    }

    /// What is shown in place of the messages.
    enum Overlay: Equatable, Sendable {
        /// The help, scrolled down by so many rows.
        case help(scroll: Int)
        /// The members, where there is no column for them.
        case members(scroll: Int)
        /// The links of the shown room, to choose one.
        indirect case links(LinkPicker)
        /// The rooms by name, to choose one.
        indirect case rooms(RoomJump)
    }

    /// Where rooms are that are named without a URL.
    var url: WebSocketURL
    /// That server: host and port.
    var server: DisplayText
    /// Put before what is sent as `nick: `; empty for none.
    var nick: String
    /// Joined rooms in the order in which they were joined.
    var rooms: [RoomModel] = [] {
        didSet { roomsVersion.renew() }
    }
    /// The same as long as ``rooms`` are.
    private(set) var roomsVersion = Version()
    /// Index of the shown room; means nothing when all rooms were left, see ``currentIndex``.
    var current = 0
    /// The room that was shown before this one.
    var lastShown: RoomID?
    /// What the person chose.
    var settings = Settings() {
        didSet {
            settingsVersion.renew()
            if settings.roomOrder != oldValue.roomOrder { rankRooms() }
            guard settings.scrollback != oldValue.scrollback else { return }
            for index in rooms.indices { rooms[index].log.scrollback = settings.scrollback }
        }
    }
    /// The same as long as ``settings`` are.
    private(set) var settingsVersion = Version()
    /// Servers with a name of their own.
    var aliases: [ServerAlias] = []
    var keyMap = KeyMap.standard
    /// The first key of two, until the second is pressed.
    var keyPrefix: Key?
    var themes = Themes()
    var editor = LineEditor()
    var size: Size
    /// Whether the terminal window has the focus, as far as it tells.
    var isFocused = true
    /// F2: shown or hidden whatever the width; `nil` leaves it to the width.
    var roomListChoice: Bool?
    /// The first row of the room list that is shown, when the wheel chose it; `nil` shows the
    /// current room.
    var roomListScroll: Int?
    /// The rooms in the order of activity, as it was when they were ranked last.
    var roomRanking: [RoomID] = []
    /// Until then, in monotonic milliseconds, the order of the rooms stays: somebody walks through.
    var walkEnd: Int64 = 0
    /// The first member that is shown beside the messages.
    var memberScroll = 0
    /// Where the mouse button went down, until it goes up.
    var pressedMouse: MouseEvent?
    /// Whether the person was told how text is selected.
    var hasToldHowToSelect = false
    /// F3: shown or hidden whatever the width; `nil` leaves it to the width.
    var memberListChoice: Bool?
    var overlay: Overlay?
    /// A short answer of the program, one line, shown in the status line until the next key or
    /// ``noticeEnd``.
    var notice: DisplayText?
    /// When, in monotonic milliseconds, ``notice`` goes by itself.
    var noticeEnd: Int64?
    /// What was searched for last; Ctrl+S in an empty search brings it back.
    var lastSearch = ""
    /// What Tab offers, while it is pressed again and again.
    var completion: Completion?
    /// What the latest key led to ask.
    var question: Question?
    /// When the person was called last.
    var calls = CallLimits()
    var now: Moment
    /// Seconds that local time was ahead of UTC at a time, in milliseconds since 1970; without it
    /// always so many as ``now``.
    var utcOffset: (@Sendable (Int64) -> Int32)?
    /// What ``update(_:_:at:)`` wants done outside besides what it says itself.
    var wished: [Effect] = []
    private var lastRoomID = 0
    private var lastSendID: SendID = 0

    /// A model without rooms.
    init(server url: WebSocketURL, nick: String, size: Size, now: Moment) {
        self.url = url
        server = DisplayText(cleaning: url.serverName).oneLine
        self.nick = nick
        self.size = size
        self.now = now
    }

    /// A time, in milliseconds since 1970, as the clock on the wall told it then.
    func wallTime(at wall: Int64) -> WallTime {
        // Clocks are set forward and back at whole quarters of an hour.
        guard let utcOffset, wall / 900_000 != now.wall / 900_000 else {
            return WallTime(wall: wall, utcOffset: now.utcOffset)
        }
        return WallTime(wall: wall, utcOffset: utcOffset(wall))
    }

    /// What the screen looks like.
    var appearance: Appearance {
        Appearance(theme: themes[settings.theme] ?? .automatic, colour: settings.colour)
    }

    /// The shown room, if any.
    var currentRoom: RoomModel? { currentIndex.map { rooms[$0] } }

    /// The index of the shown room, if any.
    var currentIndex: Int? { rooms.indices.contains(current) ? current : nil }

    /// Whether times have a column beside the messages; on narrower screens rules tell them.
    var showsTime: Bool { size.columns >= 50 }

    /// Whether the room list has its own columns: from 60 columns up, unless F2 chose otherwise.
    var showsRoomList: Bool { roomListChoice ?? (size.columns >= 60) }

    /// Whether the members of the shown room have columns of their own: from 120 columns up, or
    /// from 80 if F3 chose so.
    var showsMemberList: Bool {
        guard let currentIndex, rooms[currentIndex].isNumbered else { return false }
        return size.columns >= Self.memberListColumns && memberListChoice ?? (size.columns >= 120)
    }

    /// From so many columns up the members are shown beside the messages.
    static let memberListColumns = 80

    /// As whom we speak in the shown room; empty without a name.
    var shownNick: String { currentIndex.map(ownName(in:)) ?? nick }

    /// The index of the room with this ID, unless it was left.
    func index(of id: RoomID) -> Int? { rooms.firstIndex { $0.id == id } }

    /// Whether a person sees what arrives in this room.
    func isLookedAt(_ index: Int) -> Bool { index == current && isFocused }

    /// A new room, not yet in ``rooms``.
    mutating func makeRoom(at address: RoomAddress) -> RoomModel {
        lastRoomID += 1
        var room = RoomModel(id: RoomID(rawValue: lastRoomID), address: address)
        room.log.scrollback = settings.scrollback
        return room
    }

    /// A number that names one sending of one line.
    mutating func makeSendID() -> SendID {
        lastSendID += 1
        return lastSendID
    }

    /// Shows a short answer in the status line.
    mutating func say(_ text: DisplayText) {
        notice = text.oneLine.prefix(bytes: Self.maximumNoticeBytes)
        noticeEnd = now.monotonic + Self.noticeMilliseconds
    }

    /// Takes the answer away.
    mutating func endNotice() {
        notice = nil
        noticeEnd = nil
    }

    private static let maximumNoticeBytes = 300
    private static let noticeMilliseconds: Int64 = 15_000
}
