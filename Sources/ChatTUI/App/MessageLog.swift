import Wire

/// The lines of one room, oldest first, bounded in bytes: the oldest go when it is full.
///
/// Lines are held in chunks (``LogChunk``) of up to 64 KiB of text, so that adding at the end,
/// dropping at the beginning and putting in pages anywhere touch one chunk or two, however many
/// lines there are. Their numbers are consecutive: a line is found by its number or index in
/// logarithmic time.
struct MessageLog: Sendable {
    /// Bytes of text that are kept, unless told otherwise.
    static let defaultScrollback = 8 << 20

    /// Bytes of text that are kept; 0 for no limit.
    ///
    /// Besides, at most one line for each ``bytesPerLine`` of them is kept, so that short lines are
    /// bounded too.
    var scrollback: Int {
        didSet {
            trim()
            version += 1
        }
    }

    /// The chunks, oldest first, none of them empty.
    private(set) var chunks: [LogChunk] = [] {
        didSet { version += 1 }
    }
    /// Bytes of text in all lines.
    private var bytes = 0
    /// The number of the newest line, 0 if there was none.
    private(set) var newest = 0

    /// Counts the changes.
    private var version = 0

    private static let bytesPerLine = 64
    private static let largestChunk = 64 << 10
    private static let smallestChunk = 1 << 10

    /// A log without lines.
    ///
    /// - Parameter scrollback: Bytes of text that are kept; 0 for no limit.
    init(scrollback: Int = defaultScrollback) {
        self.scrollback = scrollback
    }

    /// The lines, each made when it is asked for.
    var lines: Lines { Lines(log: self) }

    /// How many lines there are.
    var count: Int { newest + 1 - firstNumber }

    /// The number of the oldest line, or of the next one if there is none.
    var firstNumber: Int { chunks.first?.firstNumber ?? newest + 1 }

    /// Lines that are kept at most, whatever they hold.
    var maximumCount: Int { scrollback > 0 ? max(scrollback / Self.bytesPerLine, 1) : .max }

    /// Whether lines from the room's history can be put in, with space left for what is to come.
    var hasSpaceForOlder: Bool {
        scrollback <= 0 || bytes < scrollback / 2 && count < maximumCount / 2
    }

    /// The line at this index, counted from the oldest.
    func line(at index: Int) -> LogLine {
        let (chunk, place) = place(ofLine: firstNumber + index)
        return chunks[chunk].line(at: place)
    }

    /// When the line at this index was said, or came.
    func time(at index: Int) -> WallTime {
        let (chunk, place) = place(ofLine: firstNumber + index)
        return chunks[chunk].time(of: chunks[chunk].entries[place])
    }

    /// What the line at this index is, without its text.
    func kind(at index: Int) -> LogLine.Kind {
        let (chunk, place) = place(ofLine: firstNumber + index)
        return chunks[chunk].kind(of: chunks[chunk].entries[place])
    }

    /// The chunk with the line of this number, which must be there.
    func chunk(ofLine number: Int) -> LogChunk { chunks[place(ofLine: number).chunk] }

    /// The index of the line with this number, or of the next one if it is gone.
    func index(ofLine number: Int) -> Int {
        min(max(number - firstNumber, 0), count)
    }

    /// How many messages of others there are from this index on.
    ///
    /// Takes time for each of these lines.
    func messagesOfOthers(from index: Int) -> Int {
        let first = firstNumber + index
        var count = 0
        for chunk in chunks.reversed() {
            guard chunk.numbers.upperBound > first else { break }
            count += chunk.entries.dropFirst(max(first - chunk.firstNumber, 0)).count {
                $0.kind.contains(.message) && !$0.kind.contains(.own)
            }
        }
        return count
    }

    /// Which chunk a line is in, and at which index there.
    private func place(ofLine number: Int) -> (chunk: Int, place: Int) {
        var range = chunks.startIndex..<chunks.endIndex
        while range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            range =
                chunks[middle].firstNumber <= number
                ? middle..<range.upperBound : range.lowerBound..<middle
        }
        let chunk = range.lowerBound
        return (chunk, number - chunks[chunk].firstNumber)
    }
}

// MARK: - Numbers in the room's log

extension MessageLog {
    /// The lowest number in the room's log that a line has.
    var firstSeq: Int64? { chunks.lazy.compactMap(\.firstSeq).first }

    /// The index of the first line that has a number in the room's log.
    var firstIndexWithSeq: Int? {
        guard let chunk = chunks.first(where: { $0.firstSeq != nil }) else { return nil }
        let place = chunk.entries.firstIndex {
            $0.seq != LogChunk.Entry.noSeq && !$0.kind.contains(.missing)
        }
        return place.map { chunk.firstNumber + $0 - firstNumber }
    }

    /// The index of the line that says that messages up to `before` are missing.
    func indexOfGap(before: Int64) -> Int? {
        for chunk in chunks where chunk.spans.contains(where: { $0.before == before }) {
            let place = chunk.entries.firstIndex {
                $0.kind.contains(.missing) && chunk.spans[Int($0.seq)].before == before
            }
            if let place { return chunk.firstNumber + place - firstNumber }
        }
        return nil
    }

    /// The log of the room is another one: numbers mean nothing any more.
    mutating func forgetSeqs() {
        for index in chunks.indices { chunks[index].forgetSeqs() }
    }
}

// MARK: - Changing

