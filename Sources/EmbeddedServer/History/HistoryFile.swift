import Glibc
import Store

/// The file of a server's history, opened, sound and locked against a second server.
///
/// ``HistoryWriter`` and ``HistoryReader`` work on it and keep it; the lock ends with the last of
/// them, or with the process. Beside the file lie SQLite's `-wal` and `-shm` and our `-lock`.
///
/// **Damage.** Neither `kill -9` nor a power cut damages the file (write-ahead log,
/// `synchronous = FULL`); bad disks and other programs do. So the check is no matter of how the
/// last server ended: a file of up to ``maximumCheckedBytes`` is read whole at every opening
/// (`quick_check`), which keeps the time from start to serving bounded. Of a larger one the
/// head and the schema are looked at, ``wasChecked`` is false, and ``HistoryLog/check()`` reads
/// the rest while the server serves.
///
/// **Epochs.** A file that was put back from a copy continues with numbers that clients have seen
/// on other messages. Each opening leaves a new random number in the file and in the lock file;
/// where they disagree, it is not the file that was served last, and all its rooms get a new epoch.
/// (A copy made and put back between two openings has the same number: then only a client that
/// has seen more than there is can tell, ``HistoryWriter/renewEpoch(of:)``.)
package final class HistoryFile: Sendable {
    /// The largest file that is read whole when it is opened, in bytes.
    package static let maximumCheckedBytes: Int64 = 48 << 20

    /// Where it is.
    package let path: String
    /// Whether all of it was read and found sound.
    package let wasChecked: Bool
    /// Whether all rooms got a new epoch: it is not the file that was served last.
    package let isAnotherFile: Bool

    private let lock: FileLock

    /// Opens the history at `path`; a new one is made where there is none, whatever the umask: the
    /// file 0600, missing directories 0700.
    ///
    /// Reads and writes the disk, for some 100 ms at most. Throws ``HistoryError``: for a file that
    /// another server has, is damaged, or is not to be trusted.
    package init(path: String) throws(HistoryError) {
        self.path = path
        do throws(StoreError) {
            lock = try FileLock(path: path + "-lock")
            let database = try Database(path: path, schema: .history)
            // After a failed fsync the log's last pages may be in memory only: into the file.
            try database.run("PRAGMA wal_checkpoint(TRUNCATE)")
            wasChecked = Self.size(of: path) <= Self.maximumCheckedBytes
            if wasChecked {
                let findings = try database.integrityCheck(isQuick: true)
                guard findings.isEmpty else { throw .corrupt }
            }
            isAnotherFile = try Self.continueLineage(of: database, lock)
        } catch {
            throw HistoryError(path: path, reason: error)
        }
    }

    /// Whether the rooms had to get new epochs.
    private static func continueLineage(
        of database: Database,
        _ lock: FileLock
    ) throws(StoreError) -> Bool {
        let lineages = try database.query("SELECT lineage FROM file") { row throws(StoreError) in
            try row.integer(0)
        }
        guard let found = lineages.first else { throw .corrupt }
        let expected = lock.inheritedNote.utf8.split(separator: UInt8(ascii: " "))
            .compactMap { String($0).flatMap { Int64($0) } }
        // A new file has 0 and new epochs anyway.
        let isAnother = found != 0 && !expected.contains(found)
        let next = Int64.random(in: 1 ... .max)
        // Both, because a crash may come before or after the commit.
        try lock.write(note: "\(found) \(next)")
        try database.transaction { () throws(StoreError) in
            try database.run("UPDATE file SET lineage = ?", .integer(next))
            if isAnother {
                try database.run("UPDATE file SET epoch = random()")
                try database.run("UPDATE room SET epoch = (SELECT epoch FROM file)")
            }
        }
        try lock.write(note: "\(next)")
        return isAnother
    }

    private static func size(of path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }
}

/// Why a history cannot be used, in one sentence that says what helps.
package struct HistoryError: Error, Equatable, CustomStringConvertible {
    /// The history's file.
    package let path: String
    /// What is wrong.
    package let reason: StoreError

    /// Whether another process has it, which may end.
    package var isInUse: Bool {
        if case .locked = reason { true } else { false }
    }

    /// Untrusted text where SQLite's message quotes the file: show it as `DisplayText`.
    package var description: String {
        guard reason == .corrupt else { return "\(path): \(reason)" }
        return "\(path): the history is damaged or not a database: save what can be read with "
            + "'chat-tui export --file', then move the file, its -wal and its -shm away to start "
            + "a new history"
    }
}
