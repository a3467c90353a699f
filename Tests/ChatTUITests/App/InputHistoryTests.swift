import Testing

@testable import ChatTUI

@Suite("Input history")
struct InputHistoryTests {
    private typealias Line = InputHistory.Line

    private func history(_ entries: String...) -> InputHistory {
        var history = InputHistory()
        for entry in entries { history.add(entry) }
        return history
    }

    /// How often Up finds something.
    private func stepsUp(_ history: inout InputHistory) -> Int {
        var (line, steps) = (Line(text: ""), 0)
        while let older = history.older(than: line) { (line, steps) = (older, steps + 1) }
        return steps
    }

    @Test("Up goes back to the oldest, Down returns to the draft")
    func recall() {
        var history = history("one", "two")
        let (one, two) = (Line(text: "one", entry: 0), Line(text: "two", entry: 1))
        #expect(history.older(than: Line(text: "draft")) == two)
        #expect(history.older(than: two) == one)
        #expect(history.older(than: one) == nil)
        #expect(history.newer(than: one) == two)
        #expect(history.newer(than: two) == Line(text: "draft"))
        #expect(history.newer(than: Line(text: "draft")) == nil)
    }

    @Test("an empty history recalls nothing")
    func empty() {
        var history = InputHistory()
        #expect(history.older(than: Line(text: "x")) == nil)
        #expect(history.newer(than: Line(text: "x")) == nil)
        #expect(history.search(from: Line(text: "x")) == nil)
    }

    @Test("a text entered twice in a row is kept once")
    func twice() {
        var history = history("one", "one")
        #expect(stepsUp(&history) == 1)
    }

    @Test("what is typed over an entry stays with it until a line is sent")
    func typedOver() {
        var history = history("one", "two")
        _ = history.older(than: Line(text: "draft"))
        let one = history.older(than: Line(text: "two, changed", entry: 1))
        #expect(one == Line(text: "one", entry: 0))
        #expect(
            history.newer(than: Line(text: "one more", entry: 0))
                == Line(text: "two, changed", entry: 1)
        )
        #expect(
            history.older(than: Line(text: "", entry: 1)) == Line(text: "one more", entry: 0)
        )
        #expect(history.newer(than: Line(text: "one more", entry: 0)) == Line(text: "", entry: 1))
        #expect(history.newer(than: Line(text: "", entry: 1)) == Line(text: "draft"))
        history.add("three")
        #expect(history.older(than: Line(text: "")) == Line(text: "three", entry: 2))
        #expect(history.older(than: Line(text: "three", entry: 2)) == Line(text: "two", entry: 1))
    }

    @Test("rather than losing what was typed over entries, nothing else is recalled")
    func typedTooMuch() {
        var history = InputHistory()
        for number in 0..<40 { history.add("\(number)") }
        let long = String(repeating: "x", count: 64 << 10)
        var line = Line(text: long)
        var steps = 0
        while let older = history.older(than: line) {
            line = Line(text: long, entry: older.entry)
            steps += 1
        }
        #expect(steps == 16)
        line.text = "24"
        for _ in 0..<steps {
            guard let newer = history.newer(than: line) else { break }
            line = newer
            #expect(line.text == long)
        }
        #expect(line.entry == nil)
    }

    @Test("the search goes on with the text that it began with")
    func search() {
        var history = history("git push", "make", "git pull", "ls")
        let pull = Line(text: "git pull", entry: 2)
        let push = Line(text: "git push", entry: 0)
        let make = Line(text: "make", entry: 1)
        #expect(history.search(from: Line(text: "git")) == pull)
        #expect(history.search(from: pull) == push)
        #expect(history.search(from: push) == nil)
        #expect(history.newer(than: push) == make)
        history.endSearch()
        #expect(history.search(from: Line(text: "ls", entry: 1)) == Line(text: "ls", entry: 3))
        #expect(history.newer(than: Line(text: "ls", entry: 3)) == Line(text: "git"))
    }

    @Test("it holds 200 texts, and 256 KiB")
    func bounds() {
        var history = InputHistory()
        for number in 0..<500 { history.add("\(number)") }
        #expect(stepsUp(&history) == 200)
        for number in 0..<10 { history.add("\(number)" + String(repeating: "x", count: 60 << 10)) }
        #expect(stepsUp(&history) == 4)
    }
}
