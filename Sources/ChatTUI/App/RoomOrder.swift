import Wire

/// The joined rooms of one server, as the room list shows them below its name.
struct RoomGroup: Equatable, Sendable {
    /// What the server is called.
    var title: DisplayText
    /// Whether it is reached by TLS.
    var isSecure: Bool
    /// Indices in ``Model/rooms``, in the order in which they are shown.
    var rooms: [Int]
}

/// Which room stands where: in the room list, for Alt+1 to Alt+0, for the next and the previous
/// one.
extension Model {
    /// While rooms are changed at least that often, in milliseconds, a list in the order of activity
    /// keeps its order: it does not jump under the fingers of who walks through it.
    static let walkMilliseconds: Int64 = 5_000

    /// The rooms by server, in the order of joining or of activity.
    var roomGroups: [RoomGroup] {
        var groups: [RoomGroup] = []
        var places: [ServerKey: Int] = [:]
        for index in rankedRooms {
            let url = rooms[index].url
            let key = ServerKey(isSecure: url.isSecure, name: url.serverName)
            if let place = places[key] {
                groups[place].rooms.append(index)
            } else {
                places[key] = groups.count
                let title = rooms[index].serverTitle
                groups.append(RoomGroup(title: title, isSecure: url.isSecure, rooms: [index]))
            }
        }
        return groups
    }

    /// Indices in ``rooms`` as they are shown from top to bottom.
    var shownOrder: [Int] { roomGroups.flatMap(\.rooms) }

    /// The index of the room with this number on screen, counted from 1.
    func index(ofNumber number: Int) -> Int? {
        let order = shownOrder
        return order.indices.contains(number - 1) ? order[number - 1] : nil
    }

    /// Puts rooms with mentions first, then those with unread messages, the latest first, then the
    /// others as they were joined, if the person wants that order.
    mutating func rankRooms() {
        guard settings.roomOrder == .activity else { return roomRanking = [] }
        let sorted = rooms.indices.sorted { rank(of: $0) < rank(of: $1) }
        roomRanking = sorted.map { rooms[$0].id }
    }

    /// Ranks the rooms when another one is shown, unless that is a step of a walk through them.
    mutating func rankRoomsBeforeShowing() {
        if now.monotonic >= walkEnd { rankRooms() }
        walkEnd = now.monotonic + Self.walkMilliseconds
    }

    /// The rooms as they were ranked last, then those that came since.
    private var rankedRooms: [Int] {
        guard !roomRanking.isEmpty, settings.roomOrder == .activity else {
            return Array(rooms.indices)
        }
        let ranked = roomRanking.compactMap { index(of: $0) }
        return ranked + rooms.indices.filter { !ranked.contains($0) }
    }

    private func rank(of index: Int) -> (Int, Int64, Int) {
        let room = rooms[index]
        guard room.unread > 0 else { return (2, 0, index) }
        return (room.mentions > 0 ? 0 : 1, -room.unreadAt, index)
    }
}

private struct ServerKey: Hashable {
    var isSecure: Bool
    var name: String
}