extension MessageLog {
    /// Adds a line at the end and returns its number.
    @discardableResult
    mutating func append(_ kind: LogLine.Kind, _ text: DisplayText, at moment: Moment) -> Int {
        append(LogLine(kind: kind, text: text, time: moment.wallTime))
    }

    /// Adds a line at the end, whatever its number was, and returns its number.
    @discardableResult
    mutating func append(_ line: LogLine) -> Int {
        let added = line.text.string.utf8.count
        newest += 1
        if !hasRoom(in: chunks.last, for: added) {
            if let last = chunks.indices.last { chunks[last].finish() }
            chunks.append(LogChunk(firstNumber: newest))
            // A room in which little is said has a chunk that grows with it.
            if chunks.count > 1 { chunks[chunks.count - 1].reserveCapacity(chunkBytes) }
        }
        chunks[chunks.count - 1].append(line)
        bytes += added
        trim()
        return newest
    }

    /// Replaces the text of the newest line, whose number is `number`; otherwise does nothing.
    mutating func replaceNewest(_ number: Int, with text: DisplayText, at moment: Moment) {
        guard number == newest, let last = chunks.indices.last else { return }
        bytes -= chunks[last].text.bytes.count
        chunks[last].replaceLast(with: text, at: moment.wallTime)
        bytes += chunks[last].text.bytes.count
        trim()
    }

    /// Puts lines in place of those at these indices.
    ///
    /// Lines behind them keep their numbers; those before them are numbered anew. Takes time for
    /// the chunks in which the lines are, not for all lines.
    ///
    /// - Returns: By how much the numbers of those before have grown.
    mutating func replace(_ range: Range<Int>, with new: [LogLine]) -> Int {
        let first = firstNumber
        var pieces: [LogChunk] = []
        var touched = 0..<0
        if !chunks.isEmpty {
            let start = place(ofLine: first + range.lowerBound)
            let end = place(ofLine: first + range.upperBound)
            touched = start.chunk..<end.chunk + 1
            for index in 0..<start.place {
                add(lineAt: index, of: chunks[start.chunk], to: &pieces)
            }
            for line in new { add(line, to: &pieces) }
            let rest = chunks[end.chunk]
            for index in end.place..<rest.entries.count {
                add(lineAt: index, of: rest, to: &pieces)
            }
        } else {
            for line in new { add(line, to: &pieces) }
        }
        for index in pieces.indices { pieces[index].finish() }
        let end = touched.isEmpty ? newest + 1 : chunks[touched.upperBound - 1].numbers.upperBound
        bytes -= chunks[touched].reduce(0) { $0 + $1.text.bytes.count }
        bytes += pieces.reduce(0) { $0 + $1.text.bytes.count }
        chunks.replaceSubrange(touched, with: pieces)
        var number = end
        for index in (0..<touched.lowerBound + pieces.count).reversed() {
            number -= chunks[index].entries.count
            chunks[index].firstNumber = number
        }
        return range.count - new.count
    }

    /// Removes all lines; numbers go on.
    mutating func clear() {
        chunks = []
        bytes = 0
    }

    private func add(_ line: LogLine, to pieces: inout [LogChunk]) {
        if !hasRoom(in: pieces.last, for: line.text.string.utf8.count) { pieces.append(LogChunk()) }
        pieces[pieces.count - 1].append(line)
    }

    private func add(lineAt index: Int, of chunk: LogChunk, to pieces: inout [LogChunk]) {
        if !hasRoom(in: pieces.last, for: chunk.range(at: index).count) {
            pieces.append(LogChunk())
        }
        pieces[pieces.count - 1].append(lineAt: index, of: chunk)
    }

    /// Bytes of text in a chunk: a small log loses no large part of its lines at once.
    private var chunkBytes: Int {
        guard scrollback > 0 else { return Self.largestChunk }
        return min(max(scrollback / 16, Self.smallestChunk), Self.largestChunk)
    }

    private func hasRoom(in chunk: LogChunk?, for bytes: Int) -> Bool {
        guard let chunk else { return false }
        return chunk.text.bytes.count + bytes <= chunkBytes
            && chunk.entries.count < chunkBytes / 32
    }

    /// Drops the oldest chunks, but not the one with the newest line.
    private mutating func trim() {
        guard scrollback > 0 else { return }
        var dropped = 0
        var left = (bytes: bytes, count: count)
        while left.bytes > scrollback || left.count > maximumCount, dropped < chunks.count - 1 {
            left.bytes -= chunks[dropped].text.bytes.count
            left.count -= chunks[dropped].entries.count
            dropped += 1
        }
        guard dropped > 0 else { return }
        chunks.removeFirst(dropped)
        bytes = left.bytes
    }
}

// MARK: - As it was

extension MessageLog: Equatable {
    /// Whether neither of two copies of one log was changed since.
    ///
    /// Changes are counted, lines are not compared: it is asked at each frame. Two different logs have
    /// nothing that could be compared.
    static func == (left: MessageLog, right: MessageLog) -> Bool { left.version == right.version }

    /// A copy to be compared with, which holds no lines in memory.
    var withoutLines: MessageLog {
        var log = self
        log.chunks = []
        log.version = version
        return log
    }
}

// MARK: - As a collection

extension MessageLog {
    /// The lines of a log, oldest first.
    struct Lines: RandomAccessCollection {
        fileprivate let log: MessageLog

        var startIndex: Int { 0 }
        var endIndex: Int { log.count }

        subscript(index: Int) -> LogLine { log.line(at: index) }
    }
}
