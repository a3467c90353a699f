import Wire

/// Rooms are joined, shown and left here and nowhere else.
extension Model {
    /// Rooms that can be joined at the same time: each is a connection.
    static let maximumRooms = 50

    /// Joins rooms and shows the first; one that was joined before is only shown, and tried again
    /// if it gave up.
    ///
    /// - Returns: The sessions to open.
    /// - Throws: That these are too many rooms; none is joined then.
    mutating func join(_ addresses: [RoomAddress]) throws(CommandError) -> [Effect] {
        let new = addresses.filter { index(of: $0) == nil }
        guard rooms.count + new.count <= Self.maximumRooms else {
            throw CommandError("at most \(Self.maximumRooms) rooms at a time; /leave some first")
        }
        var effects: [Effect] = []
        for address in addresses {
            if let index = index(of: address) {
                effects += reconnectIfEnded(index)
            } else {
                let room = makeRoom(at: address)
                rooms.append(room)
                effects.append(.join(room.id, room.url))
            }
        }
        rankRooms()
        if let first = addresses.first.flatMap({ index(of: $0) }) { show(first) }
        return effects
    }

    /// The room that a person means: a name on the server of the command line, or a URL.
    ///
    /// - Returns: Its name and where it is.
    /// - Throws: Why it is no room.
    func address(of text: String) throws(CommandError) -> RoomAddress {
        do throws(RoomAddress.Invalid) {
            var room = try RoomAddress(text, server: url, aliases: aliases)
            if room.url.serverKey != url.serverKey {
                room.name = room.fullName
            } else {
                try checkRoomName(room.name)
            }
            return room
        } catch {
            throw CommandError("that is no room: \(error.reason)")
        }
    }

    /// Leaves the room and shows the one that was shown before it.
    mutating func leave(_ index: Int) -> [Effect] {
        let wasCurrent = index == current
        tellReading(index)
        let id = rooms.remove(at: index).id
        if lastShown == id { lastShown = nil }
        if index < current { current -= 1 }
        if wasCurrent {
            current =
                lastShown.flatMap { self.index(of: $0) } ?? min(index, max(rooms.count - 1, 0))
            lastShown = nil
            overlay = nil
            editor.change(to: currentRoom?.draft ?? LineEditor())
            look()
        }
        if rooms.isEmpty { say("no room is left: /join ROOM enters one, /quit leaves the program") }
        return [.leave(id)]
    }

    /// Shows the room at `index`; draft and scroll position stay with their rooms.
    mutating func show(_ index: Int) {
        guard rooms.indices.contains(index), index != current else { return }
        rankRoomsBeforeShowing()
        lookAway()
        if let shown = currentIndex {
            rooms[shown].draft = editor
            lastShown = rooms[shown].id
        }
        current = index
        (roomListScroll, memberScroll) = (nil, 0)
        overlay = nil
        completion = nil
        question = nil
        editor.change(to: rooms[index].draft)
        look()
    }

    /// Shows the room so many places on, around the end.
    mutating func showRoom(after steps: Int) {
        let order = shownOrder
        guard let place = order.firstIndex(of: current) else { return }
        show(order[(place + steps + order.count) % order.count])
    }

    /// Shows the next room with mentions, or else with unread messages.
    mutating func showActiveRoom() {
        let order = shownOrder
        let place = order.firstIndex(of: current) ?? 0
        let others = order[place...] + order[..<place]
        let next = others.first { rooms[$0].mentions > 0 } ?? others.first { rooms[$0].unread > 0 }
        guard let next else { return say("nothing new in any room") }
        show(next)
    }

    /// Shows the room that was shown before this one.
    mutating func showLastRoom() {
        guard let index = lastShown.flatMap({ index(of: $0) }) else {
            return say("no other room was shown")
        }
        show(index)
    }

    /// The index of the joined room with this address.
    func index(of address: RoomAddress) -> Int? {
        rooms.firstIndex { $0.url == address.url }
    }

    /// The index of the joined room with this name.
    func index(ofRoom name: String) -> Int? {
        rooms.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// Opens a session again for a room that gave up.
    mutating func reconnectIfEnded(_ index: Int) -> [Effect] {
        guard case .ended = rooms[index].connection else { return [] }
        rooms[index].connection = .connecting
        // What was said is kept by the outbox, and comes back from there.
        rooms[index].pending.removeAll { !$0.isRefused }
        return [.join(rooms[index].id, rooms[index].url)]
    }

    /// The person sees the shown room: nothing in it is unread.
    mutating func look() {
        guard isFocused, let index = currentIndex else { return }
        rooms[index].unread = 0
        rooms[index].mentions = 0
    }

    /// The person looks elsewhere: what comes now will stand below a new rule.
    mutating func lookAway() {
        guard isFocused, let index = currentIndex else { return }
        rooms[index].readUpTo = nil
        tellReading(index)
    }
}

/// Refuses what no path segment can be; a Channels server may take names that ours does not.
///
/// - Throws: What is wrong with the name.
private func checkRoomName(_ name: String) throws(RoomAddress.Invalid) {
    guard name.utf8.count <= maximumRoomNameBytes else {
        throw RoomAddress.Invalid(reason: "the name has more than \(maximumRoomNameBytes) bytes")
    }
    let isFit = name.unicodeScalars.allSatisfy {
        $0 != "/" && $0.properties.generalCategory != .control
    }
    guard isFit else {
        throw RoomAddress.Invalid(reason: "its name has a slash or a control character")
    }
}

private let maximumRoomNameBytes = 200
