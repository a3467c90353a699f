import Testing

@testable import ChatTUI

@Suite("Input history")
struct InputHistoryTests {
    private func history(_ entries: String...) -> InputHistory {
        var history = InputHistory()
        for entry in entries { history.add(entry) }
        return history
    }

    @Test("Up goes back to the oldest, Down returns to the draft")
    func recall() {
        var history = history("one", "two")
        #expect(history.older(than: "draft") == "two")
        #expect(history.older(than: "two") == "one")
        #expect(history.older(than: "one") == nil)
        #expect(history.newer() == "two")
        #expect(history.newer() == "draft")
        #expect(history.newer() == nil)
    }

    @Test("an empty history recalls nothing")
    func empty() {
        var history = InputHistory()
        #expect(history.older(than: "x") == nil)
        #expect(history.newer() == nil)
        #expect(history.search(from: "x") == nil)
    }

    @Test("a text entered twice in a row is kept once")
    func twice() {
        var history = history("one", "one")
        #expect(history.older(than: "") == "one")
        #expect(history.older(than: "one") == nil)
    }

    @Test("a new entry is recalled first")
    func entering() {
        var history = history("one", "two")
        _ = history.older(than: "")
        _ = history.older(than: "")
        history.add("three")
        #expect(history.older(than: "") == "three")
    }

    @Test("the search goes on with the text that it began with")
    func search() {
        var history = history("git push", "make", "git pull", "ls")
        #expect(history.search(from: "git") == "git pull")
        #expect(history.search(from: "git pull") == "git push")
        #expect(history.search(from: "git push") == nil)
        #expect(history.newer() == "make")
        history.endSearch()
        #expect(history.search(from: "ls") == "ls")
        #expect(history.newer() == "git")
    }

    @Test("it holds 200 texts, and 256 KiB")
    func bounds() {
        var history = InputHistory()
        for number in 0..<500 { history.add("\(number)") }
        var steps = 0
        while history.older(than: "") != nil { steps += 1 }
        #expect(steps == 200)
        for number in 0..<10 { history.add("\(number)" + String(repeating: "x", count: 60 << 10)) }
        steps = 0
        while history.older(than: "") != nil { steps += 1 }
        #expect(steps == 4)
    }
}
