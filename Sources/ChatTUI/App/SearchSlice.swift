import Wire

/// Looks at lines, one chunk after the other, until what may be looked at in one go is used up.
struct SearchSlice {
    private let pattern: SearchPattern
    private let expressions: [TextPattern]
    /// One text of these leads to the lines that are looked at; nothing if that is each.
    private let guide: [SoughtText]
    /// What they must hold besides.
    private let others: [[SoughtText]]
    /// Bytes of lines that may be looked at.
    private var bytes: Int
    /// Bytes that may be given to expressions.
    private var expressionBytes: Int

    /// A slice of so many bytes.
    init(_ pattern: SearchPattern, budget: Int) {
        self.pattern = pattern
        expressions = pattern.compiledExpressions()
        var needed = pattern.needed
        let lengths = needed.map { texts in texts.map(\.text.utf8.count).min() ?? 0 }
        // The longest is the rarest.
        let rarest = lengths.indices.max { lengths[$0] < lengths[$1] }
        guide = rarest.map { needed.remove(at: $0) } ?? []
        others = needed
        bytes = max(budget, 1)
        // What the matcher takes for hostile text grows with the pattern, and faster than the text:
        // such a pattern has a few KiB, for which it is compiled anew.
        let cost = expressions.reduce(0) { $0 + $1.cost }
        expressionBytes = max(budget / min(max(2 * cost, 16), 256), 1)
    }

    /// Whether there is something left of what may be looked at.
    var goesOn: Bool { bytes > 0 && expressionBytes > 0 }

    /// Looks at lines of a chunk, at least at one.
    ///
    /// - Parameters:
    ///   - numbers: Those of the lines, which are not empty.
    ///   - chunk: What has these lines.
    ///   - newestFirst: Whether the last ones are looked at first.
    /// - Returns: The numbers of those that match, as they were looked at, and of how many it is
    ///   known whether they do.
    mutating func matches(
        among numbers: Range<Int>,
        of chunk: LogChunk,
        newestFirst: Bool
    ) -> (found: [Int], count: Int) {
        let all = numbers.lowerBound - chunk.firstNumber..<numbers.upperBound - chunk.firstNumber
        let lines = affordable(all, of: chunk, newestFirst)
        return chunk.text.bytes.withUnsafeBytes { text in
            let candidates = candidates(among: lines, of: chunk, text)
            var found: [Int] = []
            for index in candidates.indices {
                let line = candidates[newestFirst ? candidates.count - 1 - index : index]
                guard expressionBytes > 0 else {
                    let count = newestFirst ? lines.upperBound - line - 1 : line - lines.lowerBound
                    return (found, count)
                }
                if isMatch(line, of: chunk, text) { found.append(chunk.firstNumber + line) }
            }
            return (found, lines.count)
        }
    }

    /// The first or last ones of these lines that may be looked at.
    private mutating func affordable(
        _ lines: Range<Int>,
        of chunk: LogChunk,
        _ newestFirst: Bool
    ) -> Range<Int> {
        var count = 0
        while bytes > 0, count < lines.count {
            let line = newestFirst ? lines.upperBound - 1 - count : lines.lowerBound + count
            bytes -= chunk.range(at: line).count + 1
            count += 1
        }
        return newestFirst ? lines.suffix(count) : lines.prefix(count)
    }

    /// The lines that hold a text of the guide, in order.
    private func candidates(
        among lines: Range<Int>,
        of chunk: LogChunk,
        _ text: UnsafeRawBufferPointer
    ) -> [Int] {
        guard !guide.isEmpty else { return Array(lines) }
        let found = guide.map { self.lines(with: $0, among: lines, of: chunk, text) }
        return found.count == 1 ? found[0] : Set(found.joined()).sorted()
    }

    /// Goes through the text of all lines at once: most hold nothing of it.
    private func lines(
        with sought: SoughtText,
        among lines: Range<Int>,
        of chunk: LogChunk,
        _ text: UnsafeRawBufferPointer
    ) -> [Int] {
        let end = chunk.range(at: lines.upperBound - 1).upperBound
        var place = chunk.range(at: lines.lowerBound).lowerBound
        let isASCII = SoughtText.isASCII(UnsafeRawBufferPointer(rebasing: text[place..<end]))
        let text = UnsafeRawBufferPointer(rebasing: text[..<end])
        var found: [Int] = []
        var line = lines.lowerBound
        while let hit = sought.firstRange(in: text, from: place, isASCII: isASCII) {
            while chunk.range(at: line).upperBound <= hit.lowerBound { line += 1 }
            let end = chunk.range(at: line).upperBound
            guard hit.upperBound <= end else {
                // The end of one line and the beginning of the next.
                place = hit.lowerBound + 1
                continue
            }
            found.append(line)
            place = end
        }
        return found
    }

    /// Whether a line that may match does.
    private mutating func isMatch(
        _ line: Int,
        of chunk: LogChunk,
        _ text: UnsafeRawBufferPointer
    ) -> Bool {
        let kind = chunk.entries[line].kind
        guard kind.contains(.message), kind.contains(.mention) || !pattern.onlyMentions
        else { return false }
        let text = UnsafeRawBufferPointer(rebasing: text[chunk.range(at: line)])
        guard others.allSatisfy({ $0.contains { $0.firstRange(in: text) != nil } })
        else { return false }
        guard !expressions.isEmpty else { return true }
        let beginning = SearchPattern.beginning(of: text)
        expressionBytes -= beginning.count + 1
        return expressions.allSatisfy { $0.matches(beginning) }
    }
}
