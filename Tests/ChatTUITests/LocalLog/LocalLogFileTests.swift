import Store
import TestSupport
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Local log file")
struct LocalLogFileTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("state/chat-tui/log.db") }
    private let room = "ws://127.0.0.1:8000/ws/chat/lobby/"

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(
        _ owner: ProcessIdentity? = .current,
        limits: LocalLogFile.Limits = .init()
    ) throws -> LocalLogFile {
        try LocalLogFile(path: path, owner: owner, limits: limits)
    }

    /// A process that runs, and is not this one.
    private func neighbour() throws -> ProcessIdentity {
        try #require(ProcessIdentity(pid: 1))
    }

    private func block(_ texts: String..., at time: Int64 = 1_000) -> LogBlock {
        var block = LogBlock()
        for text in texts { block.append(RoomMessage(text: text), at: time) }
        return block
    }

    private func texts(_ page: LogPage) -> [String] { page.messages.map(\.text) }

    @Test("what was written comes back, numbered from 1, whoever opens the file next")
    func writing() throws {
        var file = try open()
        try file.connected(to: room, at: 900)
        try file.append(block("a", "b"), to: room, connectedAt: 900)
        try file.append(block("c", at: 2_000), to: room, connectedAt: 900)
        try file.append(block("elsewhere"), to: "other", connectedAt: 900)
        file = try open()
        let page = try file.page(of: room, limit: 10)
        #expect(texts(page) == ["a", "b", "c"])
        #expect(page.messages.map(\.number) == [1, 2, 3])
        #expect(page.messages.map(\.at) == [1_000, 1_000, 2_000])
        #expect((page.oldest, page.top) == (1, 3))
        #expect(page.gap == nil)
        #expect(try file.page(of: "never", limit: 10) == LogPage())
    }

    @Test("older pages follow each other without a hole, also through a block")
    func paging() throws {
        let file = try open()
        try file.append(block("a", "b", "c", "d"), to: room, connectedAt: 0)
        try file.append(block("e"), to: room, connectedAt: 0)
        #expect(texts(try file.page(of: room, limit: 2)) == ["d", "e"])
        #expect(texts(try file.page(of: room, before: 4, limit: 2)) == ["b", "c"])
        #expect(texts(try file.page(of: room, before: 2, limit: 2)) == ["a"])
        #expect(texts(try file.page(of: room, before: 1, limit: 2)) == [])
        #expect(texts(try file.page(of: room, limit: 9, until: 1_000)) == [])
    }

    @Test("times without a connection are gaps, and several in a row are one")
    func gaps() throws {
        let file = try open()
        try file.connected(to: room, at: 100)
        try file.append(block("a", at: 200), to: room, connectedAt: 100)
        try file.lost(room, at: 1_000)
        try file.connected(to: room, at: 3_000)
        #expect(try file.page(of: room, limit: 9).gap?.away == 2_000)
        try file.leave(room, at: 4_000)
        try file.connected(to: room, at: 9_000)
        try file.append(block("b", at: 9_500), to: room, connectedAt: 9_000)
        let page = try file.page(of: room, limit: 9)
        #expect(page.gap == nil)
        let gap = try #require(page.messages.last?.gap)
        #expect((gap.times, gap.since, gap.until, gap.away) == (2, 1_000, 9_000, 7_000))
        #expect(page.messages.first?.gap == nil)
    }

    @Test("without a connection the time since the last one is a gap, which is not written")
    func offline() throws {
        let file = try open()
        try file.append(block("a", at: 200), to: room, connectedAt: 100)
        try file.leave(room, at: 1_000)
        #expect(try file.page(of: room, limit: 9, now: 5_000).gap?.away == 4_000)
        #expect(try file.page(of: room, limit: 9).gap == nil)
    }

    @Test("what another process writes is not written twice")
    func oneWriter() throws {
        let (writer, reader) = (try open(neighbour()), try open())
        #expect(try writer.connected(to: room, at: 100))
        #expect(try !reader.connected(to: room, at: 500))
        for file in [writer, reader] {
            try file.append(block("a", at: 600), to: room, connectedAt: 100)
        }
        #expect(texts(try reader.page(of: room, limit: 9)) == ["a"])
    }

    @Test("when the writer leaves, another one goes on where it was, without a gap")
    func takeOver() throws {
        let (writer, reader) = (try open(neighbour()), try open())
        try writer.connected(to: room, at: 100)
        try reader.connected(to: room, at: 500)
        try writer.append(block("a", at: 600), to: room, connectedAt: 100)
        try writer.leave(room, at: 700)
        var both = block("a", at: 600)
        both.append(RoomMessage(text: "b"), at: 800)
        try reader.append(both, to: room, connectedAt: 500)
        try reader.append(block("c", at: 900), to: room, connectedAt: 500)
        let page = try reader.page(of: room, limit: 9)
        #expect(texts(page) == ["a", "b", "c"])
        #expect(page.messages.allSatisfy { $0.gap == nil })
    }

    @Test("a connection that is told when the writer has left adds only what is later")
    func lateConnection() throws {
        let (writer, late) = (try open(neighbour()), try open())
        try writer.connected(to: room, at: 100)
        try writer.append(block("a", at: 600), to: room, connectedAt: 100)
        try writer.leave(room, at: 700)
        #expect(try late.connected(to: room, at: 500))
        try late.append(block("a", at: 600), to: room, connectedAt: 500)
        try late.append(block("b", at: 800), to: room, connectedAt: 500)
        let page = try late.page(of: room, limit: 9)
        #expect(texts(page) == ["a", "b"])
        #expect(page.messages.allSatisfy { $0.gap == nil })
    }

    @Test("a writer that is gone is followed too")
    func gone() throws {
        let (writer, reader) = (try open(nil), try open())
        try writer.append(block("a", at: 600), to: room, connectedAt: 100)
        try reader.append(block("b", at: 900), to: room, connectedAt: 800)
        let page = try reader.page(of: room, limit: 9)
        #expect(texts(page) == ["a", "b"])
        #expect(page.messages.last?.gap?.away == 200)
    }

    @Test("what was not written is told before what follows")
    func unwritten() throws {
        let file = try open()
        var late = block("b")
        late.unwritten = 3
        try file.append(block("a"), to: room, connectedAt: 0)
        try file.append(late, to: room, connectedAt: 0)
        let page = try file.page(of: room, limit: 9)
        #expect(page.messages.last?.gap?.sentence == "3 messages were not logged")
    }

    @Test("a room keeps so many messages and bytes, and the newest block in any case")
    func roomBounds() throws {
        let file = try open(limits: .init(roomCount: 3, roomBytes: 1_000, bytes: 1 << 20))
        for number in 1...10 {
            try file.append(block("\(number)"), to: room, connectedAt: 0)
        }
        var page = try file.page(of: room, limit: 99)
        #expect(texts(page) == ["8", "9", "10"])
        #expect(page.oldest == 8)
        let long = String(repeating: "x", count: 2_000)
        try file.append(block(long), to: room, connectedAt: 0)
        page = try file.page(of: room, limit: 99)
        #expect(texts(page) == [long])
    }

    @Test("all rooms together keep so many bytes: the oldest go")
    func bounds() throws {
        let file = try open(limits: .init(bytes: 2_000))
        let text = String(repeating: "x", count: 400)
        for name in ["a", "b"] {
            for _ in 1...3 { try file.append(block(text), to: name, connectedAt: 0) }
        }
        #expect(try file.page(of: "a", limit: 99).messages.map(\.number) == [3])
        #expect(try file.page(of: "b", limit: 99).messages.map(\.number) == [1, 2, 3])
    }

    @Test("after so many days what was said goes, of all rooms, and numbers go on")
    func days() throws {
        let day: Int64 = 86_400_000
        let file = try open(limits: .init(days: 2))
        try file.append(block("old", at: 1), to: "a", connectedAt: 0)
        try file.append(block("old", "older than the next", at: day), to: "b", connectedAt: 0)
        try file.append(block("edge", at: 2 * day), to: "b", connectedAt: 0)
        #expect(texts(try file.page(of: "a", limit: 9)) == ["old"])
        try file.append(block("now", at: 4 * day), to: "b", connectedAt: 0)
        let page = try file.page(of: "b", limit: 9)
        #expect(texts(page) == ["edge", "now"])
        #expect((page.oldest, page.top) == (3, 4))
        #expect(texts(try file.page(of: "a", limit: 9)) == [])
        try file.append(block("again", at: 4 * day), to: "a", connectedAt: 4 * day)
        #expect(try file.page(of: "a", limit: 9).messages.map(\.number) == [2])
    }

    @Test("without a number of days nothing is too old")
    func noDays() throws {
        let file = try open()
        try file.append(block("a", at: 1), to: room, connectedAt: 0)
        try file.append(block("b", at: 9_000_000_000_000), to: room, connectedAt: 0)
        #expect(texts(try file.page(of: room, limit: 9)) == ["a", "b"])
    }

    @Test("the file is for this user alone")
    func modes() throws {
        _ = try open()
        #expect(mode(of: path) == 0o600)
        #expect(mode(of: directory.file("state/chat-tui")) == 0o700)
    }
}
