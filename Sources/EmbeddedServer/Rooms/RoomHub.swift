import Wire

/// All rooms of one event loop: the memory channel layer.
///
/// What is said is collected per room for one turn of the loop and then written to each member in
/// one go: a `send` costs microseconds whatever its size, so batches decide the speed. Within a
/// room everybody sees one order. Nothing here is locked or waits; nobody waits for anybody.
///
/// A layer that spans processes (Redis) enters at ``publish(_:seq:at:from:in:)`` and ``turn()``:
/// its batches come in as the history's do; a protocol will be cut out when there are two.
final class RoomHub<S: Sink> {
    /// A room is delivered before the end of the turn when it has this many bytes, so that a turn's
    /// memory is bounded.
    static var maximumTurnBytes: Int { 256 << 10 }
    /// How much room for turns is kept for the next ones.
    static var maximumSpareBytes: Int { 4 << 20 }

    private let queueLimit: Backlog
    private let scheduleTurn: () -> Void
    private var turnIsScheduled = false
    private var rooms: [RoomName: Room<S>] = [:]
    private var dirtyRooms: [Room<S>] = []
    private var membersWithPrivateBytes: [Member<S>] = []
    /// Storage of past turns: rooms own none while nobody speaks.
    private var spares: [[UInt8]] = []
    private var spareBytes = 0
    /// Where bytes are put together; empty between two uses.
    private var scratch: [UInt8] = []
    /// Serves all compressing members of all rooms.
    private var encoder = BroadcastEncoder()

    /// How many members all rooms have.
    private(set) var memberCount = 0
    /// How many chat frames were encoded for compressing members: each once, however many there
    /// are.
    private(set) var broadcastsEncoded = 0

    /// A hub without rooms.
    ///
    /// - Parameters:
    ///   - queueLimit: What may wait for one member; over it the member is closed.
    ///   - scheduleTurn: Arranges that ``turn()`` is called after all input that is ready now.
    init(queueLimit: Backlog, scheduleTurn: @escaping () -> Void) {
        self.queueLimit = queueLimit
        self.scheduleTurn = scheduleTurn
    }

    /// How many rooms have members.
    var roomCount: Int { rooms.count }

    /// The room, if somebody is in it.
    func room(_ name: RoomName) -> Room<S>? { rooms[name] }

    /// The rooms that somebody is in, in no order.
    var allRooms: some Collection<Room<S>> { rooms.values }

    /// Lets `sink` into the room: it is owed what the feed says from now on.
    func join(_ sink: S, room name: RoomName, feed: Feed = .plain) -> Member<S> {
        let room = rooms[name] ?? Room(name: name)
        rooms[name] = room
        memberCount += 1
        return room.admit(sink, feed: feed)
    }

    /// Takes the member out: nothing is written to it from now on.
    ///
    /// Doing it twice is harmless.
    func leave(_ member: Member<S>) {
        guard !member.isGone else { return }
        member.isGone = true
        member.room.hasGoneMembers = true
        memberCount -= 1
        markDirty(member.room)
    }

    /// The member's sink has private bytes: they follow what the room owes the member.
    func announcePrivateBytes(of member: Member<S>) {
        guard !member.hasPrivateBytes else { return }
        member.hasPrivateBytes = true
        membersWithPrivateBytes.append(member)
        wantTurn()
    }

    /// Ends the turn: every member gets what it is owed.
    func turn() {
        turnIsScheduled = false
        // Writing can make members leave and so mark rooms again; those wait for the next turn.
        let rooms = dirtyRooms
        let members = membersWithPrivateBytes
        dirtyRooms.removeAll(keepingCapacity: true)
        membersWithPrivateBytes.removeAll(keepingCapacity: true)
        for room in rooms {
            room.isDirty = false
            deliver(room, isEndOfTurn: true)
            room.forgetGoneMembers()
            // A room that was emptied before may have a successor of the same name.
            if room.isEmpty, self.rooms[room.name] === room { self.rooms[room.name] = nil }
        }
        for member in members where member.hasPrivateBytes { deliverPrivateBytes(of: member) }
    }

