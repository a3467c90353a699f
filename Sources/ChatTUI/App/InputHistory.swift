/// What was entered in a room, to be recalled with Up and Down.
///
/// What is typed over a recalled entry stays with it, and the draft stays below the newest one, until
/// the next line is sent.
struct InputHistory: Equatable, Sendable {
    /// What stands in the input line.
    struct Line: Equatable, Sendable {
        var text: String
        /// The entry that it was recalled from; `nil` for the draft.
        var entry: Int?
    }

    /// The oldest entries are forgotten beyond these.
    private static let maximumCount = 200
    private static let maximumBytes = 256 << 10
    /// When as much is typed over entries, nothing else is recalled: it would be lost.
    private static let maximumTypedBytes = 1 << 20
    private static let maximumPatternBytes = 256

    private var entries: [String] = []
    private var bytes = 0
    /// What was typed over entries; the draft stands behind the newest.
    private var typed: [Int: String] = [:]
    /// What Ctrl+R looks for, while it is pressed again and again.
    private var sought: String?

    /// Keeps an entered text, unless it is the latest one already, and forgets what was typed over
    /// others.
    mutating func add(_ text: String) {
        typed = [:]
        sought = nil
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

    /// The entry before `line`; `nil` at the oldest.
    mutating func older(than line: Line) -> Line? {
        recall(place(of: line) - 1, inPlaceOf: line)
    }

    /// The entry after `line`, at last the draft; `nil` if that is `line`.
    mutating func newer(than line: Line) -> Line? {
        recall(place(of: line) + 1, inPlaceOf: line)
    }

    /// The next older entry that contains what stood in the input line when the search began.
    ///
    /// - Returns: `nil` if there is none.
    mutating func search(from line: Line) -> Line? {
        let pattern = sought ?? line.text
        // Bounded, because the search takes the product of both lengths at worst.
        guard (1...Self.maximumPatternBytes).contains(pattern.utf8.count) else { return nil }
        var index = (sought == nil ? entries.count : place(of: line)) - 1
        while index >= 0, !contains(text(at: index), pattern) { index -= 1 }
        guard let found = recall(index, inPlaceOf: line) else { return nil }
        sought = pattern
        return found
    }

    /// Whether ``search(from:)`` goes on with what it looked for last.
    var isSearching: Bool { sought != nil }

    /// Ends a search: the next one looks for what stands in the line then.
    mutating func endSearch() {
        sought = nil
    }

    private func place(of line: Line) -> Int {
        min(line.entry ?? entries.count, entries.count)
    }

    private func text(at place: Int) -> String {
        typed[place] ?? (place < entries.count ? entries[place] : "")
    }

    private mutating func recall(_ place: Int, inPlaceOf line: Line) -> Line? {
        guard (0...entries.count).contains(place), keep(line) else { return nil }
        return Line(text: text(at: place), entry: place < entries.count ? place : nil)
    }

    /// Keeps what stands in the line for when it is recalled again; `false` if that is too much.
    private mutating func keep(_ line: Line) -> Bool {
        let place = place(of: line)
        guard !text(at: place).utf8.elementsEqual(line.text.utf8) else { return true }
        let others = typed.reduce(0) { $0 + ($1.key == place ? 0 : $1.value.utf8.count) }
        guard others + line.text.utf8.count <= Self.maximumTypedBytes else { return false }
        typed[place] = line.text
        return true
    }
}

private func contains(_ text: String, _ pattern: String) -> Bool {
    let (text, pattern) = (Array(text.utf8), Array(pattern.utf8))
    guard pattern.count <= text.count else { return false }
    return (0...text.count - pattern.count).contains { text[$0...].starts(with: pattern) }
}
