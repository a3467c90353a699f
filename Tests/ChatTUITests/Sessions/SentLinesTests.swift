import Testing

@testable import ChatTUI

@Suite("Sent lines")
struct SentLinesTests {
    private func lines(_ texts: String...) -> SentLines {
        var lines = SentLines()
        for (id, text) in texts.enumerated() { lines.sent(UInt64(id), text: text) }
        return lines
    }

    @Test("the echo of the oldest line confirms it, others confirm nothing")
    func echo() {
        var lines = lines("a", "b")
        #expect(lines.received("b".utf8) == nil)
        #expect(lines.received("x".utf8) == nil)
        #expect(lines.received("a".utf8) == 0)
        #expect(lines.received("a".utf8) == nil)
        #expect(lines.received("b".utf8) == 1)
        #expect(lines.count == 0)
        #expect(lines.bytes == 0)
    }

    @Test("equal lines are confirmed one by one")
    func equal() {
        var lines = lines("a", "a")
        #expect(lines.received("a".utf8) == 0)
        #expect(lines.received("a".utf8) == 1)
    }

    @Test("text is compared by bytes, not by how it looks")
    func bytes() {
        var lines = lines("\u{E9}")
        #expect(lines.received("e\u{301}".utf8) == nil)
        #expect(lines.received("\u{E9}".utf8) == 0)
    }

    @Test("a loss tells what was written from what was not")
    func lost() {
        var lines = lines("a", "b", "c")
        lines.written(0)
        lines.written(1)
        lines.written(9)
        #expect(lines.received("a".utf8) == 0)
        #expect(lines.lost() == SentLines.Leftovers(unsent: [2], unconfirmed: [1]))
        #expect(lines.lost() == SentLines.Leftovers())
        #expect(lines.bytes == 0)
    }

    @Test("a forgotten line is not waited for")
    func forget() {
        var lines = lines("a", "b")
        lines.forget(0)
        lines.forget(7)
        #expect(lines.bytes == 1)
        #expect(lines.received("b".utf8) == 1)
    }

    @Test("a later echo overtakes those before it")
    func overtaken() {
        var lines = lines("a", "b", "c", "d")
        #expect(lines.overtaken(by: "x".utf8) == nil)
        let echo = lines.overtaken(by: "c".utf8)
        #expect(echo?.by == 2)
        #expect(echo?.lost == [0, 1])
        #expect(lines.count == 1)
        #expect(lines.bytes == 1)
        #expect(lines.received("d".utf8) == 3)
    }
}
