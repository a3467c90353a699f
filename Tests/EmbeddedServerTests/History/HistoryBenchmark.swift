import Dispatch
import Glibc
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

/// Figures rather than checks, on the disk of the temporary directory:
/// `CHAT_TUI_BENCHMARK=1 swift test --filter HistoryBenchmark`.
@Suite("HistoryBenchmark", .serialized, .enabled(if: getenv("CHAT_TUI_BENCHMARK") != nil))
struct HistoryBenchmark {
    @Test("accepted messages per second", arguments: [1, 32, 256])
    func accepted(senders: Int) throws {
        let directory = try TemporaryDirectory()
        let count = senders == 1 ? 2_000 : 40_000
        let free = DispatchSemaphore(value: senders)
        let commits = Atomic(0)
        let writer = try HistoryWriter(
            file: HistoryFile(path: directory.file("history.db")),
            clock: { 0 }
        ) { settled in
            commits.add(1, ordering: .relaxed)
            for _ in settled { free.signal() }
        }
        let value = "\"" + String(repeating: "a message of a hundred bytes ", count: 3) + "\""
        let drafts = try (0..<count).map {
            try draft(
                value,
                device: UInt8($0 % senders % 10),
                nonce: "nonce-0123456789abcdef-\($0)"
            )
        }
        let start = ContinuousClock.now
        for draft in drafts {
            free.wait()
            #expect(writer.submit(draft))
        }
        writer.stop()
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let batch = Double(count) / Double(commits.load(ordering: .relaxed))
        print("\(senders) senders: \(Int(Double(count) / seconds))/s, \(batch) per commit")
    }

    @Test("from start to serving with 100,000 messages, after a kill")
    func opening() throws {
        let directory = try TemporaryDirectory()
        let rig = HistoryRig(in: directory.path)
        let writer = try rig.writer()
        let value = "\"" + String(repeating: "a message of a hundred bytes ", count: 3) + "\""
        for start in stride(from: 0, to: 100_000, by: 5_000) {
            _ = try rig.outcomes(
                of: (start..<start + 5_000).map {
                    try draft(value, in: "room\($0 % 10)", nonce: "nonce-0123456789abcdef-\($0)")
                },
                from: writer
            )
        }
        // What a killed server leaves: the file and a full write-ahead log, nothing tidied up.
        for suffix in ["", "-wal", "-lock"] {
            let bytes = try directory.read("history.db" + suffix, limit: 1 << 28)
            try directory.write(bytes, to: "killed.db" + suffix)
            print("history.db\(suffix): \(bytes.count) bytes")
        }
        writer.stop()
        let start = ContinuousClock.now
        let file = try HistoryFile(path: directory.file("killed.db"))
        let opened = ContinuousClock.now
        let successor = try rig.writer(file)
        let last = try HistoryLog(path: file.path).last(50, of: room("room3"))
        let read = ContinuousClock.now
        _ = try rig.outcomes(of: [draft("1", in: "room3")], from: successor)
        let written = ContinuousClock.now
        successor.stop()
        #expect(last.count == 50)
        print("opened \(opened - start), read \(read - start), written \(written - start)")
    }
}
