import Testing
import Wire

@testable import ChatTUI

@Suite("Message log")
struct MessageLogTests {
    @Test("numbers count up, also after clearing")
    func numbers() {
        var log = MessageLog()
        #expect(log.newest == 0)
        #expect(log.append(.notice, "a", at: start) == 1)
        #expect(log.append(.notice, "b", at: start) == 2)
        log.clear()
        #expect(log.lines == [])
        #expect(log.append(.notice, "c", at: start) == 3)
        #expect(log.newest == 3)
    }

    @Test("a line is found by its number; one that is gone leads to the next")
    func index() {
        var log = MessageLog()
        #expect(log.index(ofLine: 7) == 0)
        log.append(.notice, "a", at: start)
        log.clear()
        log.append(.notice, "b", at: start)
        log.append(.notice, "c", at: start)
        #expect(log.index(ofLine: 1) == 0)
        #expect(log.index(ofLine: 3) == 1)
        #expect(log.index(ofLine: 9) == 2)
    }

    @Test("only the newest line can be replaced")
    func replace() {
        var log = MessageLog()
        log.append(.notice, "a", at: start)
        log.append(.notice, "b", at: start)
        log.replaceNewest(1, with: "x", at: start)
        log.replaceNewest(2, with: "c", at: start.after(5))
        #expect(log.lines.map(\.text) == ["a", "c"])
        #expect(log.lines.map(\.moment) == [start, start.after(5)])
        log.clear()
        log.replaceNewest(2, with: "d", at: start)
        #expect(log.lines == [])
    }

    @Test("the oldest lines go beyond 8 MiB of text")
    func bytes() {
        var log = MessageLog()
        let text = DisplayText(cleaning: String(repeating: "x", count: 64 << 10))
        for _ in 0..<1_000 { log.append(.notice, text, at: start) }
        let bytes = log.lines.count * 64 << 10
        #expect(bytes <= MessageLog.maximumBytes)
        #expect(bytes > MessageLog.maximumBytes / 4 * 3)
        #expect(log.lines.last?.number == 1_000)
    }

    @Test("the oldest lines go when there are too many, empty ones too")
    func count() {
        var log = MessageLog()
        for _ in 0..<300_000 { log.append(.notice, "", at: start) }
        #expect(log.lines.count <= MessageLog.maximumCount)
        #expect(log.lines.count > MessageLog.maximumCount / 4 * 3)
        #expect(log.lines.last?.number == 300_000)
    }

    @Test("lines put in leave the numbers behind them, and shift those before them")
    func putIn() {
        var log = MessageLog()
        for text in ["a", "gap", "d"] as [DisplayText] { log.append(.notice, text, at: start) }
        func line(_ text: DisplayText) -> LogLine {
            LogLine(number: 0, kind: .notice, text: text, moment: start, seq: 7)
        }
        #expect(log.replace(1..<2, with: [line("b"), line("c")]) == -1)
        #expect(log.lines.map(\.text) == ["a", "b", "c", "d"])
        #expect(log.lines.map(\.number) == [0, 1, 2, 3])
        #expect(log.index(ofLine: 2) == 2)
        #expect(log.firstSeq == 7)
        #expect(log.replace(1..<3, with: []) == 2)
        #expect(log.lines.map(\.number) == [2, 3])
        #expect(log.replace(2..<2, with: [line("e")]) == -1)
        #expect(log.lines.map(\.number) == [1, 2, 3])
        #expect(log.append(.notice, "f", at: start) == 4)
        log.forgetSeqs()
        #expect(log.firstSeq == nil)
    }

    @Test("what is put in counts, so that there is space left for what is to come")
    func space() {
        var log = MessageLog()
        let text = DisplayText(cleaning: String(repeating: "x", count: 64 << 10))
        var line = LogLine(number: 0, kind: .notice, text: text, moment: start)
        line.seq = 1
        for _ in 0..<63 { _ = log.replace(0..<0, with: [line]) }
        #expect(log.hasSpaceForOlder)
        _ = log.replace(0..<0, with: [line])
        #expect(!log.hasSpaceForOlder)
    }
}
