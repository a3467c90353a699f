import Wire

/// One connection's place in a room.
final class Member<S: Sink> {
    let sink: S
    let room: Room<S>
    let feed: Feed
    /// What of the room's turn this member is not owed: it was said before the member joined.
    private var skips: Backlog
    /// Whether the sink has bytes for this member alone.
    var hasPrivateBytes = false
    /// Whether the member has left; the room forgets it at the end of the turn.
    var isGone = false

    init(_ sink: S, room: Room<S>, feed: Feed, skips: Backlog) {
        self.sink = sink
        self.room = room
        self.feed = feed
        self.skips = skips
    }

    /// What the member skips of the turn that is being delivered; nothing of later ones.
    func takeSkips() -> Backlog {
        defer { skips = Backlog() }
        return skips
    }
}

/// A room's members on one event loop, and what was said in this turn of the loop.
final class Room<S: Sink> {
    let name: RoomName
    /// By ``Feed/rawValue``.
    private var audiences = ContiguousArray(repeating: Audience<S>(), count: Feed.allCases.count)
    /// Who is there, of those who speak `chat-tui.1`.
    var presence = Presence()
    /// The number of the last message that was published; 0 before the first, unless the history
    /// told more.
    var top: Int64 = 0
    /// How many members catch up with the history.
    var joiners = 0 {
        didSet {
            if joiners == 0 {
                recent = nil
            } else if recent == nil {
                recent = RecentFrames()
            }
        }
    }
    /// What was published since the first of them came.
    var recent: RecentFrames?
    /// Which connection that was.
    var firstJoiner: UInt64 = 0
    /// The numbering, where no history keeps it.
    lazy var numbering = RoomNumbering()
    /// Whether the hub has the room on its list for the end of the turn.
    var isDirty = false
    /// Whether members left since the last turn.
    var hasGoneMembers = false

    init(name: RoomName) {
        self.name = name
    }

    /// Those who get a feed.
    subscript(feed: Feed) -> Audience<S> {
        get { audiences[feed.rawValue] }
        _modify { yield &audiences[feed.rawValue] }
    }

    /// Whether nobody is in the room.
    var isEmpty: Bool { audiences.allSatisfy { $0.members.isEmpty } }

    /// How many connections are in the room.
    var memberCount: Int {
        audiences.reduce(0) { $0 + $1.members.count { !$0.isGone } }
    }

    /// Lets `sink` in: it is owed what its feed says from now on.
    func admit(_ sink: S, feed: Feed) -> Member<S> {
        let member = Member(sink, room: self, feed: feed, skips: self[feed].turn.load)
        self[feed].members.append(member)
        return member
    }

    /// Calls `body` with everybody in the room.
    func forEachMember(_ body: (Member<S>) -> Void) {
        for audience in audiences {
            for member in audience.members where !member.isGone { body(member) }
        }
    }

    /// Forgets those who left.
    ///
    /// Once per turn, so that a thousand leavers cost one pass and not a thousand.
    func forgetGoneMembers() {
        guard hasGoneMembers else { return }
        hasGoneMembers = false
        for feed in Feed.allCases { self[feed].members.removeAll { $0.isGone } }
    }
}
