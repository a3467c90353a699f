import Wire

/// The links of a room, each once and the newest first, of which one is chosen.
///
/// What is said meanwhile moves nothing: the list stays as it was when it was opened.
struct LinkPicker: Equatable, Sendable {
    /// A link, and who gave it when.
    struct Entry: Equatable, Sendable {
        var target: String
        /// Empty if that is not known.
        var from: DisplayText
        var time: WallTime
    }

    /// Older links are not offered.
    static let maximumCount = 500

    let entries: [Entry]
    /// What keys do in it.
    let hint: DisplayText
    var selected = 0
    /// The entry in the first row when it was chosen from last.
    var top = 0

    /// The links of a room; `nil` if there is none.
    init?(_ room: RoomModel, keys: KeyMap = .standard) {
        var entries: [Entry] = []
        var targets: Set<[UInt8]> = []
        for line in room.log.lines.reversed() where entries.count < Self.maximumCount {
            guard case .message = line.kind else { continue }
            let name = line.from?.description ?? speaker(of: line.text).map { String($0) }
            let from = DisplayText(cleaning: name ?? "")
            entries += LinkFinder.links(in: line.text).reversed()
                .filter { targets.insert(Array($0.target.utf8)).inserted }
                .map { Entry(target: $0.target, from: from, time: line.time) }
        }
        guard !entries.isEmpty else { return nil }
        self.entries = Array(entries.prefix(Self.maximumCount))
        hint = [keys.hint(.send, " opens"), "c copies", keys.hint(.back, " closes")]
            .compactMap { $0 }.joined(separator: " · ")
    }

    /// Chooses another link, no further than the list goes.
    mutating func move(by steps: Int) {
        selected = max(min(selected + steps, entries.count - 1), 0)
    }
}

/// Links to open or to copy.
extension Model {
    /// Alt+O: opens the list.
    ///
    /// - Throws: That there is nothing in it.
    mutating func startLinks() throws(CommandError) {
        guard let room = currentRoom, let picker = LinkPicker(room, keys: keyMap) else {
            throw CommandError("there is no link here")
        }
        overlay = .links(picker)
    }

    /// Keys in the list; `nil` for those that mean the same everywhere.
    mutating func performInLinks(_ key: Key, _ action: KeyAction?) -> [Effect]? {
        guard case .links(let picker) = overlay else { return nil }
        let page = max(Layout(self).pane.rows - 2, 1)
        let link = picker.entries[picker.selected].target
        switch action {
        case .up, .rowUp: moveLinks(by: -1)
        case .down, .rowDown: moveLinks(by: 1)
        case .pageUp: moveLinks(by: -page)
        case .pageDown: moveLinks(by: page)
        case .lineStart, .oldest: moveLinks(by: -LinkPicker.maximumCount)
        case .lineEnd, .newest: moveLinks(by: LinkPicker.maximumCount)
        case .back, .clearOrLeave, .pickLink: overlay = nil
        case .send:
            overlay = nil
            return open(link)
        case .copyMessage:
            overlay = nil
            return copy(link, "the link")
        case nil where key == .character("c"):
            overlay = nil
            return copy(link, "the link")
        case .complete, .completeBackward, .newLine, .searchHistory, .deleteForwardOrLeave: break
        default: return action == nil ? [] : nil
        }
        return []
    }

    /// Chooses another link.
    mutating func moveLinks(by steps: Int) {
        guard case .links(var picker) = overlay else { return }
        let list = PickListView(picker, now: now, area: Layout(self).paneArea)
        picker.move(by: steps)
        picker.top = list.top(choosing: picker.selected)
        overlay = .links(picker)
    }

    /// A click on a link of the list chooses it; on the chosen one it opens it.
    mutating func clickLink(_ index: Int) -> [Effect] {
        guard case .links(let picker) = overlay, picker.entries.indices.contains(index) else {
            return []
        }
        guard index == picker.selected else {
            moveLinks(by: index - picker.selected)
            return []
        }
        overlay = nil
        return open(picker.entries[index].target)
    }

    /// Opens a link.
    mutating func open(_ link: String) -> [Effect] {
        say("opening \(DisplayText(cleaning: link))")
        return [.open(link)]
    }
}
