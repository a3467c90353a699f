import Glibc

/// The place of a database on disk, made safe before SQLite touches it.
///
/// The database file itself is never opened here: closing any descriptor of a file drops every
/// POSIX lock that this process has on it (sqlite.org/howtocorrupt.html, 2.2).
enum DatabaseFile {
    /// Makes the directories (0700) and the file (0600) that are missing, whatever the umask, and
    /// refuses what others can change, read or redirect.
    ///
    /// Returns the path with no symbolic link in it. With `.readOnly` nothing is made.
    static func prepare(_ path: String, for access: Database.Access) throws(StoreError) -> String {
        let (directory, name) = split(path)
        if access == .readWrite { try makeDirectory(directory) }
        let file = try resolve(directory) + "/" + name
        try checkDirectory(directory)
        if access == .readWrite { try makeFile(file) }
        guard try checkFile(file) else { throw .missing }
        // SQLite gives these the file's mode, but takes the ones that it finds.
        for suffix in ["-wal", "-shm", "-journal"] { _ = try checkFile(file + suffix) }
        return file
    }

    private static func split(_ path: String) -> (directory: String, name: String) {
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        let name = String(path[path.utf8.index(after: slash)...])
        return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
    }

    private static func makeDirectory(_ path: String) throws(StoreError) {
        var code = makeOneDirectory(path)
        if code == ENOENT {
            try makeDirectory(split(path).directory)
            // Once: in /proc, say, nothing is ever made and the answer stays the same.
            code = makeOneDirectory(path)
        }
        guard code == 0 || code == EEXIST else { throw StoreError(errno: code) }
    }

    /// Returns 0 or what went wrong.
    private static func makeOneDirectory(_ path: String) -> CInt {
        mkdir(path, 0o700) == 0 && chmod(path, 0o700) == 0 ? 0 : errno
    }

    private static func resolve(_ directory: String) throws(StoreError) -> String {
        guard let resolved = realpath(directory, nil) else { throw StoreError(errno: errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// `mknod` makes a file without opening it, and does nothing when there is one.
    private static func makeFile(_ path: String) throws(StoreError) {
        if mknod(path, S_IFREG | 0o600, 0) == 0 {
            guard chmod(path, 0o600) == 0 else { throw StoreError(errno: errno) }
        } else if errno != EEXIST {
            throw StoreError(errno: errno)
        }
    }

    private static func checkDirectory(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StoreError(errno: errno) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .notOurs(.directoryOwner(uid: status.st_uid))
        }
        guard status.st_mode & 0o022 == 0 else {
            throw .notOurs(.directoryOpenToOthers(mode: status.st_mode & 0o7777))
        }
    }

    /// Whether there is a file; throws when it is not a regular one for this user alone.
    private static func checkFile(_ path: String) throws(StoreError) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            if errno == ENOENT { return false }
            throw StoreError(errno: errno)
        }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFLNK else { throw .notOurs(.symbolicLink) }
        guard kind == S_IFREG else { throw .notOurs(.notARegularFile) }
        guard status.st_uid == geteuid() else { throw .notOurs(.owner(uid: status.st_uid)) }
        guard status.st_mode & 0o077 == 0 else {
            throw .notOurs(.openToOthers(mode: status.st_mode & 0o7777))
        }
        return true
    }
}
