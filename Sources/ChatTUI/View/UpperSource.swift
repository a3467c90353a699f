/// All that the rows above the status line depend on.
///
/// As long as a model matches it, they are the same as they were (``ScreenView``). A room is compared
/// as a whole, so whatever it comes to hold counts.
struct UpperSource {
    private let size: Size
    private let layout: Layout
    private let rooms: [RoomModel]
    private let current: Int
    private let settings: Settings
    private let nick: String
    private let roomRanking: [RoomID]
    private let roomListScroll: Int?
    private let memberScroll: Int
    /// Which of the shown room's unconfirmed lines have got the mark of late ones.
    private let late: [Bool]

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
        nick = model.nick
        roomRanking = model.roomRanking
        roomListScroll = model.roomListScroll
        memberScroll = model.memberScroll
        late = Self.late(model)
    }

    /// Whether these rows would look the same for this model.
    func matches(_ model: Model, _ layout: Layout) -> Bool {
        model.overlay == nil && size == model.size && self.layout == layout
            && current == model.current && rooms == model.rooms && settings == model.settings
            && nick == model.nick && roomRanking == model.roomRanking
            && roomListScroll == model.roomListScroll && memberScroll == model.memberScroll
            && late == Self.late(model)
    }

    private static func late(_ model: Model) -> [Bool] {
        guard let index = model.currentIndex else { return [] }
        return model.rooms[index].pending.map { $0.isLate(at: model.now) }
    }
}
