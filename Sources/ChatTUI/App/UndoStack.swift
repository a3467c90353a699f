/// Earlier and later texts of the input line.
struct UndoStack: Equatable, Sendable {
    /// The line as it was.
    struct Snapshot: Equatable, Sendable {
        var text: String
        var cursor: Int
        /// The entry of the history that it was recalled from.
        var entry: Int?
    }

    /// The oldest texts are forgotten beyond these.
    private static let maximumCount = 200
    private static let maximumBytes = 1 << 20

    private var past: [Snapshot] = []
    private var future: [Snapshot] = []
    private var pastBytes = 0

    /// Takes note of the line before an edit.
    mutating func record(_ snapshot: Snapshot) {
        future = []
        push(snapshot)
    }

    /// The line before the latest edit that is not undone; `current` is kept for ``redo(from:)``.
    mutating func undo(from current: Snapshot) -> Snapshot? {
        guard let earlier = past.popLast() else { return nil }
        pastBytes -= earlier.text.utf8.count
        future.append(current)
        return earlier
    }

    /// The line as it was before the latest undo.
    mutating func redo(from current: Snapshot) -> Snapshot? {
        guard let later = future.popLast() else { return nil }
        push(current)
        return later
    }

    private mutating func push(_ snapshot: Snapshot) {
        past.append(snapshot)
        pastBytes += snapshot.text.utf8.count
        var dropped = 0
        while past.count - dropped > Self.maximumCount || pastBytes > Self.maximumBytes {
            pastBytes -= past[dropped].text.utf8.count
            dropped += 1
        }
        past.removeFirst(dropped)
    }
}
