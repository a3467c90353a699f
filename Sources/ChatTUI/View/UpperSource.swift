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

        init(_ model: Model) {
            minute = LocalTime(model.now)
            let room = model.currentRoom
            countdown = room?.connection.countdown(at: model.now)
            lag = room?.lag(at: model.now)
            late = room?.pending.map { $0.isLate(at: model.now) } ?? []
        }
    }

    private let size: Size
    private let layout: Layout
    private let rooms: [RoomModel]
    private let current: Int
    private let settings: Settings
    private let server: DisplayText
    private let nick: String
    private let notice: DisplayText?
    private let roomRanking: [RoomID]
    private let roomListScroll: Int?
    private let memberScroll: Int
    private let clock: Clock

    /// `nil` when something is shown in place of the messages: nobody types a message then.
    init?(_ model: Model, _ layout: Layout) {
        guard model.overlay == nil else { return nil }
        size = model.size
        self.layout = layout
        rooms = model.rooms.map { room in
            var room = room
            room.log = room.log.withoutLines
            return room
        }
        current = model.current
        settings = model.settings
        server = model.server
        nick = model.nick
        notice = model.notice
        roomRanking = model.roomRanking
        roomListScroll = model.roomListScroll
        memberScroll = model.memberScroll
        clock = Clock(model)
    }

    /// Whether these rows would look the same for this model.
    func matches(_ model: Model, _ layout: Layout) -> Bool {
        model.overlay == nil && size == model.size && self.layout == layout
            && current == model.current && rooms == model.rooms && settings == model.settings
            && server == model.server && nick == model.nick && notice == model.notice
            && roomRanking == model.roomRanking && roomListScroll == model.roomListScroll
            && memberScroll == model.memberScroll && clock == Clock(model)
    }
}
