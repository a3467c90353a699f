/// The input line: text, cursor, kill ring and undo, as a value.
///
/// Positions are counted in characters. Every change takes time linear in the text at worst: it
/// goes through the string forwards (walking it backwards is quadratic on some hostile texts).
struct LineEditor: Equatable, Sendable {
    /// UTF-8 bytes that the line holds; what would make it longer is refused as a whole.
    static let maximumBytes = 64 << 10

    /// What the latest edit was, because some edits join the one before.
    private enum LatestEdit: Equatable {
        case other
        case typing
        case recall
        case kill
        /// Alt+Y goes back to `before` and puts in the next older kill.
        case yank(before: UndoStack.Snapshot, age: Int)
    }

    /// The text, line feeds included.
    private(set) var text = ""
    /// Characters before the cursor.
    private(set) var cursor = 0
    /// The entry of the history that the text was recalled from; `nil` for a draft.
    private(set) var entry: Int?
    private var killRing = KillRing()
    private var undoStack = UndoStack()
    private var latestEdit = LatestEdit.other

    /// An editor with this text; the cursor stands at its end unless told.
    init(text: String = "", cursor: Int? = nil) {
        reset(to: text, cursor: cursor)
    }

    /// Whether there is no text.
    var isEmpty: Bool { text.isEmpty }

    /// Goes on with another line, its undo included; the kill ring is kept.
    mutating func change(to line: LineEditor) {
        let killRing = killRing
        self = line
        self.killRing = killRing
        latestEdit = .other
    }

    /// Starts with another text: nothing to undo; the kill ring is kept.
    mutating func reset(to text: String = "", cursor: Int? = nil) {
        self.text = text
        let count = text.count
        self.cursor = min(max(cursor ?? count, 0), count)
        entry = nil
        undoStack = UndoStack()
        latestEdit = .other
    }

    // MARK: Insert

    /// Types one character, or several that came at once; undo takes back a word at a time.
    ///
    /// - Returns: `false`, with nothing changed, if the line cannot hold it.
    mutating func type(_ string: String) -> Bool {
        let before = snapshot
        guard replace(cursor..<cursor, with: string) else { return false }
        let isSpace = string.unicodeScalars.first?.isSpace ?? false
        let joins = if case .typing = latestEdit { !isSpace } else { false }
        if !joins { undoStack.record(before) }
        latestEdit = .typing
        return true
    }

    /// Puts in `string` at the cursor as one edit.
    ///
    /// - Returns: `false`, with nothing changed, if the line cannot hold it.
    mutating func insert(_ string: String) -> Bool {
        change(cursor..<cursor, with: string)
    }

    /// Replaces the characters in `range` as one edit; the cursor stands after the replacement.
    ///
    /// - Returns: `false`, with nothing changed, if the line cannot hold it.
    mutating func change(_ range: Range<Int>, with string: String) -> Bool {
        let before = snapshot
        guard replace(range, with: string) else { return false }
        undoStack.record(before)
        latestEdit = .other
        return true
    }

    /// Puts a line of the history in place of the text; several in a row are one edit.
    mutating func recall(_ line: InputHistory.Line) {
        let before = snapshot
        let joins = if case .recall = latestEdit { true } else { false }
        guard replace(0..<text.count, with: line.text) else { return }
        entry = line.entry
        if !joins { undoStack.record(before) }
        latestEdit = .recall
    }

    // MARK: Move

    /// Puts the cursor at `position`, or as near as the text allows.
    mutating func move(to position: Int) {
        cursor = min(max(position, 0), text.count)
        latestEdit = .other
    }

    // MARK: Delete, kill, yank

    /// Removes the characters in `range`.
    mutating func delete(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        _ = change(range, with: "")
    }

    /// Removes the characters in `range`, on one side of the cursor, into the kill ring.
    ///
    /// Kills in a row become one.
    mutating func kill(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let killed = String(text[indices(of: range)])
        let joins = if case .kill = latestEdit { true } else { false }
        killRing.add(killed, joining: !joins ? nil : range.lowerBound < cursor ? .before : .after)
        delete(range)
        latestEdit = .kill
    }

    /// Puts in what was killed last.
    ///
    /// - Returns: `false`, with nothing changed, if the line cannot hold it.
    mutating func yank() -> Bool {
        guard let killed = killRing.entry(age: 0) else { return true }
        let before = snapshot
        guard insert(killed) else { return false }
        latestEdit = .yank(before: before, age: 0)
        return true
    }

    /// Right after a yank: puts in the kill before that one instead.
    ///
    /// - Returns: `false`, with nothing changed, if the line cannot hold it.
    mutating func yankOlder() -> Bool {
        guard case .yank(let before, let age) = latestEdit,
            let killed = killRing.entry(age: age + 1)
        else { return true }
        let yanked = snapshot
        restore(before)
        guard replace(cursor..<cursor, with: killed) else {
            restore(yanked)
            return false
        }
        latestEdit = .yank(before: before, age: age + 1)
        return true
    }

    // MARK: Undo

    /// Takes back the latest edit; `false` if there is none.
    mutating func undo() -> Bool {
        guard let earlier = undoStack.undo(from: snapshot) else { return false }
        restore(earlier)
        return true
    }

    /// Does again what was undone last; `false` if there is none.
    mutating func redo() -> Bool {
        guard let later = undoStack.redo(from: snapshot) else { return false }
        restore(later)
        return true
    }

    private var snapshot: UndoStack.Snapshot {
        UndoStack.Snapshot(text: text, cursor: cursor, entry: entry)
    }

    private mutating func restore(_ snapshot: UndoStack.Snapshot) {
        (text, cursor, entry) = (snapshot.text, snapshot.cursor, snapshot.entry)
        latestEdit = .other
    }

    // MARK: The one place that changes the text

    private mutating func replace(_ range: Range<Int>, with replacement: String) -> Bool {
        let indices = indices(of: range)
        let kept = text.utf8.count - text[indices].utf8.count
        guard kept + replacement.utf8.count <= Self.maximumBytes else { return false }
        var changed = String(text[..<indices.lowerBound])
        changed += replacement
        let end = changed.utf8.count
        changed += text[indices.upperBound...]
        text = changed
        cursor = characters(beforeByte: end)
        return true
    }

    private func indices(of range: Range<Int>) -> Range<String.Index> {
        let start = text.index(text.startIndex, offsetBy: range.lowerBound)
        return start..<text.index(start, offsetBy: range.count)
    }

    /// New neighbours may have become one character (a combining mark after its letter): one that
    /// reaches over the byte counts as before it.
    private func characters(beforeByte offset: Int) -> Int {
        let byte = text.utf8.index(text.startIndex, offsetBy: offset)
        var count = 0
        for index in text.indices {
            guard index < byte else { break }
            count += 1
        }
        return count
    }
}

extension Unicode.Scalar {
    /// Whether it is white space (`White_Space`), told without a look at the tables where none is.
    var isSpace: Bool {
        switch value {
        case 0x21..<0x85, 0xA1..<0x1680, 0x3001...: false
        default: properties.isWhitespace
        }
    }
}
