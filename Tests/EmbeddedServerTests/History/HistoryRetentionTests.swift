import Store
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("What a history keeps")
struct HistoryRetentionTests {
    let directory: TemporaryDirectory
    let rig: HistoryRig

    init() throws {
        directory = try TemporaryDirectory()
        rig = HistoryRig(in: directory.path)
    }

    private func ledger(_ retention: HistoryRetention) throws -> HistoryLedger {
        try HistoryLedger(file: HistoryFile(path: rig.path), retention: retention)
    }

    private func say(
        _ count: Int,
        to ledger: HistoryLedger,
        in name: String = "lobby",
        at time: Int64
    ) throws {
        let batch = try (0..<count).map {
            HistoryLedger.Entry.draft(try draft("\($0)", in: name, at: time))
        }
        for settled in ledger.commit(batch[...], at: time) {
            guard case .stored = settled.outcome else { throw StoreError.corrupt }
        }
    }

    private func extent(_ name: String = "lobby") throws -> [Int64] {
        _ = try rig.values(of: name)
        let extent = try rig.log().extent(of: room(name))
        return [extent.oldest, extent.top]
    }

    @Test("is the newest messages of each room, from commit to commit")
    func count() throws {
        let ledger = try ledger(HistoryRetention(messages: 10))
        for _ in 0..<5 { try say(7, to: ledger, at: 0) }
        try say(3, to: ledger, in: "other", at: 0)
        #expect(try extent() == [26, 35])
        #expect(try extent("other") == [1, 3])
    }

    @Test("loses no more than a step with one commit, and catches up")
    func steps() throws {
        do { try say(1_000, to: ledger(HistoryRetention()), at: 0) }
        let ledger = try ledger(HistoryRetention(messages: 10))
        try say(1, to: ledger, at: 0)
        #expect(try extent() == [257, 1_001])
        try say(1, to: ledger, at: 0)
        #expect(try extent() == [513, 1_002])
        for _ in 0..<3 { try say(1, to: ledger, at: 0) }
        #expect(try extent() == [996, 1_005])
    }

    @Test("loses what is too old when its room is spoken in")
    func age() throws {
        let day: Int64 = 86_400_000
        let ledger = try ledger(HistoryRetention(days: 2))
        try say(300, to: ledger, at: 1 * day)
        try say(5, to: ledger, at: 2 * day)
        try say(1, to: ledger, at: 3 * day - 1)
        #expect(try extent() == [1, 306])
        try say(1, to: ledger, at: 3 * day)
        #expect(try extent() == [257, 307])
        try say(1, to: ledger, at: 3 * day)
        #expect(try extent() == [301, 308])
    }

    @Test("is swept step by step in rooms in which nobody speaks, down to nothing")
    func sweep() throws {
        let day: Int64 = 86_400_000
        let ledger = try ledger(HistoryRetention(messages: 100, days: 1))
        for name in ["a", "b", "c"] { try say(90, to: ledger, in: name, at: 0) }
        try say(1, to: ledger, in: "b", at: day)
        try say(90, to: ledger, in: "d", at: day)
        var steps = 0
        repeat {
            ledger.sweep(at: day + 1)
            steps += 1
        } while ledger.isBehind && steps < 20
        #expect(steps == 3)
        #expect(
            try ["a", "b", "c", "d"].map { try extent($0) }
                == [[91, 90], [91, 91], [91, 90], [1, 90]]
        )
        try say(1, to: ledger, in: "a", at: 2 * day)
        #expect(try extent("a") == [91, 91])
    }

    @Test("is cut down to a lower number by the sweep after a restart")
    func lowered() throws {
        do { try say(1_000, to: ledger(HistoryRetention()), at: 0) }
        let writer = try rig.writer(retention: HistoryRetention(messages: 10))
        _ = try rig.outcomes(of: [draft("1", in: "other")], from: writer)
        writer.stop()
        let ledger = try ledger(HistoryRetention(messages: 10))
        repeat { ledger.sweep(at: 0) } while ledger.isBehind
        #expect(try extent() == [991, 1_000])
    }

    @Test("forgets with a message that it was sent")
    func nonces() throws {
        let ledger = try ledger(HistoryRetention(messages: 1))
        let first = HistoryLedger.Entry.draft(try draft("1", nonce: "a"))
        let second = HistoryLedger.Entry.draft(try draft("2", nonce: "b"))
        let outcomes = [first, second, second, first].flatMap { ledger.commit([$0], at: 0) }
        #expect(
            outcomes.map(\.outcome) == [
                .stored(seq: 1, at: 1_000_000), .stored(seq: 2, at: 1_000_000), .duplicate(of: 2),
                .stored(seq: 3, at: 1_000_000),
            ]
        )
    }

    @Test("is never nothing by number, nor young by overflow")
    func bounds() {
        #expect(HistoryRetention(messages: 0).messages == 1)
        #expect(HistoryRetention(days: 0).age == 86_400_000)
        #expect(HistoryRetention(days: .max).age == .max)
    }
}
