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

    /// Looks at about as many bytes of messages as `budget`, at least at one line.
    ///
    /// Lines that have come since the last call come first, then older ones. With expressions the
    /// budget counts for a sixteenth, as they take so much longer.
    ///
    /// - Parameters:
    ///   - log: The same room's log in every call.
    ///   - budget: In bytes.
    mutating func advance(in log: MessageLog, budget: Int = 1 << 20) {
        let first = log.lines.first?.number ?? log.newest + 1
        forget(before: first)
        guard !isComplete(in: log) else { return }
        let expressions = pattern.compiledExpressions()
        var left = max(expressions.isEmpty ? budget : budget / 16, 1)
        var seen = self.seen ?? log.newest + 1..<log.newest + 1
        while left > 0, seen.upperBound <= log.newest {
            let chunk = log.chunk(ofLine: seen.upperBound)
            let numbers = max(seen.upperBound, first)..<chunk.numbers.upperBound
            let found = Slice(pattern, expressions, chunk, numbers).matches(&left)
            matches.insert(contentsOf: found.reversed(), at: 0)
            seen = min(seen.lowerBound, numbers.lowerBound)..<numbers.upperBound
        }
        while left > 0, seen.lowerBound > first {
            let chunk = log.chunk(ofLine: seen.lowerBound - 1)
            let numbers = chunk.firstNumber..<seen.lowerBound
            let found = Slice(pattern, expressions, chunk, numbers).matches(&left)
            matches.append(contentsOf: found.reversed())
            seen = numbers.lowerBound..<seen.upperBound
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

    /// The numbers of the lines that match, in order; takes the bytes it looked at off `budget`.
    func matches(_ budget: inout Int) -> [Int] {
        guard !lines.isEmpty else { return [] }
        let range = start(of: lines.lowerBound)..<start(of: lines.upperBound)
        budget -= range.count + lines.count
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
        let isASCII = SoughtText.isASCII(text)
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
        return pattern.texts.allSatisfy { $0.firstRange(in: text) != nil }
            && expressions.allSatisfy { $0.matches(text.assumingMemoryBound(to: UInt8.self)) }
    }

    /// Where the text of a line begins; behind the last line, where its text ends.
    private func start(of line: Int) -> Int {
        line < chunk.entries.count ? Int(chunk.entries[line].start) : chunk.text.bytes.count
    }
}
