import Wire

/// All that the rows above the input line depend on.
///
/// As long as a model matches it, they are the same as they were (``ScreenView``). A room is compared
/// as a whole, so whatever it comes to hold counts.
struct UpperSource {
    /// What of the time is to be seen: times that go on without changing it change nothing.
    private struct Clock: Equatable {
        let minute: LocalTime
        /// Seconds until the shown room's next attempt to connect.
        let countdown: Int64?
        let lag: Int64?
        /// Which of the shown room's unconfirmed lines have got the mark of late ones.
        let late: [Bool]

        init(_ model: borrowing Model) {
            let now = model.now
            minute = LocalTime(now)
            // The room is not copied: all that it refers to would be touched.
            let index = model.currentIndex
            countdown = index.flatMap { model.rooms[$0].connection.countdown(at: now) }
            lag = index.flatMap { model.rooms[$0].lag(at: now) }
            late = index.map { model.rooms[$0].pending.map { $0.isLate(at: now) } } ?? []
        }
    }

    private let size: Size
    private let layout: Layout
    private let rooms: [RoomModel]
    private var roomsVersion: Version
    private let current: Int
    private let settings: Settings
    private var settingsVersion: Version
    private let server: DisplayText
    private let nick: String
    private let notice: DisplayText?
    private let roomRanking: [RoomID]
    private let roomListScroll: Int?
    private let memberScroll: Int
    private let clock: Clock

    /// `nil` when something is shown in place of the messages: nobody types a message then.
    init?(_ model: borrowing Model, _ layout: Layout) {
        guard model.overlay == nil else { return nil }
        size = model.size
        self.layout = layout
        roomsVersion = model.roomsVersion
        rooms = model.rooms.map { room in
            var room = room
            room.log = room.log.withoutLines
            return room
        }
        current = model.current
        settings = model.settings
        settingsVersion = model.settingsVersion
        server = model.server
        nick = model.nick
        notice = model.notice
        roomRanking = model.roomRanking
        roomListScroll = model.roomListScroll
        memberScroll = model.memberScroll
        clock = Clock(model)
    }

    /// Whether these rows would look the same for this model.
    mutating func matches(_ model: borrowing Model, _ layout: Layout) -> Bool {
        size == model.size && self.layout == layout && current == model.current
            && notice == model.notice && roomListScroll == model.roomListScroll
            && memberScroll == model.memberScroll && model.overlay == nil
            && matchesRooms(of: model) && matchesSettings(of: model)
            && server == model.server && nick == model.nick
            && roomRanking == model.roomRanking && clock == Clock(model)
    }

    private mutating func matchesRooms(of model: borrowing Model) -> Bool {
        guard roomsVersion != model.roomsVersion else { return true }
        guard rooms == model.rooms else { return false }
        roomsVersion = model.roomsVersion
        return true
    }

    private mutating func matchesSettings(of model: borrowing Model) -> Bool {
        guard settingsVersion != model.settingsVersion else { return true }
        guard settings == model.settings else { return false }
        settingsVersion = model.settingsVersion
        return true
    }
}
