/// What was entered in a room, to be recalled with Up and Down.
struct InputHistory: Sendable {
    /// The oldest entries are forgotten beyond these.
    private static let maximumCount = 200
    private static let maximumBytes = 256 << 10
    private static let maximumPatternBytes = 256

    private var entries: [String] = []
    private var bytes = 0
    /// Which entry is in the input line, and the draft that it took the place of.
    private var recalled: (index: Int, draft: String)?
    /// What Ctrl+R looks for, while it is pressed again and again.
    private var sought: String?

    /// Keeps an entered text, unless it is the latest one already, and ends recalling.
    mutating func add(_ text: String) {
        leave()
        guard entries.last?.utf8.elementsEqual(text.utf8) != true else { return }
        entries.append(text)
        bytes += text.utf8.count
        var dropped = 0
        while entries.count - dropped > Self.maximumCount
            || bytes > Self.maximumBytes && dropped < entries.count - 1
        {
            bytes -= entries[dropped].utf8.count
            dropped += 1
        }
        entries.removeFirst(dropped)
    }

    /// The entry before the one recalled.
    ///
    /// - Parameter current: What stands in the input line.
    /// - Returns: `nil` at the oldest.
    mutating func older(than current: String) -> String? {
        recall((recalled?.index ?? entries.count) - 1, from: current)
    }

    /// The entry after the one recalled, then the draft; `nil` if nothing is recalled.
    mutating func newer() -> String? {
        guard let recalled else { return nil }
        guard recalled.index + 1 < entries.count else {
            leave()
            return recalled.draft
        }
        return recall(recalled.index + 1, from: recalled.draft)
    }

    /// The next older entry that contains what stood in the input line when the search began.
    ///
    /// - Returns: `nil` if there is none.
    mutating func search(from current: String) -> String? {
        let pattern = sought ?? current
        // Bounded, because the search takes the product of both lengths at worst.
        guard (1...Self.maximumPatternBytes).contains(pattern.utf8.count) else { return nil }
        var index = (sought == nil ? entries.count : recalled?.index ?? entries.count) - 1
        while index >= 0, !contains(entries[index], pattern) { index -= 1 }
        guard let found = recall(index, from: current) else { return nil }
        sought = pattern
        return found
    }

    /// Ends a search: the next one looks for what stands in the line then.
    mutating func endSearch() {
        sought = nil
    }

    /// Ends recalling and searching.
    mutating func leave() {
        recalled = nil
        sought = nil
    }

    private mutating func recall(_ index: Int, from current: String) -> String? {
        guard entries.indices.contains(index) else { return nil }
        recalled = (index, recalled?.draft ?? current)
        return entries[index]
    }
}

private func contains(_ text: String, _ pattern: String) -> Bool {
    let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
    guard pattern.count <= text.count else { return false }
    return (0...text.count - pattern.count).contains { text[$0...].starts(with: pattern) }
}
