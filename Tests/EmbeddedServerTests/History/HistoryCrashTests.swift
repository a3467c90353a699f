import Glibc
import Store
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("A history whose server is killed")
struct HistoryCrashTests {
    @Test("has each message once that a sender was told of, under the number that it was told")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        let rig = HistoryRig(in: directory.path)
        var told: [Int: Int64] = [:]
        var epoch: Epoch?
        for round in 0..<5 {
            // A sender that was told of nothing lately sends again.
            let start = max(0, told.count - 500)
            let delay = UInt32.random(in: 20_000...300_000)
            await #expect(processExitsWith: .signal(SIGKILL)) {
                [path = rig.path as String, start = start as Int, delay = delay as UInt32] in
                try Self.serve(path, from: start, killedAfter: delay)
            }
            for (number, seq) in try tellings(in: directory) {
                #expect(told[number, default: seq] == seq)
                told[number] = seq
            }
            let file = try HistoryFile(path: rig.path)
            #expect(!file.isAnotherFile)
            let values = try rig.values()
            #expect(Set(values).count == values.count)
            let lost = told.filter { number, seq in
                seq > values.count || values[Int(seq) - 1] != "\(number)"
            }
            #expect(lost.isEmpty, "round \(round), \(values.count) stored, \(told.count) told")
            let now = try rig.log().extent(of: room()).epoch
            #expect(epoch ?? now == now)
            epoch = now
        }
        #expect(!told.isEmpty)
        #expect(try rig.log().check() == [])
    }

    /// Numbers and what was told of them, whole lines only.
    private func tellings(in directory: TemporaryDirectory) throws -> [(Int, Int64)] {
        try directory.read("history.db.told", limit: 1 << 24)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
            .compactMap { line in
                let words = String(decoding: line, as: UTF8.self).split(separator: " ")
                guard let number = Int(words[0]), let seq = Int64(words[1]) else { return nil }
                return (number, seq)
            }
    }

    /// Stores message after message and writes down what senders are told, until it is killed.
    private static func serve(_ path: String, from start: Int, killedAfter delay: UInt32) throws {
        let told = open(path + ".told", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // A fast disk takes more than is kept otherwise.
        let retention = HistoryRetention(messages: 1_000_000)
        let file = try HistoryFile(path: path)
        let writer = try HistoryWriter(file: file, retention: retention, clock: { 0 }) { settled in
            var lines = ""
            for draft in settled {
                switch draft.outcome {
                case .stored(let seq, _), .duplicate(let seq):
                    lines += "\(draft.draft.token) \(seq)\n"
                case .refused: continue
                }
            }
            _ = write(told, lines, lines.utf8.count)
        }
        _ = try DiskThread {
            usleep(delay)
            kill(getpid(), SIGKILL)
        }
        var number = start
        while true {
            let next = try draft("\(number)", nonce: "n\(number)", token: UInt64(number))
            if writer.submit(next) { number += 1 } else { usleep(500) }
        }
    }
}
