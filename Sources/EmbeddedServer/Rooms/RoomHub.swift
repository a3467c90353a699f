import Wire

/// All rooms of one event loop: the memory channel layer.
///
/// What is said is collected per room for one turn of the loop and then written to each member in
/// one go: a `send` costs microseconds whatever its size, so batches decide the speed. Within a
/// room everybody sees one order. Nothing here is locked or waits; nobody waits for anybody.
///
/// A layer that spans processes (Redis) enters at ``relay(_:in:)`` and ``turn()``: what is relayed
/// here goes out to it, and its batches come in as further turns; a protocol will be cut out when
/// there are two.
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
    private var joined: [UInt8] = []

    /// How many members all rooms have.
    private(set) var memberCount = 0

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

    /// Lets `sink` into the room: it is owed what is said from now on.
    func join(_ sink: S, room name: RoomName) -> Member<S> {
        let room = rooms[name] ?? Room(name: name)
        rooms[name] = room
        let member = Member(sink, room: room)
        room.members.append(member)
        memberCount += 1
        return member
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

    /// Relays the JSON value of a chat frame to everybody in the room, the sender too.
    func relay(_ value: UnsafeRawBufferPointer, in room: Room<S>) {
        if room.turn.bytes.isEmpty {
            if let spare = spares.popLast() {
                spareBytes -= spare.capacity
                room.turn.bytes = spare
            }
            markDirty(room)
        }
        room.turn.append(relaying: value)
        if room.turn.bytes.count >= Self.maximumTurnBytes { deliver(room, isEndOfTurn: false) }
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
            if room.members.isEmpty, self.rooms[room.name] === room { self.rooms[room.name] = nil }
        }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        for member in members where member.hasPrivateBytes {
            deliver(nothing, messages: 0, andPrivateBytesOf: member)
        }
    }

    /// Lets every member's sink look at the clock.
    ///
    /// - Returns: When to call again; `nil` if there are no members.
    func checkTimers(at now: Int64) -> Int64? {
        var next: Int64?
        for room in rooms.values {
            for member in room.members where !member.isGone {
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

// MARK: - Delivery

extension RoomHub {
    /// Writes what was said in the room to its members.
    private func deliver(_ room: Room<S>, isEndOfTurn: Bool) {
        guard !room.turn.bytes.isEmpty else { return }
        var turn = TurnBuffer()
        swap(&turn, &room.turn)
        turn.bytes.withUnsafeBytes { all in
            var shared: S.Shared?
            for member in room.members where !member.isGone {
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
        keepSpare(&turn.bytes)
    }

    /// Writes `bytes` and then the member's private bytes, in one write.
    private func deliver(
        _ bytes: UnsafeRawBufferPointer,
        messages: Int,
        andPrivateBytesOf member: Member<S>
    ) {
        member.hasPrivateBytes = false
        var output: [UInt8] = []
        swap(&output, &joined)
        output.append(contentsOf: bytes)
        member.sink.takePrivateBytes(into: &output)
        output.withUnsafeBytes { all in
            var shared: S.Shared?
            write(all, from: 0, messages: messages, to: member, shared: &shared)
        }
        output.removeAll(keepingCapacity: output.capacity <= Self.maximumTurnBytes)
        swap(&output, &joined)
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

    private func keepSpare(_ bytes: inout [UInt8]) {
        guard spareBytes + bytes.capacity <= Self.maximumSpareBytes else { return }
        bytes.removeAll(keepingCapacity: true)
        spareBytes += bytes.capacity
        spares.append(bytes)
    }
}
