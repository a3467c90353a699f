import CSQLite
import Glibc

/// What went wrong with a database, sorted by what the caller can do about it.
package enum StoreError: Error, Equatable {
    /// No room on the disk, in the quota or below the file size limit. The transaction is undone;
    /// reading goes on, and writing too as soon as there is room.
    case full

    /// The disk failed (SQLite's extended result code). Nothing of the transaction counts as
    /// stored. Keep the `Database` and try again: its next commit overwrites what a failed fsync
    /// left in the write-ahead log, which a new connection would take for committed.
    case ioError(code: Int32)

    /// The file is not a database, or holds what this program did not write. Leave it as it is for
    /// a rescue, tell the person, start another.
    case corrupt

    /// A write, or the migration that an older file needs, was asked of what can only be read.
    case readOnly

    /// Another connection kept its lock for longer than the busy timeout. Nothing changed: try
    /// again.
    case busy

    /// Another process has the `FileLock`, if it says so the one with this id. Nothing changed.
    case locked(pid: Int32?)

    /// Opened for reading, and nothing has been stored there yet.
    case missing

    /// A newer version of this program has changed the file. Only an update helps.
    case newerVersion(found: Int, known: Int)

    /// The file cannot be trusted, or is none of ours. Nothing was changed; a person has to look.
    case notOurs(Distrust)

    /// Anything else: SQLite's extended result code and its message, which may quote the file's
    /// content and is therefore untrusted text.
    case other(code: Int32, message: String)

    /// Why a file is not taken for ours.
    package enum Distrust: Equatable, Sendable {
        /// The file is a symbolic link: somebody else may choose where it leads.
        case symbolicLink
        /// There is a directory, a device, a pipe or a socket in its place.
        case notARegularFile
        /// The file belongs to another user.
        case owner(uid: UInt32)
        /// Its permission bits let the group or everybody at it.
        case openToOthers(mode: UInt32)
        /// The directory belongs to a user who is neither this one nor root.
        case directoryOwner(uid: UInt32)
        /// The directory's permission bits let others put files into it.
        case directoryOpenToOthers(mode: UInt32)
        /// A database of another program, or of another kind than the one that was asked for.
        case otherContent(applicationID: Int)
    }
}

extension StoreError {
    /// The error for SQLite's result `code`, the latest of `connection`.
    init(_ code: Int32, of connection: OpaquePointer?) {
        let message = connection.map { sqlite3_errmsg($0) } ?? sqlite3_errstr(code)
        switch code & 0xff {
        case SQLITE_FULL: self = .full
        // SQLite itself says FULL for ENOSPC in a write alone: not for a quota or the log's index.
        case SQLITE_IOERR where Self.meansFull(sqlite3_system_errno(connection)),
            SQLITE_CANTOPEN where Self.meansFull(sqlite3_system_errno(connection)):
            self = .full
        case SQLITE_IOERR: self = .ioError(code: code)
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_READONLY: self = .readOnly
        case SQLITE_BUSY: self = .busy
        default: self = .other(code: code, message: message.map { String(cString: $0) } ?? "")
        }
    }

    /// The error for a failed system call on the way to the file.
    init(errno code: Int32) {
        switch code {
        case _ where Self.meansFull(code): self = .full
        case EIO: self = .ioError(code: SQLITE_IOERR)
        case EROFS: self = .readOnly
        case ENOENT: self = .missing
        default: self = .other(code: SQLITE_CANTOPEN, message: String(cString: strerror(code)))
        }
    }

    private static func meansFull(_ code: Int32) -> Bool {
        code == ENOSPC || code == EDQUOT || code == EFBIG
    }
}

extension StoreError: CustomStringConvertible {
    /// What happened and what helps, to follow the name of the file and a colon.
    package var description: String {
        switch self {
        case .full: "no room left on the disk: free some, then try again"
        case .ioError(let code): "the disk failed (SQLite error \(code))"
        case .corrupt: "the file is damaged or not a database: move it away to start a new one"
        case .readOnly: "the file can only be read, and needs to be written"
        case .busy: "another process is using the file: try again"
        case .locked(let pid):
            "in use by \(pid.map { "process \($0)" } ?? "another process"): stop that one, or name "
                + "another file"
        case .missing: "nothing has been stored there yet"
        case .newerVersion(let found, let known):
            "written by a newer chat-tui (format \(found), this one knows \(known)): update chat-tui"
        case .notOurs(let distrust): distrust.description
        case .other(let code, let message): "\(message) (SQLite error \(code))"
        }
    }
}

extension StoreError.Distrust: CustomStringConvertible {
    /// What is wrong with the file and what makes it right.
    package var description: String {
        switch self {
        case .symbolicLink: "a symbolic link is in its place: name the file that it leads to"
        case .notARegularFile: "not a regular file"
        case .owner(let uid): "the file, or its -wal or -shm, belongs to another user (uid \(uid))"
        case .openToOthers(let mode):
            "others can get at the file, or its -wal or -shm (mode 0\(String(mode, radix: 8))): "
                + "make it 0600"
        case .directoryOwner(let uid): "the directory belongs to another user (uid \(uid))"
        case .directoryOpenToOthers(let mode):
            "others can write in the directory (mode 0\(String(mode, radix: 8))): make it 0700"
        case .otherContent(let id):
            "a database of another kind (application id \(id)): name another file"
        }
    }
}
