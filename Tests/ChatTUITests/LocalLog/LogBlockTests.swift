import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Log block")
struct LogBlockTests {
    @Test(
        "a text comes back as it was",
        arguments: ["hi", "", "two\nlines\r\n", "\u{1B}[31m\u{202E}\"\\\u{0}", "👩‍👩‍👧 é"]
    )
    func texts(text: String) throws {
        var block = LogBlock()
        block.append(RoomMessage(text: "before"), at: 5)
        block.append(RoomMessage(text: text), at: 6)
        let messages = try #require(LogBlock.messages(in: block.lines, from: 7))
        #expect(messages.map(\.number) == [7, 8])
        #expect(messages[1].text.utf8.elementsEqual(text.utf8))
        #expect(block.lines.count { $0 == 10 } == 2)
    }

    @Test("own messages and other values than strings are told apart")
    func kinds() throws {
        var (own, value) = (RoomMessage(text: "mine"), RoomMessage(text: #"{"a":NaN}"#))
        (own.isOwn, value.isString) = (true, false)
        var block = LogBlock()
        block.append(own, at: 5)
        block.append(value, at: 6)
        let messages = try #require(LogBlock.messages(in: block.lines, from: 1))
        #expect(messages.map(\.isOwn) == [true, false])
        #expect(messages.map(\.isString) == [true, false])
        #expect(messages[1].text == #"{"a":NaN}"#)
    }

    @Test("only what came later than a time")
    func after() {
        var (block, rest) = (LogBlock(), LogBlock())
        for time in 1...3 as ClosedRange<Int64> {
            block.append(RoomMessage(text: "\(time)"), at: time)
        }
        rest.append(RoomMessage(text: "3"), at: 3)
        #expect(block.after(2) == rest)
        #expect(block.after(3).isEmpty)
    }

    @Test("what is none of ours is refused", arguments: ["x\n", "{}\n", "{\"at\":1}\n", "\u{80}"])
    func damage(text: String) {
        #expect(LogBlock.messages(in: Array(text.utf8), from: 1) == nil)
        #expect(LogBlock.messages(in: [0xFF, 0x0A], from: 1) == nil)
    }

    @Test("a gap is stored and told")
    func gap() throws {
        var gap = LogGap()
        #expect(gap.isEmpty)
        gap.add(since: 1_000, until: 61_000)
        #expect(gap.sentence == "1 min not connected: messages may be missing")
        gap.add(since: 70_000, until: 130_000)
        gap.unwritten = 1
        #expect(
            gap.sentence
                == "2 times not connected, 2 min in all: messages may be missing; 1 message was not logged"
        )
        #expect(LogGap(parsing: gap.encoded) == gap)
        #expect(LogGap(parsing: "{}") == nil)
    }
}
