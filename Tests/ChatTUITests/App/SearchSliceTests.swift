import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("A slice of a search")
struct SearchSliceTests {
    private func log(_ texts: [String]) -> MessageLog {
        var log = MessageLog(scrollback: 8 << 20)
        for text in texts {
            let kind = LogLine.Kind.message(own: false, mention: false)
            log.append(kind, DisplayText(cleaning: text), at: start)
        }
        return log
    }

    private func search(_ pattern: String, _ log: MessageLog, budget: Int) throws -> [Int] {
        var search = MessageSearch(try SearchPattern(pattern))
        var matches: [Int] = []
        while !search.isComplete(in: log) {
            search.advance(in: log, budget: budget)
            matches.append(search.matches.count)
        }
        return matches
    }

    @Test("lines without what an expression needs cost no more than with a word")
    func rare() throws {
        let log = log((1...2_000).map { $0 == 3 ? "the needle" : "line \($0) of some length" })
        let words = try search("need", log, budget: 10_000)
        #expect(words.count < 8)
        #expect(try search("/ne+dle/", log, budget: 10_000) == words)
        #expect(try search("/(need|pin)le?/", log, budget: 10_000) == words)
        #expect(try search("/[n]e[e]d/", log, budget: 10_000).count > words.count * 10)
    }

    @Test("a slice gives no more to expressions when all lines have what they need")
    func often() throws {
        let log = log(Array(repeating: "needle", count: 2_000))
        let matches = try search("/ne+dle/", log, budget: 16 * 70)
        // 70 bytes are ten lines of six bytes, each with one for itself.
        #expect(matches == Array(stride(from: 10, through: 2_000, by: 10)))
    }

    @Test("lines that come are taken in the order they came, as many as the slice has bytes for")
    func newLines() throws {
        var log = log(["needle"])
        var search = MessageSearch(try SearchPattern("/ne+dle/"))
        search.advance(in: log)
        for _ in 1...15 {
            log.append(.message(own: false, mention: false), "needle", at: start)
            log.append(.message(own: false, mention: false), "a pin", at: start)
        }
        search.advance(in: log, budget: 16 * 70)
        #expect(search.matches == [20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 1])
        search.advance(in: log, budget: 16 * 70)
        #expect(search.matches.count == 16)
        #expect(search.isComplete(in: log))
    }

    @Test("what an expression needs hides no line from it", arguments: 1...8)
    func exact(seed: UInt64) throws {
        var expressions = RandomExpressions(seed: seed)
        var (guided, found) = (0, 0)
        for _ in 0..<60 {
            let texts = (1...40).map { _ in expressions.text() }
            let log = log(texts)
            for _ in 0..<5 {
                let expression = expressions.next()
                guard let pattern = try? SearchPattern("/\(expression)/"),
                    pattern.expressions == [expression]
                else { continue }
                var search = MessageSearch(pattern)
                while !search.isComplete(in: log) { search.advance(in: log, budget: 2_000) }
                let alone = try #require(pattern.compiledExpressions().first)
                let wanted = log.lines.reversed().filter { alone.matches($0.text.string) }
                #expect(search.matches == wanted.map(\.number), "\(expression)")
                guided += pattern.needed.isEmpty ? 0 : 1
                found += !pattern.needed.isEmpty && !wanted.isEmpty ? 1 : 0
            }
        }
        #expect(guided > 100)
        #expect(found > 50)
    }
}

/// Expressions and texts of few letters, so that they often match; many of the letters are others'
/// capitals, to the C library at least.
private struct RandomExpressions {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    mutating func text() -> String {
        let letters = [
            "a", "b", "i", "s", "k", "A", "I", "\u{131}", "\u{130}", "\u{17F}", "\u{212A}", "щ",
            "Щ",
            "σ", "ς", ".", "]", " ", "\n",
        ]
        return (0..<Int.random(in: 1...9, using: &generator))
            .map { _ in pick(letters) }.joined()
    }

    /// The next expression; a few are none.
    mutating func next() -> String {
        // Capitals are rare, as one of them is enough for the case to count.
        alternation(depth: 0, Int.random(in: 0..<4, using: &generator) == 0 ? ["A", "Щ"] : [])
    }

    private mutating func alternation(depth: Int, _ capitals: [String]) -> String {
        let count = Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1
        return (0..<count).map { _ in
            let atoms = Int.random(in: 0..<12, using: &generator) == 0 ? 0 : pick([1, 2, 3, 4])
            return (0..<atoms).map { _ in atom(depth: depth, capitals) }.joined()
        }.joined(separator: "|")
    }

    private mutating func atom(depth: Int, _ capitals: [String]) -> String {
        let plain = ["a", "b", "i", "s", "k", "\u{131}", "щ", "σ", "]", #"\."#] + capitals
        let others = [
            ".", "[ab]", "[^a]", "[]ai]", "[[:alpha:]s]", "^", "$", #"\b"#, #"\w"#, #"\<"#, #"\>"#,
            #"\S"#, #"\щ"#, #"\a"#,
        ]
        let repetitions = ["?", "*", "+", "{0,1}", "{2}", "{1,}", "{,2}", "+?", "{0}"]
        let kind = Int.random(in: 0..<10, using: &generator)
        let atom =
            kind == 0 && depth < 2
            ? "(\(alternation(depth: depth + 1, capitals)))" : pick(kind < 3 ? others : plain)
        let isRepeated = Int.random(in: 0..<4, using: &generator) == 0
        return atom + (isRepeated ? pick(repetitions) : "")
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &generator)]
    }
}
