import Wire

/// The list of rooms by name, as one types.
///
/// What is said meanwhile moves nothing: the order stays until the filter changes.
struct RoomJump: Sendable {
    /// What Enter can lead to.
    enum Target: Equatable, Sendable {
        /// A joined room.
        case room(RoomID)
        /// A room that is not joined yet.
        case join(RoomAddress)
    }

    /// What the names are filtered by.
    var filter = LineEditor()
    /// What is left, in the order in which it is shown.
    var targets: [Target]
    /// Which of it is chosen.
    var selected = 0
    /// The target in the first row when it was chosen from last.
    var top = 0
}

extension RoomJump: Equatable {
    static func == (left: RoomJump, right: RoomJump) -> Bool {
        left.targets == right.targets && left.selected == right.selected && left.top == right.top
            && left.filter.cursor == right.filter.cursor
            && left.filter.text.utf8.elementsEqual(right.filter.text.utf8)
    }
}

/// Rooms by name.
extension Model {
    /// The rooms whose names have the letters of the filter in them, in the same order: the best
    /// match first, without a filter those that need the person; if there is none, the room to join
    /// that has this name.
    private func jumpTargets(for filter: String) -> [RoomJump.Target] {
        let ranked = shownOrder.compactMap { index in
            rank(of: rooms[index], for: filter).map { (index, $0) }
        }
        if filter.isEmpty {
            return ranked.map(\.0).sorted(by: needsMore).map { .room(rooms[$0].id) }
        }
        // Equals stay in the order of the list: `sorted` is stable.
        let found = ranked.sorted { $0.1 < $1.1 }.map { RoomJump.Target.room(rooms[$0.0].id) }
        guard found.isEmpty, let address = try? address(of: filter) else { return found }
        return [.join(address)]
    }

    /// A room is also found by its server's name and its own.
    private func rank(of room: RoomModel, for filter: String) -> Int? {
        let names = [room.title, "\(room.serverTitle)/\(room.title)"]
        return names.compactMap { matchRank(of: $0.string, for: filter) }.min()
    }

    /// Mentions, then unread messages, then the room before this one; the shown one comes last.
    private func needsMore(_ left: Int, _ right: Int) -> Bool { need(of: left) < need(of: right) }

    private func need(of index: Int) -> Int {
        if index == current { return 4 }
        if rooms[index].mentions > 0 { return 0 }
        if rooms[index].unread > 0 { return 1 }
        return rooms[index].id == lastShown ? 2 : 3
    }

    /// Alt+J: opens the list.
    mutating func startRoomJump() {
        overlay = .rooms(RoomJump(targets: jumpTargets(for: "")))
    }

    /// Changes the filter; what is left is chosen anew.
    mutating func changeRoomFilter<Result>(_ change: (inout LineEditor) -> Result) -> Result? {
        guard case .rooms(var jump) = overlay else { return nil }
        let before = jump.filter.text
        let result = change(&jump.filter)
        if !jump.filter.text.utf8.elementsEqual(before.utf8) {
            jump.targets = jumpTargets(for: jump.filter.text)
            (jump.selected, jump.top) = (0, 0)
        }
        overlay = .rooms(jump)
        return result
    }

    /// Keys that mean something else in the list; `nil` for all others.
    mutating func performInRoomFilter(_ action: KeyAction) -> [Effect]? {
        let page = max(Layout(self).pane.rows - 1, 1)
        switch action {
        case .up, .rowUp, .completeBackward, .previousRoom: moveJump(by: -1)
        case .down, .rowDown, .complete, .nextRoom: moveJump(by: 1)
        case .pageUp: moveJump(by: -page)
        case .pageDown: moveJump(by: page)
        case .send: return jump()
        case .back, .clearOrLeave, .jumpToRoom: overlay = nil
        case .newLine, .searchHistory: break
        default: return nil
        }
        return []
    }

    /// Chooses another room of the list, no further than it goes.
    mutating func moveJump(by steps: Int) {
        guard case .rooms(var jump) = overlay else { return }
        let list = PickListView(jump, in: self, area: Layout(self).paneArea)
        jump.selected = max(min(jump.selected + steps, jump.targets.count - 1), 0)
        jump.top = list.top(choosing: jump.selected)
        overlay = .rooms(jump)
    }

    /// Shows the chosen room, or joins it.
    mutating func jump() -> [Effect] {
        guard case .rooms(let jump) = overlay else { return [] }
        guard jump.targets.indices.contains(jump.selected) else { return [] }
        overlay = nil
        switch jump.targets[jump.selected] {
        case .room(let id): if let index = index(of: id) { show(index) }
        case .join(let address):
            do {
                return try join([address])
            } catch {
                say(error.sentence)
            }
        }
        return []
    }
}

/// How well a name fits what was typed, the lower the better; `nil` if it does not.
///
/// The whole name, its beginning, the beginning of a word in it, a part of it, all letters in this
/// order. The case of ASCII letters does not count.
func matchRank(of name: String, for typed: String) -> Int? {
    let (name, typed) = (name.utf8.map(folded), typed.utf8.map(folded))
    guard !typed.isEmpty else { return 0 }
    guard typed.count <= name.count else { return nil }
    if name.starts(with: typed) { return typed.count == name.count ? 0 : 1 }
    let places = (1...name.count - typed.count + 1).filter { place in
        place + typed.count <= name.count && name[place...].starts(with: typed)
    }
    if places.contains(where: { isWordBreak(name[$0 - 1]) }) { return 2 }
    if !places.isEmpty { return 3 }
    var rest = typed[...]
    for byte in name where byte == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty ? 4 : nil
}

private func isWordBreak(_ byte: UInt8) -> Bool {
    " -_./:".utf8.contains(byte)
}
