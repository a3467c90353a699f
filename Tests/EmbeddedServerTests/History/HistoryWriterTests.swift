import Dispatch
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("A history writer")
struct HistoryWriterTests {
    let directory: TemporaryDirectory
    let rig: HistoryRig

    init() throws {
        directory = try TemporaryDirectory()
        rig = HistoryRig(in: directory.path)
    }

    @Test("numbers the messages of each room from 1 on, also after a restart")
    func numbers() throws {
        let writer = try rig.writer()
        let first = try rig.outcomes(
            of: [draft("1"), draft("2", in: "other"), draft("3")],
            from: writer
        )
        writer.stop()
        let successor = try rig.writer()
        defer { successor.stop() }
        let later = try rig.outcomes(of: [draft("4"), draft("5", in: "other")], from: successor)
        #expect(
            first + later
                == [1, 1, 2, 3, 2].map { .stored(seq: $0, at: 1_000_000) }
        )
        #expect(try rig.values() == ["1", "3", "4"])
        #expect(try rig.values(of: "other") == ["2", "5"])
    }

    @Test("has written a message when it tells its outcome")
    func order() throws {
        let path = rig.path
        let seen = Mutex<[Int]>([])
        let done = DispatchSemaphore(value: 0)
        let file = try HistoryFile(path: path)
        let lobby = try room()
        let writer = try HistoryWriter(file: file, clock: { 0 }) { settled in
            let top = (try? HistoryLog(path: path).extent(of: lobby).top) ?? -1
            for draft in settled {
                guard case .stored(let seq, _) = draft.outcome else { continue }
                seen.withLock { $0.append(seq <= top ? 1 : 0) }
                done.signal()
            }
        }
        for number in 0..<50 { #expect(try writer.submit(draft("\(number)"))) }
        writer.stop()
        #expect(seen.withLock { $0 } == Array(repeating: 1, count: 50))
    }

    @Test("stores a repeated message once and gives its first number")
    func duplicates() throws {
        let writer = try rig.writer()
        defer { writer.stop() }
        let together = try rig.outcomes(
            of: [draft("1", nonce: "a"), draft("1", nonce: "a"), draft("2", nonce: "b")],
            from: writer
        )
        let later = try rig.outcomes(
            of: [
                draft("2", nonce: "b"), draft("3", device: 2, nonce: "a"),
                draft("4", in: "other", nonce: "a"), draft("1", nonce: "a"),
            ],
            from: writer
        )
        #expect(
            together == [
                .stored(seq: 1, at: 1_000_000), .duplicate(of: 1), .stored(seq: 2, at: 1_000_000),
            ]
        )
        #expect(
            later == [
                .duplicate(of: 2), .stored(seq: 3, at: 1_000_000), .stored(seq: 1, at: 1_000_000),
                .duplicate(of: 1),
            ]
        )
        #expect(try rig.values() == ["1", "2", "3"])
    }

    @Test("stores what a plain client repeats")
    func plain() throws {
        let writer = try rig.writer()
        defer { writer.stop() }
        _ = try rig.outcomes(of: [draft("1"), draft("1"), draft("1")], from: writer)
        #expect(try rig.values() == ["1", "1", "1"])
    }

    @Test("does not let time go back in a room when the clock does")
    func clockGoesBack() throws {
        let hour: Int64 = 3_600_000
        let writer = try rig.writer()
        let before = try rig.outcomes(of: [draft("1", at: 5 * hour)], from: writer)
        writer.stop()
        let successor = try rig.writer()
        defer { successor.stop() }
        let after = try rig.outcomes(
            of: [
                draft("2", at: 4 * hour), draft("3", in: "other", at: 4 * hour),
                draft("4", at: 5 * hour + 1),
            ],
            from: successor
        )
        #expect(
            before + after == [
                .stored(seq: 1, at: 5 * hour), .stored(seq: 2, at: 5 * hour),
                .stored(seq: 1, at: 4 * hour), .stored(seq: 3, at: 5 * hour + 1),
            ]
        )
    }

    @Test("keeps value, nick, device and nonce as they were sent")
    func fields() throws {
        let writer = try rig.writer()
        defer { writer.stop() }
        let values = [#""\u00e9 é\n\ud83d""#, "[1, 2.50]", "null", #""""#, "\"e\u{301}\""]
        var drafts = try values.map { try draft($0) }
        drafts[1] = try draft(values[1], nonce: "a-B_1")
        _ = try rig.outcomes(of: drafts, from: writer)
        let stored = try rig.log().last(10, of: room())
        #expect(stored.map(\.value) == drafts.map(\.value))
        #expect(stored.map(\.nick) == drafts.map(\.nick))
        #expect(stored.map(\.origin) == drafts.map(\.origin))
        #expect(stored[1].nick == Nick("bob"))
    }

    @Test("refuses more than it can hold, then goes on, and has an outcome for all it took")
    func full() throws {
        let gate = DispatchSemaphore(value: 0)
        let count = Atomic(0)
        let writer = try HistoryWriter(file: HistoryFile(path: rig.path), clock: { 0 }) { settled in
            gate.wait()
            gate.signal()
            count.add(settled.count, ordering: .relaxed)
        }
        var taken = 0
        while try writer.submit(draft("1")) { taken += 1 }
        #expect(taken == HistoryWriter.maximumWaiting)
        #expect(writer.load.count == taken)
        gate.signal()
        writer.stop()
        #expect(count.load(ordering: .relaxed) == taken)
        #expect(writer.load == (0, 0))
        #expect(try rig.values().count == taken)
    }

    @Test("bounds the bytes that wait as well")
    func fullOfBytes() throws {
        let gate = DispatchSemaphore(value: 0)
        let writer = try HistoryWriter(file: HistoryFile(path: rig.path), clock: { 0 }) { _ in
            gate.wait()
            gate.signal()
        }
        let value = String(repeating: "1", count: 1 << 20)
        var taken = 0
        while try writer.submit(draft(value)) { taken += 1 }
        // A draft is a little larger than its value.
        #expect(taken == HistoryWriter.maximumWaitingBytes / (1 << 20) - 1)
        gate.signal()
        writer.stop()
    }

    @Test("takes nothing after it was stopped, and what came before is stored")
    func stop() throws {
        let writer = try rig.writer()
        for number in 0..<2_500 { #expect(try writer.submit(draft("\(number)"))) }
        writer.stop()
        #expect(try !writer.submit(draft("late")))
        writer.stop()
        #expect(try rig.settled(2_500).count == 2_500)
        #expect(mode(of: rig.path + "-wal") == nil, "the write-ahead log is in the file")
        #expect(try rig.values() == (0..<2_500).map(String.init))
    }

    @Test("keeps the order of each of many senders")
    func manySenders() throws {
        let writer = try rig.writer()
        let path = rig.path
        let drafts = try (0..<8).map { sender in
            try (0..<200).map {
                try draft("\($0)", device: UInt8(sender), nonce: "n\($0)", token: UInt64(sender))
            }
        }
        DispatchQueue.concurrentPerform(iterations: 8) { sender in
            for draft in drafts[sender] { #expect(writer.submit(draft)) }
        }
        writer.stop()
        let settled = try rig.settled(1_600)
        let seqs = settled.map { draft -> Int64 in
            if case .stored(let seq, _) = draft.outcome { seq } else { 0 }
        }
        #expect(seqs == Array(1...1_600))
        for sender in 0..<8 {
            let own = settled.filter { $0.draft.token == UInt64(sender) }.map(\.draft.value)
            #expect(own == drafts[sender].map(\.value))
        }
        #expect(
            try HistoryLog(path: path).last(2_000, of: room()).map(\.value)
                == settled.map(\.draft.value)
        )
    }

    @Test("gives a room a new epoch in order with its messages")
    func newEpoch() throws {
        let writer = try rig.writer()
        _ = try rig.outcomes(of: [draft("1"), draft("1", in: "other")], from: writer)
        let before = try rig.log().extent(of: room())
        #expect(try writer.renewEpoch(of: room()))
        _ = try rig.outcomes(of: [draft("2")], from: writer)
        writer.stop()
        let after = try rig.log().extent(of: room())
        #expect(after.epoch != before.epoch)
        #expect(after.top == 2)
        #expect(try rig.log().extent(of: room("other")).epoch == before.epoch)
    }
}