    /// Lets every member's sink look at the clock.
    ///
    /// - Returns: When to call again; `nil` if there are no members.
    func checkTimers(at now: Int64) -> Int64? {
        var next: Int64?
        for room in rooms.values {
            room.forEachMember { member in
                let deadline = member.sink.checkTimers(at: now)
                next = min(next ?? deadline, deadline)
            }
        }
        return next
    }

    private func markDirty(_ room: Room<S>) {
        guard !room.isDirty else { return }
        room.isDirty = true
        dirtyRooms.append(room)
        wantTurn()
    }

    private func wantTurn() {
        guard !turnIsScheduled else { return }
        turnIsScheduled = true
        scheduleTurn()
    }
}

// MARK: - What is said

extension RoomHub {
    /// Publishes a chat message to everybody in the room, the sender too.
    ///
    /// - Parameters:
    ///   - value: The JSON value of `message`.
    ///   - seq: Its number; each is one more than the last.
    ///   - at: When it was accepted, in milliseconds since 1970.
    ///   - from: Who sent it; `nil` for a plain client.
    ///   - room: Where.
    func publish(
        _ value: UnsafeRawBufferPointer,
        seq: Int64,
        at: Int64,
        from: Nick?,
        in room: Room<S>
    ) {
        room.top = seq
        if isHeard(room, .plain, .plainCompressed) {
            say(in: room, .plain, .plainCompressed) { ChatFrame.append(value: value, to: &$0) }
        }
        if isHeard(room, .chatTUI, .chatTUICompressed) || room.recent != nil {
            say(in: room, .chatTUI, .chatTUICompressed, seq: seq) {
                ServerFrame.append(value: value, seq: seq, at: at, from: from, to: &$0)
            }
        }
        deliverEarlyIfLarge(room)
    }

    /// Tells those who speak `chat-tui.1` something that is not kept.
    func tell(_ room: Room<S>, _ encode: (inout [UInt8]) -> Void) {
        say(in: room, .chatTUI, .chatTUICompressed, isMessage: false, encode)
        deliverEarlyIfLarge(room)
        guard !room[.waiting].members.isEmpty else { return }
        var message: [UInt8] = []
        encode(&message)
        for member in room[.waiting].members where !member.isGone {
            member.sink.tellWaiting(message)
        }
    }

    private func deliverEarlyIfLarge(_ room: Room<S>) {
        let bytes = Feed.allCases.reduce(0) { max($0, room[$1].turn.bytes.count) }
        if bytes >= Self.maximumTurnBytes { deliver(room, isEndOfTurn: false) }
    }

    private func isHeard(_ room: Room<S>, _ feed: Feed, _ compressed: Feed) -> Bool {
        !room[feed].members.isEmpty || !room[compressed].members.isEmpty
    }

    /// Encodes a message once and appends it to the turns of two feeds, and to the recent frames if
    /// it has a number.
    private func say(
        in room: Room<S>,
        _ feed: Feed,
        _ compressed: Feed,
        seq: Int64? = nil,
        isMessage: Bool = true,
        _ encode: (inout [UInt8]) -> Void
    ) {
        markDirty(room)
        withScratch { message in
            encode(&message)
            if !room[feed].members.isEmpty {
                takeSpare(for: &room[feed].turn)
                room[feed].turn.append(message)
                if isMessage { room[feed].turn.messages += 1 }
            }
            if !room[compressed].members.isEmpty {
                broadcastsEncoded += 1
                takeSpare(for: &room[compressed].turn)
                room[compressed].turn.append(message, with: &encoder)
                if isMessage { room[compressed].turn.messages += 1 }
            }
            if let seq, room.recent != nil {
                var frame = TurnBuffer()
                frame.append(message)
                room.recent?.append(seq: seq, frame: frame.bytes)
            }
        }
    }
}

