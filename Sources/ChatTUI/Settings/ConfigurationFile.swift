import Glibc
import Wire

/// The configuration file as it was read.
struct ConfigurationFile: Equatable, Sendable {
    let path: String
    let text: [UInt8]

    /// Reads the file at `path`.
    ///
    /// - Returns: `nil` if there is none.
    /// - Throws: Why it cannot be read.
    static func read(_ path: String) throws(ConfigurationError) -> ConfigurationFile? {
        // Opening a FIFO does not wait for its writer.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw unreadable(path, DisplayText(errno: errno))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw unreadable(path, "it is not a file")
        }
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while text.count <= TOMLReader.maximumBytes {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path, DisplayText(errno: errno)) }
            if count == 0 { break }
            text += buffer[..<count]
        }
        return ConfigurationFile(path: path, text: text)
    }

    /// Saves one value in the file at `path`, which is made if there is none.
    ///
    /// The file is replaced as a whole, so that nobody ever reads half of it; one that is reached
    /// by a symbolic link stays where it is. Programs that save at once do so one after the other.
    ///
    /// - Parameters:
    ///   - change: What.
    ///   - path: Where the file is, or will be.
    ///   - patience: For how many milliseconds others are waited for.
    /// - Throws: Why not; the file is as it was then.
    static func save(
        _ change: SettingChange,
        at path: String,
        patience: Int64 = 2_000
    ) throws(ConfigurationError) {
        let target = target(of: path)
        makeFolders(above: target)
        let lock = try locked(folderOf: target, patience: patience)
        defer { close(lock) }
        let file = try read(path)
        guard file != nil || !isLink(path) else {
            throw ConfigurationError(
                "cannot write \(DisplayText(cleaning: path)): the link leads to no file"
            )
        }
        let text: [UInt8]
        do throws(TOMLError) {
            let old = file?.text ?? []
            let place = try TOMLReader.read(old).spelling(of: change.path)
            text = try TOMLEdit.setting(place, to: change.value, in: old)
            // What would not be read at the next start is not written.
            var configuration = Configuration()
            try configuration.take(TOMLReader.read(text))
        } catch {
            throw ConfigurationError(path: path, error)
        }
        try replace(target, with: text, isNew: file == nil)
    }

    /// Waits for others who save in the same folder; the lock ends with the descriptor.
    ///
    /// The file itself cannot be locked, as it is replaced. File systems without locks do without.
    private static func locked(
        folderOf path: String,
        patience: Int64
    ) throws(ConfigurationError) -> CInt {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(Substring(path.utf8[...$0])) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        let end = Moment.now().monotonic + patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR {
            guard Moment.now().monotonic < end else {
                close(descriptor)
                throw ConfigurationError(
                    "cannot write \(DisplayText(cleaning: path)): another program has its folder locked"
                )
            }
            usleep(10_000)
        }
        return descriptor
    }

    private static func isLink(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }

    /// Where a symbolic link leads.
    private static func target(of path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func replace(
        _ path: String,
        with text: [UInt8],
        isNew: Bool
    ) throws(ConfigurationError) {
        var mode: mode_t = 0o600
        var status = stat()
        if !isNew, stat(path, &status) == 0 { mode = status.st_mode & 0o777 }
        // A name of its own each time: a draft that a crash left is in nobody's way.
        let draft = "\(path).\(UInt64.random(in: 0 ... .max)).new"
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw unwritable(path) }
        var failure = writeFully(text, to: file)
        if failure == 0, fchmod(file, mode) != 0 || fsync(file) != 0 { failure = errno }
        if close(file) != 0, failure == 0 { failure = errno }
        if failure == 0, rename(draft, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(draft)
            errno = failure
            throw unwritable(path)
        }
    }

    private static func makeFolders(above path: String) {
        for (index, byte) in path.utf8.enumerated() where byte == UInt8(ascii: "/") && index > 0 {
            mkdir(String(Substring(path.utf8.prefix(index))), 0o700)
        }
    }

    private static func unreadable(_ path: String, _ reason: DisplayText) -> ConfigurationError {
        ConfigurationError("cannot read \(DisplayText(cleaning: path)): \(reason)")
    }

    private static func unwritable(_ path: String) -> ConfigurationError {
        ConfigurationError(
            "cannot write \(DisplayText(cleaning: path)): \(DisplayText(errno: errno))"
        )
    }
}

/// A value that is to be saved: a key of the file, as the names of its tables and its own.
struct SettingChange: Equatable, Sendable {
    var path: [String]
    var value: TOMLValue
}
