import Dispatch
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("A history that is read")
struct HistoryLogTests {
    let directory: TemporaryDirectory
    let rig: HistoryRig
    let file: HistoryFile
    let writer: HistoryWriter

    /// Ten messages of ten bytes, one each 100 ms but the last five at once.
    init() throws {
        directory = try TemporaryDirectory()
        rig = HistoryRig(in: directory.path)
        file = try HistoryFile(path: rig.path)
        writer = try rig.writer(file)
        let drafts = try (1...10).map {
            try draft("\(1_000_000_000 + $0)", at: Int64(min($0, 6)) * 100)
        }
        _ = try rig.outcomes(of: drafts, from: writer)
    }

    @Test(
        "gives the pages after a number",
        arguments: [
            (0, 3, 100, [1, 2, 3]), (8, 3, 100, [9, 10]), (10, 3, 100, []), (3, 10, 25, [4, 5]),
            (3, 10, 30, [4, 5, 6]), (3, 10, 0, [4]), (3, 0, 100, []), (-5, 1, 100, [1]),
        ] as [(Int64, Int, Int, [Int64])]
    )
    func after(seq: Int64, limit: Int, bytes: Int, expected: [Int64]) throws {
        let page = try rig.log()
            .page(of: room(), after: seq, limit: limit, maximumBytes: bytes)
        #expect(page.map(\.seq) == expected)
    }

    @Test(
        "gives the pages before a number, oldest first",
        arguments: [
            (11, 3, 100, [8, 9, 10]), (3, 3, 100, [1, 2]), (1, 3, 100, []), (9, 10, 25, [7, 8]),
            (9, 10, 0, [8]), (.max, 1, 100, [10]),
        ] as [(Int64, Int, Int, [Int64])]
    )
    func before(seq: Int64, limit: Int, bytes: Int, expected: [Int64]) throws {
        let page = try rig.log()
            .page(of: room(), before: seq, limit: limit, maximumBytes: bytes)
        #expect(page.map(\.seq) == expected)
    }

    @Test(
        "finds where a time begins",
        arguments: [
            (0, 1), (100, 1), (101, 2), (500, 5), (501, 6), (600, 6), (601, 11),
        ] as [(Int64, Int64)]
    )
    func since(time: Int64, expected: Int64) throws {
        #expect(try rig.log().firstSeq(of: room(), since: time) == expected)
    }

    @Test("has an empty log, with an epoch that stays, for a room in which nothing was said")
    func emptyRoom() throws {
        let empty = try rig.log().extent(of: room("new"))
        #expect(empty == RoomExtent(epoch: empty.epoch, oldest: 1, top: 0))
        #expect(try rig.log().last(10, of: room("new")) == [])
        #expect(try rig.log().firstSeq(of: room("new"), since: 0) == 1)
        _ = try rig.outcomes(of: [draft("1", in: "new")], from: writer)
        let extent = try rig.log().extent(of: room("new"))
        #expect(extent == RoomExtent(epoch: empty.epoch, oldest: 1, top: 1))
    }

    @Test("lists the rooms, the latest first")
    func rooms() throws {
        _ = try rig.outcomes(of: [draft("1", in: "late", at: 9_000)], from: writer)
        _ = try rig.outcomes(of: [draft("1", in: "early", at: 9)], from: writer)
        let rooms = try rig.log().rooms()
        #expect(rooms.map(\.name.description) == ["late", "lobby", "early"])
        #expect(rooms.map(\.lastAt) == [9_000, 600, 9])
        #expect(rooms.map(\.extent.count) == [1, 10, 1])
        #expect(try rig.log().rooms(limit: 1).count == 1)
    }

    @Test(
        "continues a position only where nothing is missing",
        arguments: [
            (0, false), (3, false), (4, true), (9, true), (10, true), (11, false),
        ] as [(Int64, Bool)]
    )
    func continues(seq: Int64, expected: Bool) {
        let extent = RoomExtent(epoch: Epoch(rawValue: 1), oldest: 5, top: 10)
        #expect(extent.continues(LogPosition(epoch: extent.epoch, seq: seq)) == expected)
        #expect(!extent.continues(LogPosition(epoch: Epoch(rawValue: 2), seq: seq)))
    }

    @Test("is of one moment in a snapshot, and does not hold up the writer")
    func snapshot() throws {
        let log = try rig.log()
        try log.snapshot { () throws(StoreError) in
            let lobby = RoomName("lobby") ?? RoomName("x")
            guard let lobby else { return }
            let before = try log.extent(of: lobby)
            // Committed while the snapshot is open.
            let outcomes = try? rig.outcomes(of: [draft("new", at: 600)], from: writer)
            #expect(outcomes == [.stored(seq: 11, at: 600)])
            #expect(try log.extent(of: lobby) == before)
            #expect(try log.last(20, of: lobby).last?.seq == 10)
        }
        #expect(try log.extent(of: room()).top == 11)
    }

    @Test("answers readings on a thread of its own, in order, also the last ones at its stop")
    func reader() throws {
        let reader = try HistoryReader(file: file)
        let lobby = try room()
        let answers = Mutex<[Int64]>([])
        for seq in 0..<10 as Range<Int64> {
            let isTaken = reader.read { log throws(StoreError) in
                try log.page(of: lobby, after: seq, limit: 1)
            } completion: { result in
                let page = (try? result.get()) ?? []
                answers.withLock { $0 += page.map(\.seq) }
            }
            #expect(isTaken)
        }
        reader.stop()
        #expect(answers.withLock { $0 } == Array(1...10))
        let isTaken = reader.read { _ in
            0
        } completion: { _ in
            Issue.record("after the end")
        }
        #expect(!isTaken)
    }

    @Test("tells an error to who asked, and answers the next one")
    func readerError() throws {
        let reader = try HistoryReader(file: file)
        let lobby = try room()
        let answers = Mutex<[Result<Int64, StoreError>]>([])
        for fails in [false, true, false] {
            _ = reader.read { log throws(StoreError) in
                if fails { throw StoreError.corrupt }
                return try log.extent(of: lobby).top
            } completion: { result in
                answers.withLock { $0.append(result) }
            }
        }
        reader.stop()
        #expect(answers.withLock { $0 } == [.success(10), .failure(.corrupt), .success(10)])
    }
}
