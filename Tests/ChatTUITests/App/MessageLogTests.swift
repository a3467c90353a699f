import TestSupport
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
        #expect(log.lines.isEmpty)
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
        #expect(log.lines.map(\.time) == [start.wallTime, start.after(5).wallTime])
        log.clear()
        log.replaceNewest(2, with: "d", at: start)
        #expect(log.lines.isEmpty)
    }

    @Test("the oldest lines go beyond 8 MiB of text")
    func bytes() {
        var log = MessageLog()
        let text = DisplayText(cleaning: String(repeating: "x", count: 64 << 10))
        for _ in 0..<1_000 { log.append(.notice, text, at: start) }
        let bytes = log.lines.count * 64 << 10
        #expect(bytes <= log.scrollback)
        #expect(bytes > log.scrollback / 4 * 3)
        #expect(log.lines.last?.number == 1_000)
    }

    @Test("the oldest lines go when there are too many, empty ones too")
    func count() {
        var log = MessageLog()
        for _ in 0..<300_000 { log.append(.notice, "", at: start) }
        #expect(log.lines.count <= log.maximumCount)
        #expect(log.lines.count > log.maximumCount / 4 * 3)
        #expect(log.lines.last?.number == 300_000)
    }

    @Test("lines put in leave the numbers behind them, and shift those before them")
    func putIn() {
        var log = MessageLog()
        for text in ["a", "gap", "d"] as [DisplayText] { log.append(.notice, text, at: start) }
        func line(_ text: DisplayText) -> LogLine {
            LogLine(kind: .notice, text: text, time: start.wallTime, seq: 7)
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
        var line = LogLine(kind: .notice, text: text, time: start.wallTime)
        line.seq = 1
        for _ in 0..<63 { _ = log.replace(0..<0, with: [line]) }
        #expect(log.hasSpaceForOlder)
        _ = log.replace(0..<0, with: [line])
        #expect(!log.hasSpaceForOlder)
    }

    @Test("a line takes 24 bytes besides its text")
    func entrySize() {
        #expect(MemoryLayout<LogChunk.Entry>.stride == 24)
    }

    @Test("a smaller scrollback drops lines at once, none drops nothing, 0 is no limit")
    func scrollback() {
        var log = MessageLog()
        let text = DisplayText(cleaning: String(repeating: "x", count: 1_000))
        for _ in 0..<5_000 { log.append(.notice, text, at: start) }
        #expect(log.count == 5_000)
        log.scrollback = 1 << 20
        #expect(log.count <= 1_048)
        #expect(log.count > 900)
        #expect(log.firstNumber == 5_001 - log.count)
        log.scrollback = 0
        for _ in 0..<20_000 { log.append(.notice, text, at: start) }
        #expect(log.count > 20_900)
        #expect(log.hasSpaceForOlder)
    }

    @Test("the newest line stays, even if it alone is too large")
    func large() {
        var log = MessageLog(scrollback: 1_000)
        let text = DisplayText(cleaning: String(repeating: "x", count: 9_000))
        for _ in 0..<3 { log.append(.notice, text, at: start) }
        #expect(log.lines.map(\.number) == [3])
        #expect(log.lines.last?.text == text)
    }

    @Test("gaps and messages are found by their numbers in the room's log")
    func seqs() {
        var log = MessageLog(scrollback: 16 << 10)
        for number in 1...60 {
            var line = LogLine(kind: .notice, text: "some text of a line", time: start.wallTime)
            if number > 40 { line.seq = Int64(number) }
            if number == 45 { line.kind = .missing(after: 44, before: 90) }
            log.append(line)
        }
        #expect(log.chunks.count > 1)
        #expect(log.firstSeq == 41)
        #expect(log.firstIndexWithSeq == 40)
        #expect(log.indexOfGap(before: 90) == 44)
        #expect(log.indexOfGap(before: 91) == nil)
        log.forgetSeqs()
        #expect(log.indexOfGap(before: 90) == nil)
        #expect(log.firstIndexWithSeq == nil)
        #expect(log.line(at: 44).kind == .gap)
    }

    /// What a log of this kind holds, the slow way.
    private struct Naive {
        var lines: [LogLine] = []
        var newest = 0

        mutating func append(_ line: LogLine) {
            newest += 1
            lines.append(line)
            renumber()
        }

        mutating func renumber() {
            for index in lines.indices { lines[index].number = newest + 1 - lines.count + index }
        }
    }

    @Test(
        "whatever is done, it holds what a plain array holds",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var log = MessageLog(scrollback: 20_000)
        var naive = Naive()
        for step in 0..<1_500 {
            switch Int.random(in: 0..<40, using: &generator) {
            case 0..<30:
                let line = randomLine(&generator)
                naive.append(line)
                #expect(log.append(line) == naive.newest)
            case 30..<34:
                let text = randomText(&generator)
                if !naive.lines.isEmpty {
                    naive.lines[naive.lines.count - 1].text = text
                    naive.lines[naive.lines.count - 1].time = start.wallTime
                    naive.lines[naive.lines.count - 1].from = nil
                }
                log.replaceNewest(naive.newest, with: text, at: start)
            case 34..<39:
                let bounds = (0..<2).map { _ in Int.random(in: 0...log.count, using: &generator) }
                let end = min(bounds[0] + Int.random(in: 0..<9, using: &generator), log.count)
                let range = min(bounds[0], end)..<end
                let count = Int.random(in: 0..<60, using: &generator)
                let new = (0..<count).map { _ in randomLine(&generator) }
                naive.lines.replaceSubrange(range, with: new)
                naive.renumber()
                #expect(log.replace(range, with: new) == range.count - new.count)
            default:
                if step % 3 == 0 { log.clear() } else { log.forgetSeqs() }
                if step % 3 == 0 { naive.lines = [] }
                for index in naive.lines.indices {
                    naive.lines[index].seq = nil
                    if case .missing = naive.lines[index].kind { naive.lines[index].kind = .gap }
                }
            }
            // Which lines went is the log's choice; that they were the oldest is not.
            naive.lines.removeFirst(max(naive.lines.count - log.count, 0))
            if step % 10 == 0 || log.count < 5 { expectSame(log, naive) }
        }
        expectSame(log, naive)
    }

    private func expectSame(_ log: MessageLog, _ naive: Naive) {
        #expect(log.count == naive.lines.count)
        #expect(Array(log.lines) == naive.lines)
        #expect(log.newest == naive.newest)
        #expect(log.firstNumber == naive.lines.first?.number ?? naive.newest + 1)
        #expect(log.firstSeq == naive.lines.lazy.compactMap(\.seq).first)
        #expect(log.firstIndexWithSeq == naive.lines.firstIndex { $0.seq != nil })
        #expect(!log.chunks.contains { $0.entries.isEmpty })
        for line in naive.lines {
            #expect(log.index(ofLine: line.number) == line.number - log.firstNumber)
        }
        let others = naive.lines.dropFirst(3).count {
            if case .message(own: false, mention: _) = $0.kind { true } else { false }
        }
        #expect(log.messagesOfOthers(from: min(3, log.count)) == others)
    }

    private func randomText(_ generator: inout SeededGenerator) -> DisplayText {
        let words: [DisplayText] = ["a", "Größe", "", "\n", "disk full again", "中文", "👍"]
        let count = Int.random(in: 0...12, using: &generator)
        return (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
            .joined(separator: " ")
    }

    private func randomLine(_ generator: inout SeededGenerator) -> LogLine {
        let number = Int64.random(in: 0...99, using: &generator)
        var line = LogLine(
            kind: .message(own: number % 2 == 0, mention: number % 5 == 0),
            text: randomText(&generator),
            time: WallTime(wall: number * 1_000_003 - 7, utcOffset: Int32(number - 50) * 900)
        )
        switch number {
        case ..<10: line.kind = .notice
        case ..<20: line.kind = .gap
        case ..<30: line.kind = .missing(after: number, before: number * 7)
        case ..<60:
            line.seq = number
            line.from = Nick("änne")
            line.text = (number % 2 == 0 ? "änne: " : "* änne ") + line.text
        default: line.seq = number % 2 == 0 ? number : nil
        }
        return line
    }

    @Test("a copy differs as soon as anything was changed, whatever holds no lines")
    func changes() {
        var log = MessageLog()
        log.append(.notice, "a", at: start)
        var seen = log.withoutLines
        let changes: [(inout MessageLog) -> Void] = [
            { $0.append(.notice, "b", at: start) },
            { $0.replaceNewest($0.newest, with: "c", at: start) },
            { $0.scrollback = 1_000 },
            { $0.forgetSeqs() },
            { log in _ = log.replace(0..<1, with: []) },
            { $0.clear() },
        ]
        for change in changes {
            #expect(seen == log)
            #expect(seen.chunks.isEmpty)
            change(&log)
            #expect(seen != log)
            seen = log.withoutLines
        }
    }
}
