import Glibc

/// A lock that one process has at a time, and that ends with its process however that ends.
///
/// It lies in a file of its own (0600, never removed: a lock on a removed file protects nothing)
/// beside what it protects: SQLite's own locks are on the database and must not be disturbed. The
/// file says which process has it and keeps a short note from one holder to the next.
package final class FileLock: Sendable {
    /// The longest note in bytes.
    package static let maximumNote = 200

    /// What the last holder noted: one line, empty at first, and not to be trusted.
    package let inheritedNote: String

    private let descriptor: Int32

    /// Takes the lock, or throws `StoreError.locked` at once when somebody has it.
    ///
    /// What is missing of the file and its directories is made, whatever the umask; a file or
    /// directory that others could tamper with is `StoreError.notOurs`.
    package init(path: String) throws(StoreError) {
        let file = try DatabaseFile.prepare(path, for: .readWrite)
        let descriptor = open(file, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw StoreError(errno: errno) }
        let lines = Self.lines(of: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK
                ? .locked(pid: lines.first.flatMap { Int32($0) }) : StoreError(errno: code)
        }
        self.descriptor = descriptor
        inheritedNote = lines.count > 1 ? lines[1] : ""
        try write(note: inheritedNote)
    }

    deinit {
        close(descriptor)
    }

    /// Replaces the note; it is on disk when this returns.
    package func write(note: String) throws(StoreError) {
        precondition(note.utf8.count <= Self.maximumNote, "a short note")
        var bytes = Array("\(getpid())\n\(note)\n".utf8)
        // Always the same size, so that one write replaces all of it.
        bytes += repeatElement(UInt8(ascii: "\n"), count: Self.fileSize - bytes.count)
        let written = pwrite(descriptor, bytes, bytes.count, 0)
        guard written >= 0 else { throw StoreError(errno: errno) }
        guard written == bytes.count else { throw .full }
        guard fdatasync(descriptor) == 0 else { throw StoreError(errno: errno) }
    }

    private static let fileSize = 256

    private static func lines(of descriptor: Int32) -> [String] {
        var bytes = [UInt8](repeating: 0, count: fileSize)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return bytes.prefix(max(count, 0))
            .split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }
}
