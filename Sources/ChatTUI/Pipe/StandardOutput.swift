import Glibc

/// stdout, written without ever waiting for its reader and without touching its flags, which it shares with
/// other programs.
struct StandardOutput {
    /// What became of writing.
    enum Outcome: Equatable {
        /// All is written, or the rest waits in ``pending``.
        case ok
        /// Nobody reads any more.
        case closed
        /// The system refused with this `errno`.
        case failed(CInt)
    }

    /// Beyond so many waiting bytes the sessions are not listened to.
    static let maximumPending = 1 << 20
    /// What a pipe takes without blocking once `poll(2)` calls it writable.
    private static let safeChunk = Int(PIPE_BUF)

    private let descriptor: CInt
    private let neverBlocks: Bool
    private var bytes: [UInt8] = []
    private var start = 0

    /// Output to `descriptor`.
    init(descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
        var status = stat()
        let isFile = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        neverBlocks = isFile
    }

    /// How many bytes wait.
    var pending: Int { bytes.count - start }

    /// Adds whole lines.
    mutating func append(_ lines: [UInt8]) {
        bytes += lines
    }

    /// Writes as much as is taken at once.
    mutating func flush() -> Outcome {
        while pending > 0 {
            var entry = pollfd(descriptor, POLLOUT)
            guard neverBlocks || poll(&entry, 1, 0) > 0 else { return .ok }
            if entry.isGone { return .closed }
            let size = neverBlocks ? pending : min(pending, Self.safeChunk)
            let count = bytes.withUnsafeBytes {
                write(descriptor, $0.baseAddress.map { $0 + start }, size)
            }
            if count >= 0 {
                take(count)
            } else if errno == EPIPE {
                return .closed
            } else if errno == EAGAIN {
                return .ok
            } else if errno != EINTR {
                return .failed(errno)
            }
        }
        return .ok
    }

    /// An entry for `poll(2)` that tells when more can be written, and always when nobody reads any more.
    var pollEntry: pollfd { pollfd(descriptor, pending > 0 ? POLLOUT : 0) }

    /// Forgets what waits.
    mutating func discard() {
        take(pending)
    }

    private mutating func take(_ count: Int) {
        start += count
        // What is written goes when it is the larger part: each byte is moved once at most.
        guard start > bytes.count / 2 || start == bytes.count else { return }
        bytes.removeFirst(start)
        start = 0
    }
}
