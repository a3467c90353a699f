import Glibc
import Store
import TestSupport
import Testing
import Wire

@testable import EmbeddedServer

@Suite("The file of a history")
struct HistoryFileTests {
    let directory: TemporaryDirectory
    let rig: HistoryRig

    init() throws {
        directory = try TemporaryDirectory()
        rig = HistoryRig(in: directory.path)
    }

    /// Stores a few hundred messages; returns the epoch.
    @discardableResult
    private func fill(_ count: Int = 500) throws -> Epoch {
        let writer = try rig.writer()
        _ = try rig.outcomes(
            of: (0..<count).map { try draft("\(10_000 + $0)", nonce: "n\($0)") },
            from: writer
        )
        writer.stop()
        return try epoch()
    }

    private func epoch() throws -> Epoch { try rig.log().extent(of: room()).epoch }

    private func copy(_ name: String, to other: String) throws {
        try directory.write(directory.read(name, limit: 1 << 24), to: other)
    }

    @Test("is private, as its lock is, and so are the directories that are made")
    func modes() throws {
        let rig = HistoryRig(in: directory.file("a/b"))
        let file = try HistoryFile(path: rig.path)
        #expect(mode(of: directory.file("a")) == 0o700)
        #expect(mode(of: rig.path) == 0o600)
        #expect(mode(of: rig.path + "-lock") == 0o600)
        withExtendedLifetime(file) {}
    }

    @Test("belongs to one server at a time, and a second one is told to whom")
    func secondServer() throws {
        var first: HistoryFile? = try HistoryFile(path: rig.path)
        let error = #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
        #expect(error?.reason == .locked(pid: getpid()))
        #expect(
            error?.description.utf8.elementsEqual(
                "\(rig.path): in use by process \(getpid()): stop that one, or name another file"
                    .utf8
            ) == true
        )
        withExtendedLifetime(first) {}
        first = nil
        _ = try HistoryFile(path: rig.path)
    }

    @Test("stays locked until its writer or reader has stopped")
    func lockedByUse() throws {
        let writer = try rig.writer()
        #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
        writer.stop()
        let reader = try HistoryReader(file: HistoryFile(path: rig.path))
        #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
        reader.stop()
        _ = try HistoryFile(path: rig.path)
    }

    @Test("is refused when it, or its lock, is a symbolic link", arguments: ["", "-lock"])
    func symbolicLink(suffix: String) throws {
        symlink(directory.file("elsewhere"), rig.path + suffix)
        let error = #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
        #expect(error?.reason == .notOurs(.symbolicLink))
        #expect(mode(of: directory.file("elsewhere")) == nil)
    }

    @Test("is refused when it is damaged, with the way out", arguments: [2, 5, 9])
    func damaged(page: Int) throws {
        try fill()
        let noise = [UInt8](repeating: 0xA5, count: 3_000)
        try directory.damage("history.db", at: page * 4_096, with: noise)
        try expectDamage()
    }

    @Test("is refused when its end is missing")
    func truncated() throws {
        try fill()
        let bytes = try directory.read("history.db", limit: 1 << 24)
        try directory.write(Array(bytes.prefix(bytes.count / 8_192 * 4_096)), to: "history.db")
        try expectDamage()
    }

    @Test("is refused when it is no database")
    func noDatabase() throws {
        try directory.write(Array(repeating: 0x2e, count: 8_192), to: "history.db")
        try expectDamage()
    }

    /// The file is refused and stays as it is; moved away, it makes room for a new history.
    private func expectDamage() throws {
        let bytes = try directory.read("history.db", limit: 1 << 24)
        let error = #expect(throws: HistoryError.self) { try HistoryFile(path: rig.path) }
        #expect(error?.reason == .corrupt)
        #expect(error?.description.contains("'chat-tui export --file'") == true)
        #expect(try directory.read("history.db", limit: 1 << 24) == bytes)
        for suffix in ["", "-wal", "-shm"] { remove(rig.path + suffix) }
        try fill(1)
        #expect(try rig.values() == ["10000"])
    }

    @Test("keeps its epoch when it is opened again, and has another one when it is another file")
    func epochs() throws {
        let epoch = try fill(1)
        #expect(try fill(2) == epoch)
        for suffix in ["", "-wal", "-shm"] { remove(rig.path + suffix) }
        #expect(try fill(1) != epoch)
    }

    @Test("gets new epochs when an older copy was put back")
    func putBack() throws {
        let epoch = try fill(1)
        let empty = try rig.log().extent(of: room("empty")).epoch
        try copy("history.db", to: "copy")
        try fill(2)
        for suffix in ["-wal", "-shm"] { remove(rig.path + suffix) }
        try copy("copy", to: "history.db")
        #expect(try HistoryFile(path: rig.path).isAnotherFile)
        let renewed = try self.epoch()
        #expect(renewed != epoch)
        #expect(try rig.log().extent(of: room("empty")).epoch != empty)
        #expect(try !HistoryFile(path: rig.path).isAnotherFile)
        #expect(try self.epoch() == renewed)
    }

    @Test(
        "keeps its epochs when an opening was cut short before or after its commit",
        arguments: ["%d 77", "77 %d"]
    )
    func cutShort(note: String) throws {
        let epoch = try fill(1)
        do {
            let lock = try FileLock(path: rig.path + "-lock")
            let halves = note.split(separator: "%d", omittingEmptySubsequences: false)
            try lock.write(note: halves[0] + lock.inheritedNote + halves[1])
        }
        #expect(try !HistoryFile(path: rig.path).isAnotherFile)
        #expect(try self.epoch() == epoch)
    }
}
