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

    init(_ sink: S, room: Room<S>, skips: Backlog) {
        self.sink = sink
        self.room = room
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
    /// Those who get frames as they are.
    var plain = Audience<S>()
    /// Those who get frames that are compressed once for all of them.
    var compressed = Audience<S>()
    /// Whether the hub has the room on its list for the end of the turn.
    var isDirty = false
    /// Whether members left since the last turn.
    var hasGoneMembers = false

    init(name: RoomName) {
        self.name = name
    }

    /// Whether nobody is in the room.
    var isEmpty: Bool { plain.members.isEmpty && compressed.members.isEmpty }

    /// Lets `sink`, which understands the frames of a `BroadcastEncoder` or does not, in: it is owed
    /// what is said from now on.
    func admit(_ sink: S, takesBroadcasts: Bool) -> Member<S> {
        let skips = takesBroadcasts ? compressed.turn.load : plain.turn.load
        let member = Member(sink, room: self, skips: skips)
        if takesBroadcasts {
            compressed.members.append(member)
        } else {
            plain.members.append(member)
        }
        return member
    }

    /// Calls `body` with everybody in the room.
    func forEachMember(_ body: (Member<S>) -> Void) {
        for member in plain.members where !member.isGone { body(member) }
        for member in compressed.members where !member.isGone { body(member) }
    }

    /// Forgets those who left.
    ///
    /// Once per turn, so that a thousand leavers cost one pass and not a thousand.
    func forgetGoneMembers() {
        guard hasGoneMembers else { return }
        hasGoneMembers = false
        plain.members.removeAll { $0.isGone }
        compressed.members.removeAll { $0.isGone }
    }
}

/// The members of a room who get the same bytes, and those bytes.
struct Audience<S: Sink> {
    /// In the order they joined: in a busy room the first ones are those who answer first, and a
    /// server that writes in this order finds more of their next messages in its next turn.
    var members: ContiguousArray<Member<S>> = []
    /// Grows only while there are members.
    var turn = TurnBuffer()

    /// Begins a new turn.
    ///
    /// - Returns: What was said in the last one.
    mutating func takeTurn() -> TurnBuffer {
        var last = TurnBuffer()
        swap(&last, &turn)
        return last
    }
}

/// The frames of one turn of one room, each encoded once for all members of an audience.
struct TurnBuffer {
    var bytes: [UInt8] = []
    var messages = 0

    /// How much there is of it.
    var load: Backlog { Backlog(bytes: bytes.count, messages: messages) }

    /// Appends the frame that relays the JSON value `value`.
    mutating func append(relaying value: UnsafeRawBufferPointer) {
        let length = ChatFrame.encodedCount(valueCount: value.count)
        FrameEncoder.appendHeader(.text, length: length, to: &bytes)
        ChatFrame.append(value: value, to: &bytes)
        messages += 1
    }

    /// Appends the same frame compressed, if that makes it shorter.
    ///
    /// - Parameters:
    ///   - value: A JSON value.
    ///   - encoder: Compresses for all members of the audience at once.
    ///   - scratch: Empty space for the uncompressed message.
    mutating func append(
        relaying value: UnsafeRawBufferPointer,
        with encoder: inout BroadcastEncoder,
        scratch: inout [UInt8]
    ) {
        ChatFrame.append(value: value, to: &scratch)
        scratch.withUnsafeBytes { encoder.append(.text, $0, to: &bytes) }
        messages += 1
    }
}
