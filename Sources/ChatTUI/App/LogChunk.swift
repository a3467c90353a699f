import Wire

/// Some consecutive lines of a ``MessageLog``: their text in one arena, and 24 bytes for each.
///
/// No line has an object of its own: a ``LogLine`` is made when it is asked for.
struct LogChunk: Sendable {
    /// What is held of a line besides its text; 24 bytes, which a test asserts.
    ///
    /// Its length is where the next one begins, its number its place in the log, its speaker a
    /// part of its text.
    struct Entry: Sendable {
        /// Milliseconds since 1970, UTC.
        var wall: Int64
        /// The message's number, ``Entry/noSeq`` without one; of ``LogLine/Kind/missing(after:before:)``
        /// the index in `spans`.
        var seq: Int64
        /// Where the text begins.
        var start: UInt32
        /// Minutes that local time is ahead of UTC.
        var utcMinutes: Int16
        var kind: Kind
        /// Bytes of the speaker's name in the text, 0 without one.
        var nameLength: UInt8

        static let noSeq = Int64.min
    }

    /// The kind of a line in one byte.
    struct Kind: OptionSet, Sendable {
        let rawValue: UInt8

        static let message = Kind(rawValue: 1)
        static let own = Kind(rawValue: 2)
        static let mention = Kind(rawValue: 4)
        static let gap = Kind(rawValue: 8)
        static let missing = Kind(rawValue: 16)
        /// The name stands behind `* `.
        static let action = Kind(rawValue: 32)
    }

    /// The number of the first line.
    var firstNumber: Int
    private(set) var text = DisplayTextArena()
    private(set) var entries: [Entry] = []
    /// The number of the first message that has one.
    private(set) var firstSeq: Int64?
    /// Where messages are missing.
    private(set) var spans: [(after: Int64, before: Int64)] = []

    /// A chunk without lines.
    init(firstNumber: Int = 0) {
        self.firstNumber = firstNumber
    }

    /// The numbers of its lines.
    var numbers: Range<Int> { firstNumber..<firstNumber + entries.count }

    /// Where the text of a line is.
    func range(at index: Int) -> Range<Int> {
        let end = index + 1 < entries.count ? Int(entries[index + 1].start) : text.bytes.count
        return Int(entries[index].start)..<end
    }

    /// The line at this index.
    func line(at index: Int) -> LogLine {
        let entry = entries[index]
        let text = text[range(at: index)]
        return LogLine(
            number: firstNumber + index,
            kind: kind(of: entry),
            text: text,
            time: time(of: entry),
            seq: entry.kind.contains(.missing) || entry.seq == Entry.noSeq ? nil : entry.seq,
            from: name(of: entry, in: text)
        )
    }

    /// When the line of this entry was said, or came.
    func time(of entry: Entry) -> WallTime {
        WallTime(wall: entry.wall, utcOffset: Int32(entry.utcMinutes) * 60)
    }

    /// What the line of this entry is.
    func kind(of entry: Entry) -> LogLine.Kind {
        if entry.kind.contains(.message) {
            let isMention = entry.kind.contains(.mention)
            return .message(own: entry.kind.contains(.own), mention: isMention)
        }
        if entry.kind.contains(.missing) {
            let span = spans[Int(entry.seq)]
            return .missing(after: span.after, before: span.before)
        }
        return entry.kind.contains(.gap) ? .gap : .notice
    }

    private func name(of entry: Entry, in text: DisplayText) -> Nick? {
        guard entry.nameLength > 0 else { return nil }
        let start = entry.kind.contains(.action) ? 2 : 0
        let name = text.string.utf8.dropFirst(start).prefix(Int(entry.nameLength))
        return Nick(Substring(name))
    }
}

// MARK: - Changing

extension LogChunk {
    /// Makes room for so many bytes of text.
    mutating func reserveCapacity(_ bytes: Int) {
        text.reserveCapacity(bytes)
    }

    /// Adds a line at the end, whatever its number.
    mutating func append(_ line: LogLine) {
        var entry = Entry(
            wall: line.time.wall,
            seq: line.seq ?? Entry.noSeq,
            start: UInt32(text.bytes.count),
            utcMinutes: Int16(clamping: line.time.utcOffset / 60),
            kind: [],
            nameLength: 0
        )
        switch line.kind {
        case .message(let isOwn, let isMention):
            entry.kind = .message
            if isOwn { entry.kind.insert(.own) }
            if isMention { entry.kind.insert(.mention) }
        case .notice: break
        case .gap: entry.kind = .gap
        case .missing(let after, let before):
            entry.kind = .missing
            entry.seq = Int64(spans.count)
            spans.append((after, before))
        }
        if let from = line.from { note(from, in: line.text, &entry) }
        if firstSeq == nil, line.seq != nil, !entry.kind.contains(.missing) { firstSeq = line.seq }
        text.append(line.text)
        entries.append(entry)
    }

    /// Adds a line of another chunk at the end.
    mutating func append(lineAt index: Int, of other: LogChunk) {
        var entry = other.entries[index]
        entry.start = UInt32(text.bytes.count)
        if entry.kind.contains(.missing) {
            spans.append(other.spans[Int(entry.seq)])
            entry.seq = Int64(spans.count - 1)
        } else if firstSeq == nil, entry.seq != Entry.noSeq {
            firstSeq = entry.seq
        }
        text.append(other.range(at: index), of: other.text)
        entries.append(entry)
    }

    /// Replaces text and time of the last line; who said it is not known any more.
    mutating func replaceLast(with new: DisplayText, at time: WallTime) {
        guard let last = entries.indices.last else { return }
        text.removeLast(range(at: last).count)
        text.append(new)
        entries[last].wall = time.wall
        entries[last].utcMinutes = Int16(clamping: time.utcOffset / 60)
        entries[last].nameLength = 0
    }

    /// The messages' numbers mean nothing any more.
    mutating func forgetSeqs() {
        for index in entries.indices {
            entries[index].seq = Entry.noSeq
            if entries[index].kind.contains(.missing) { entries[index].kind = .gap }
        }
        firstSeq = nil
        spans = []
    }

    /// Gives back what was reserved for more lines.
    mutating func finish() {
        guard entries.capacity > entries.count + 8 else { return }
        var exact: [Entry] = []
        exact.reserveCapacity(entries.count)
        exact += entries
        entries = exact
    }

    private func note(_ name: Nick, in text: DisplayText, _ entry: inout Entry) {
        let bytes = text.string.utf8
        let name = name.description.utf8
        if bytes.starts(with: name) {
            entry.nameLength = UInt8(clamping: name.count)
        } else if bytes.dropFirst(2).starts(with: name) {
            entry.nameLength = UInt8(clamping: name.count)
            entry.kind.insert(.action)
        }
    }
}
