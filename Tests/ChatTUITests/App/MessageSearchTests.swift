import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Message search")
struct MessageSearchTests {
    private func log(_ texts: [String], scrollback: Int = 1 << 20) -> MessageLog {
        var log = MessageLog(scrollback: scrollback)
        for text in texts { say(text, in: &log) }
        return log
    }

    private func say(_ text: String, mention: Bool = false, in log: inout MessageLog) {
        let kind = LogLine.Kind.message(own: false, mention: mention)
        log.append(kind, DisplayText(cleaning: text), at: start)
    }

    private func found(_ pattern: String, in log: MessageLog) throws -> [Int] {
        var search = MessageSearch(try SearchPattern(pattern))
        while !search.isComplete(in: log) { search.advance(in: log) }
        return search.matches
    }

    @Test(
        "all that is asked for must be in a message, the newest is first",
        arguments: [
            ("disk", [5, 3, 1]), ("DISK", [3]), ("disk full", [3, 1]), ("\"disk is\"", [1]),
            ("/d.sk (is|was)/", [5, 1]), ("/D.SK/ full", [3]), ("disk /full$/", [1]),
            ("nothing", []), ("fulldisk", []), ("", []),
        ] as [(String, [Int])]
    )
    func finds(pattern: String, lines: [Int]) throws {
        let log = log([
            "ana: the disk is full", "bob: which full", "ana: DISK, so full and round", "x",
            "disk was",
        ])
        #expect(try found(pattern, in: log) == lines)
    }

    @Test("what the program says is not found, and mentions are when they are asked for")
    func kinds() throws {
        var log = log(["disk"])
        log.append(.notice, "disk", at: start)
        log.append(.gap, "disk", at: start)
        log.append(.missing(after: 3, before: 9), "disk", at: start)
        say("bob: disk", mention: true, in: &log)
        #expect(try found("disk", in: log) == [5, 1])
        #expect(try found("@ disk", in: log) == [5])
        #expect(try found("@", in: log) == [5])
        #expect(try found("/k/ @", in: log) == [5])
    }

    @Test("a budget is kept to, and a search goes on where it was")
    func slices() throws {
        let log = log((1...9_000).map { "line \($0) of some length" })
        var search = MessageSearch(try SearchPattern("of some"))
        var calls = 0
        while !search.isComplete(in: log) {
            let before = search.matches.count
            search.advance(in: log, budget: 10_000)
            calls += 1
            #expect(search.matches.count - before < 4_000)
            #expect(search.matches.count > before)
        }
        #expect(calls > 3)
        #expect(search.matches == Array((1...9_000).reversed()))
    }

    @Test("lines that come, go and are put in are found and forgotten")
    func changes() throws {
        var log = log((1...100).map { "line \($0)" })
        var search = MessageSearch(try SearchPattern("line"))
        search.advance(in: log)
        say("line 101", in: &log)
        #expect(!search.isComplete(in: log))
        search.advance(in: log)
        #expect(search.matches == Array((1...101).reversed()))
        let older = LogLine(
            kind: .message(own: false, mention: false),
            text: "line 0",
            time: start.wallTime
        )
        _ = log.replace(0..<0, with: [older])
        search.advance(in: log)
        #expect(search.matches.suffix(2) == [1, 0])
        #expect(log.replace(50..<50, with: [older]) == -1)
        search.renumbered(before: 50)
        #expect(!search.isComplete(in: log))
        search.advance(in: log)
        #expect(search.matches == Array((-1...101).reversed()))
        log.clear()
        search.advance(in: log)
        #expect(search.matches == [])
        #expect(search.isComplete(in: log))
    }

    @Test("what is put in place of a gap is looked at, all of it")
    func filledGap() {
        var room = Model.with().rooms[0]
        room.log = log((1...100).map { $0 == 51 ? "a gap" : "line \($0)" })
        var search = RoomSearch(from: .bottom)
        search.words.reset(to: "line")
        search.restart()
        search.advance(in: room.log)
        search.shown = 20
        room.search = search
        room.replaceLines(50..<51, with: [room.log.line(at: 3), room.log.line(at: 4)])
        #expect(room.search?.isWorking(in: room.log) == true)
        let log = room.log
        room.search?.advance(in: log)
        #expect(room.search?.found?.matches == Array((0...100).reversed()))
        #expect(room.search?.shown == 19)
    }

    @Test("an expression is looked for in the first 4 KiB of a message")
    func longMessage() throws {
        let letters = String(repeating: "é", count: 2_047)
        let log = log(["x\(letters)é", letters + "needle", letters + "\nne", "needle " + letters])
        #expect(try found("/need/", in: log) == [4])
        #expect(try found("needle /é/", in: log) == [4, 2])
        #expect(try found("/xé{1}/", in: log) == [1])
    }

    @Test("an expression that is dear has few bytes in each slice", .timeLimit(.minutes(1)))
    func dear() throws {
        var generator = SeededGenerator(seed: 3)
        let texts = (1...20).map { _ in
            let bytes = (1...60_000).map { _ in "ab ".utf8.randomElement(using: &generator) ?? 0 }
            return String(decoding: bytes, as: UTF8.self)
        }
        let log = log(texts, scrollback: 8 << 20)
        var search = MessageSearch(try SearchPattern("/a.{40}c/"))
        var slices = 0
        while !search.isComplete(in: log) {
            search.advance(in: log)
            slices += 1
        }
        #expect(slices == 20)
        #expect(search.matches == [])
    }

    @Test("it finds what looking at line by line finds, in random logs and slices")
    func random() throws {
        var generator = SeededGenerator(seed: 7)
        let words = ["disk", "Disk", "full", "ёж", "ЁЖ", "s\u{17F}", "k", "dis", "kfull", "\n"]
        for pattern in ["disk", "k", "ss", "ёж full", "Disk", "/d.s*k/", "@", "\"k full\""] {
            var log = MessageLog(scrollback: 20_000)
            var search = MessageSearch(try SearchPattern(pattern))
            for _ in 0..<1_500 {
                let count = Int.random(in: 0...4, using: &generator)
                let text = (0..<count).map { _ in words.randomElement(using: &generator) ?? "" }
                    .joined(separator: Bool.random(using: &generator) ? " " : "")
                say(text, mention: Int.random(in: 0..<9, using: &generator) == 0, in: &log)
                if Int.random(in: 0..<50, using: &generator) == 0 {
                    search.advance(in: log, budget: Int.random(in: 1...9_000, using: &generator))
                }
            }
            while !search.isComplete(in: log) { search.advance(in: log, budget: 2_000) }
            let wanted = log.lines.reversed().filter { isMatch($0, search.pattern) }.map(\.number)
            #expect(search.matches == wanted, "\(pattern)")
            #expect(!wanted.isEmpty)
        }
    }

    private func isMatch(_ line: LogLine, _ pattern: SearchPattern) -> Bool {
        guard case .message(_, let isMention) = line.kind else { return false }
        let expressions = pattern.compiledExpressions()
        var text = line.text.string
        return (isMention || !pattern.onlyMentions)
            && expressions.allSatisfy { $0.matches(text) }
            && text.withUTF8 { bytes in
                pattern.texts.allSatisfy {
                    $0.firstRange(in: UnsafeRawBufferPointer(bytes)) != nil
                }
            }
    }
}
