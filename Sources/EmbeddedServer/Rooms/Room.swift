import Wire

/// One connection's place in a room.
final class Member<S: Sink> {
    let sink: S
    let room: Room<S>
    /// What of the room's turn this member is not owed: it was said before the member joined.
    fileprivate(set) var skips: Backlog
    /// Whether the sink has bytes for this member alone.
    var hasPrivateBytes = false
    /// Whether the member has left; the room forgets it at the end of the turn.
    var isGone = false

    init(_ sink: S, room: Room<S>) {
        self.sink = sink
        self.room = room
        skips = Backlog(bytes: room.turn.bytes.count, messages: room.turn.messages)
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
    /// In the order they joined: in a busy room the first ones are those who answer first, and a
    /// server that writes in this order finds more of their next messages in its next turn.
    var members: ContiguousArray<Member<S>> = []
    var turn = TurnBuffer()
    /// Whether the hub has the room on its list for the end of the turn.
    var isDirty = false
    /// Whether members left since the last turn.
    var hasGoneMembers = false

    init(name: RoomName) {
        self.name = name
    }

    /// Forgets those who left.
    ///
    /// Once per turn, so that a thousand leavers cost one pass and not a thousand.
    func forgetGoneMembers() {
        guard hasGoneMembers else { return }
        hasGoneMembers = false
        members.removeAll { $0.isGone }
    }
}

/// The frames of one turn of one room, each encoded once for all members.
struct TurnBuffer {
    var bytes: [UInt8] = []
    var messages = 0

    /// Appends the frame that relays the JSON value `value`.
    mutating func append(relaying value: UnsafeRawBufferPointer) {
        let length = ChatFrame.encodedCount(valueCount: value.count)
        FrameEncoder.appendHeader(.text, length: length, to: &bytes)
        ChatFrame.append(value: value, to: &bytes)
        messages += 1
    }
}
