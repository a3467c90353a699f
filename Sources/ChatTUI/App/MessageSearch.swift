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

    /// Looks at as many bytes of messages as `budget`, and at the rest of the last line.
    ///
    /// Lines that have come since the last call come first, then older ones. Expressions are given a
    /// sixteenth of these bytes or less, as they take so much longer; lines that lack what an
    /// expression needs do not count for that.
    ///
    /// - Parameters:
    ///   - log: The same room's log in every call.
    ///   - budget: In bytes.
    mutating func advance(in log: MessageLog, budget: Int = 1 << 20) {
        let first = log.lines.first?.number ?? log.newest + 1
        forget(before: first)
        guard !isComplete(in: log) else { return }
        var slice = SearchSlice(pattern, budget: budget)
        var seen = self.seen ?? log.newest + 1..<log.newest + 1
        while slice.goesOn, seen.upperBound <= log.newest {
            let chunk = log.chunk(ofLine: seen.upperBound)
            let start = max(seen.upperBound, first)
            let (found, count) = slice.matches(
                among: start..<chunk.numbers.upperBound,
                of: chunk,
                newestFirst: false
            )
            matches.insert(contentsOf: found.reversed(), at: 0)
            seen = min(seen.lowerBound, start)..<start + count
        }
        while slice.goesOn, seen.lowerBound > first {
            let chunk = log.chunk(ofLine: seen.lowerBound - 1)
            let (found, count) = slice.matches(
                among: chunk.firstNumber..<seen.lowerBound,
                of: chunk,
                newestFirst: true
            )
            matches.append(contentsOf: found)
            seen = seen.lowerBound - count..<seen.upperBound
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
