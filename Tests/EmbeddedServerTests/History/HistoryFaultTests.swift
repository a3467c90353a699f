import Glibc
import Store
import Synchronization
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("A history on a disk that fails")
struct HistoryFaultTests {
    @Test("refuses what does not fit, is read meanwhile, and goes on when there is room again")
    func noRoom() throws {
        let directory = try TemporaryDirectory()
        let small = directory.file("small")
        mkdir(small, 0o700)
        let mounted = mount("tmpfs", small, "tmpfs", 0, "size=1m,mode=700")
        try #require(mounted == 0, "this test must be allowed to mount (errno \(errno))")
        defer { umount2(small, Int32(MNT_DETACH)) }
        try directory.write([UInt8](repeating: 1, count: 256 << 10), to: "small/ballast")

        let rig = HistoryRig(in: small)
        let writer = try rig.writer()
        defer { writer.stop() }
        var accepted: [String] = []
        var refused: [DraftOutcome] = []
        for number in 0..<600 where refused.count < 5 {
            let value = String(1_000 + number) + String(repeating: "1", count: 2_000)
            let outcome = try rig.outcomes(of: [draft(value)], from: writer)
            if case .stored = outcome[0] { accepted.append(value) } else { refused += outcome }
        }
        #expect(refused == Array(repeating: .refused(.full), count: 5))
        #expect(!accepted.isEmpty)
        #expect(try rig.values() == accepted)

        remove(small + "/ballast")
        let after = try rig.outcomes(of: [draft("after")], from: writer)
        #expect(after == [.stored(seq: Int64(accepted.count) + 1, at: 1_000_000)])
        #expect(try rig.values() == accepted + ["after"])
        #expect(try rig.log().check() == [])
    }

    @Test("refuses what did not reach the disk, is read meanwhile, and goes on by itself")
    func failedSync() async {
        await #expect(processExitsWith: .success) {
            #expect(FaultyDisk.install())
            let directory = try TemporaryDirectory()
            let rig = HistoryRig(in: directory.path)
            let writer = try rig.writer()
            let before = try rig.outcomes(of: [draft("1", nonce: "a")], from: writer)
            FaultyDisk.failsToSync.store(true, ordering: .sequentiallyConsistent)
            let failed = try rig.outcomes(
                of: [draft("2", nonce: "b"), draft("3")],
                from: writer
            )
            let error = StoreError.ioError(code: FaultyDisk.SQLITE_IOERR_FSYNC)
            #expect(failed == [.refused(error), .refused(error)])
            #expect(FaultyDisk.failures.load(ordering: .sequentiallyConsistent) > 0)
            #expect(try rig.values() == ["1"])

            FaultyDisk.failsToSync.store(false, ordering: .sequentiallyConsistent)
            let after = try rig.outcomes(
                of: [draft("2", nonce: "b"), draft("1", nonce: "a")],
                from: writer
            )
            writer.stop()
            #expect(
                before + after == [
                    .stored(seq: 1, at: 1_000_000), .stored(seq: 2, at: 1_000_000),
                    .duplicate(of: 1),
                ]
            )
            _ = try HistoryFile(path: rig.path)
            #expect(try rig.values() == ["1", "2"])
            #expect(try rig.log().check() == [])
            withExtendedLifetime(directory) {}
        }
    }

    @Test("is refused at once when the file can only be read", .enabled(if: geteuid() == 0))
    func readOnly() async {
        await #expect(processExitsWith: .success) {
            let directory = try TemporaryDirectory()
            chown(directory.path, 4_321, 4_321)
            seteuid(4_321)
            let rig = HistoryRig(in: directory.path)
            try rig.writer().stop()
            chmod(rig.path, 0o400)
            let error = #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
            #expect(error?.reason == .readOnly)
            seteuid(0)
            withExtendedLifetime(directory) {}
        }
    }
}
