import Glibc
import Synchronization
import Wire

/// What the process was given as stdin and stdout; it decides whether `join` is a screen or a pipe.
struct StandardStreams: Equatable, Sendable {
    /// What stands behind a descriptor.
    enum Kind: Equatable, Sendable {
        /// Somebody types, or reads.
        case terminal
        /// `/dev/null`, or nothing at all: as cron and systemd have it.
        case null
        /// A pipe, a file, a socket.
        case other
    }

    var input: Kind
    var output: Kind

    /// What the process has.
    static func current() -> StandardStreams {
        StandardStreams(input: kind(of: STDIN_FILENO), output: kind(of: STDOUT_FILENO))
    }

    /// Opens something in place of each standard descriptor that the process was started without.
    ///
    /// Otherwise the next socket would get its number, and what is meant for stderr would go into it. Reading finds the
    /// end, and writing fails as it would have.
    static func fillGaps() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
            // The lowest free number is the one that is missing.
            _ = open("/dev/null", O_RDONLY)
        }
    }

    private static func kind(of descriptor: CInt) -> Kind {
        if isatty(descriptor) == 1 { return .terminal }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .null }
        var null = stat()
        let isNull =
            stat("/dev/null", &null) == 0 && status.st_mode & S_IFMT == S_IFCHR
            && status.st_rdev == null.st_rdev
        return isNull ? .null : .other
    }
}

/// Says a sentence on stderr, one line.
///
/// Where nobody reads it is given up after a moment: the caller has signals and a server to attend to.
func complain(_ sentence: DisplayText) {
    writeSoon(Array("chat-tui: \(sentence.oneLine)\n".utf8), to: STDERR_FILENO)
}

/// Writes `bytes` unless the reader takes none of them for 100 ms; if it did that before, it is not
/// waited for at all.
///
/// - Returns: Whether all is written.
@discardableResult
func writeSoon(_ bytes: [UInt8], to descriptor: CInt) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let patience: CInt = isRead.load(ordering: .relaxed) ? 100 : 0
        let ready = poll(&entry, 1, patience)
        if ready < 0, errno == EINTR { continue }
        isRead.store(ready > 0, ordering: .relaxed)
        guard ready > 0 else { return false }
        // A pipe that is ready takes so many bytes without blocking.
        let count = rest.withUnsafeBytes {
            write(descriptor, $0.baseAddress, min($0.count, Int(PIPE_BUF)))
        }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno != EAGAIN, errno != EINTR {
            return false
        }
    }
    return true
}

/// Whether what was written last on stderr was taken.
private let isRead = Atomic(true)

/// Writes all of `bytes`, waiting as long as it takes; returns 0 or the `errno` that prevented it.
@discardableResult
func writeFully(_ bytes: [UInt8], to descriptor: CInt) -> CInt {
    var rest = bytes[...]
    while !rest.isEmpty {
        let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
            rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
            // The descriptor is shared with a program that made it non-blocking.
            var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            _ = poll(&entry, 1, -1)
        } else if errno != EINTR {
            return errno
        }
    }
    return 0
}

extension DisplayText {
    /// What the system says about an `errno`.
    init(errno code: CInt) {
        self.init(cleaning: String(cString: strerror(code)))
    }
}
