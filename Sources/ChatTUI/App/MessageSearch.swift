import Wire

/// Looks for messages of one room, the newest first, in slices that fit between two frames.
///
/// A value that is kept up to date: call ``advance(in:budget:)`` until ``isComplete(in:)``, and
/// again whenever lines have come. What was found stays valid while lines come at the end, go at
/// the beginning, or older ones are put in before all others; what is put in between lines gives
/// those before it other numbers: tell it by ``renumbered(before:)``. Only chat messages are
/// found, not what the program says.
struct MessageSearch: Equatable, Sendable {
    /// What is looked for.
    let pattern: SearchPattern
    /// The numbers (``LogLine/number``) of the lines that were found, the newest first.
    ///
    /// Lines that left the log since are still among them until the next ``advance(in:budget:)``.
    private(set) var matches: [Int] = []
    /// The numbers of the lines that were looked at.
    private var seen: Range<Int>?

    /// Bytes at the beginning of a message in which expressions are looked for.
    static let expressionBytes = 4 << 10

    /// A search that has looked at nothing.
    init(_ pattern: SearchPattern) {
        self.pattern = pattern
    }

    /// Whether all lines of the log were looked at.
    func isComplete(in log: MessageLog) -> Bool {
        guard !pattern.isEmpty, let first = log.lines.first?.number else { return true }
        guard let seen else { return false }
        return seen.lowerBound <= first && seen.upperBound > log.newest
    }

    /// Looks at as many bytes of messages as `budget`, and at the rest of the last line.
    ///
    /// Lines that have come since the last call come first, then older ones. Expressions are looked
    /// for in the first ``expressionBytes`` of a message; with them the budget counts for a
    /// sixteenth or less, as they take so much longer.
    ///
    /// - Parameters:
    ///   - log: The same room's log in every call.
    ///   - budget: In bytes.
    mutating func advance(in log: MessageLog, budget: Int = 1 << 20) {
        let first = log.lines.first?.number ?? log.newest + 1
        forget(before: first)
        guard !isComplete(in: log) else { return }
        let expressions = pattern.compiledExpressions()
        // What the matcher takes for hostile text grows with the pattern, and faster than the text:
        // such a pattern has a few KiB, for which it is compiled anew.
        let cost = expressions.reduce(0) { $0 + $1.cost }
        var left = max(expressions.isEmpty ? budget : budget / min(max(2 * cost, 16), 256), 1)
        let lineBytes = expressions.isEmpty ? Int.max : Self.expressionBytes
        var seen = self.seen ?? log.newest + 1..<log.newest + 1
        while left > 0, seen.upperBound <= log.newest {
            let chunk = log.chunk(ofLine: seen.upperBound)
            let start = max(seen.upperBound, first)
            var end = start
            while left > 0, end < chunk.numbers.upperBound {
                left -= min(chunk.range(at: end - chunk.firstNumber).count, lineBytes) + 1
                end += 1
            }
            let found = Slice(pattern, expressions, chunk, start..<end).matches()
            matches.insert(contentsOf: found.reversed(), at: 0)
            seen = min(seen.lowerBound, start)..<end
        }
        while left > 0, seen.lowerBound > first {
            let chunk = log.chunk(ofLine: seen.lowerBound - 1)
            var start = seen.lowerBound
            while left > 0, start > chunk.firstNumber {
                start -= 1
                left -= min(chunk.range(at: start - chunk.firstNumber).count, lineBytes) + 1
            }
            let found = Slice(pattern, expressions, chunk, start..<seen.lowerBound).matches()
            matches.append(contentsOf: found.reversed())
            seen = start..<seen.upperBound
        }
        self.seen = seen
    }

    /// Lines before the one of this number have other numbers now: they are looked at anew.
    mutating func renumbered(before line: Int) {
        forget(before: line)
        guard let seen else { return }
        self.seen = seen.upperBound > line ? max(seen.lowerBound, line)..<seen.upperBound : nil
    }

    private mutating func forget(before line: Int) {
        while let last = matches.last, last < line { matches.removeLast() }
    }
}

/// Some lines of one chunk that are looked at.
private struct Slice {
    let pattern: SearchPattern
    let expressions: [TextPattern]
    let chunk: LogChunk
    /// The indices in the chunk.
    let lines: Range<Int>

    init(
        _ pattern: SearchPattern,
        _ expressions: [TextPattern],
        _ chunk: LogChunk,
        _ numbers: Range<Int>
    ) {
        self.pattern = pattern
        self.expressions = expressions
        self.chunk = chunk
        lines = numbers.lowerBound - chunk.firstNumber..<numbers.upperBound - chunk.firstNumber
    }

    /// The numbers of the lines that match, in order.
    func matches() -> [Int] {
        guard !lines.isEmpty else { return [] }
        let range = start(of: lines.lowerBound)..<start(of: lines.upperBound)
        return chunk.text.bytes.withUnsafeBytes { bytes in
            guard let rarest = pattern.texts.max(by: { $0.text.utf8.count < $1.text.utf8.count })
            else {
                return lines.filter { isMatch($0, bytes) }.map { chunk.firstNumber + $0 }
            }
            return matches(of: rarest, in: range, of: bytes)
        }
    }

    /// Goes through the text of all lines at once: most hold nothing of it.
    private func matches(
        of sought: SoughtText,
        in range: Range<Int>,
        of bytes: UnsafeRawBufferPointer
    ) -> [Int] {
        let text = UnsafeRawBufferPointer(rebasing: bytes[..<range.upperBound])
        let isASCII = SoughtText.isASCII(UnsafeRawBufferPointer(rebasing: bytes[range]))
        var found: [Int] = []
        var line = lines.lowerBound
        var place = range.lowerBound
        while let hit = sought.firstRange(in: text, from: place, isASCII: isASCII) {
            while start(of: line + 1) <= hit.lowerBound { line += 1 }
            let end = start(of: line + 1)
            guard hit.upperBound <= end else {
                // The end of one line and the beginning of the next.
                place = hit.lowerBound + 1
                continue
            }
            if isMatch(line, bytes) { found.append(chunk.firstNumber + line) }
            place = end
        }
        return found
    }

    private func isMatch(_ line: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let kind = chunk.entries[line].kind
        guard kind.contains(.message), kind.contains(.mention) || !pattern.onlyMentions
        else { return false }
        let range = start(of: line)..<start(of: line + 1)
        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
        guard pattern.texts.allSatisfy({ $0.firstRange(in: text) != nil }) else { return false }
        var end = min(text.count, MessageSearch.expressionBytes)
        while end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        let beginning = UnsafeRawBufferPointer(rebasing: text[..<end])
            .assumingMemoryBound(to: UInt8.self)
        return expressions.allSatisfy { $0.matches(beginning) }
    }

    /// Where the text of a line begins; behind the last line, where its text ends.
    private func start(of line: Int) -> Int {
        line < chunk.entries.count ? Int(chunk.entries[line].start) : chunk.text.bytes.count
    }
}