// MARK: - Delivery

extension RoomHub {
    /// Writes what was said in the room to its members.
    private func deliver(_ room: Room<S>, isEndOfTurn: Bool) {
        for feed in Feed.allCases where !room[feed].turn.bytes.isEmpty {
            var turn = room[feed].takeTurn()
            deliver(turn, to: room[feed].members, isEndOfTurn: isEndOfTurn)
            keepSpare(&turn.bytes)
        }
    }

    /// Writes the member's private bytes now, for one that gets no feed: what it is told must come
    /// before the first frame of its feed.
    func deliverPrivateBytes(of member: Member<S>) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        deliver(nothing, messages: 0, andPrivateBytesOf: member)
    }

    private func deliver(
        _ turn: TurnBuffer,
        to members: ContiguousArray<Member<S>>,
        isEndOfTurn: Bool
    ) {
        turn.bytes.withUnsafeBytes { all in
            var shared: S.Shared?
            for member in members where !member.isGone {
                let skips = member.takeSkips()
                let messages = turn.messages - skips.messages
                if member.hasPrivateBytes, isEndOfTurn {
                    let owed = UnsafeRawBufferPointer(rebasing: all[skips.bytes...])
                    deliver(owed, messages: messages, andPrivateBytesOf: member)
                } else if skips.bytes < all.count {
                    write(all, from: skips.bytes, messages: messages, to: member, shared: &shared)
                }
            }
        }
    }

    /// Writes `bytes` and then the member's private bytes, in one write.
    private func deliver(
        _ bytes: UnsafeRawBufferPointer,
        messages: Int,
        andPrivateBytesOf member: Member<S>
    ) {
        member.hasPrivateBytes = false
        withScratch { output in
            output.append(contentsOf: bytes)
            member.sink.takePrivateBytes(into: &output)
            output.withUnsafeBytes { all in
                var shared: S.Shared?
                write(all, from: 0, messages: messages, to: member, shared: &shared)
            }
        }
        member.sink.turnEnded()
    }

    /// Writes to one member what its socket takes, and queues the rest; a member that owes too much
    /// from earlier turns goes.
    ///
    /// What this turn adds does not count: one busy turn must not close a member that had no chance
    /// to read.
    private func write(
        _ bytes: UnsafeRawBufferPointer,
        from start: Int,
        messages: Int,
        to member: Member<S>,
        shared: inout S.Shared?
    ) {
        let sink = member.sink
        let offset = start + sink.write(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        guard offset < bytes.count else { return }
        guard !sink.backlog.exceeds(queueLimit) else {
            leave(member)
            sink.closeAsTooSlow()
            return
        }
        let copy = shared ?? S.share(bytes)
        shared = copy
        sink.enqueue(copy, from: offset, messages: messages)
    }
}

// MARK: - Storage

extension RoomHub {
    /// Lends the scratch space to `body`, which finds it empty.
    private func withScratch(_ body: (inout [UInt8]) -> Void) {
        var bytes: [UInt8] = []
        swap(&bytes, &scratch)
        body(&bytes)
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.maximumTurnBytes)
        swap(&bytes, &scratch)
    }

    /// Gives a turn that begins the storage of a past one.
    private func takeSpare(for turn: inout TurnBuffer) {
        guard turn.bytes.isEmpty, let spare = spares.popLast() else { return }
        spareBytes -= spare.capacity
        turn.bytes = spare
    }

    private func keepSpare(_ bytes: inout [UInt8]) {
        guard bytes.capacity > 0, spareBytes + bytes.capacity <= Self.maximumSpareBytes else {
            return
        }
        bytes.removeAll(keepingCapacity: true)
        spareBytes += bytes.capacity
        spares.append(bytes)
    }
}
