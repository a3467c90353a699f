import Glibc
import Wire

/// stdout for commands that have nothing else to wait for: written in large pieces, waiting as long
/// as it takes.
struct BatchedOutput {
    /// Ends the command.
    struct Failed: Error, Equatable {
        /// How.
        let end: ProcessEnd
    }

    private static let batch = 64 << 10

    private let descriptor: CInt
    private var bytes: [UInt8] = []

    /// Output to `descriptor`.
    init(descriptor: CInt = STDOUT_FILENO) {
        self.descriptor = descriptor
    }

    /// Adds whole lines, and writes when enough has come together.
    mutating func append(_ lines: [UInt8]) throws(Failed) {
        bytes += lines
        if bytes.count >= Self.batch { try flush() }
    }

    /// Writes what is left.
    ///
    /// A reader that is gone ends the command by the signal that it is for other programs.
    mutating func flush() throws(Failed) {
        let code = writeFully(bytes, to: descriptor)
        bytes = []
        guard code != 0 else { return }
        guard code != EPIPE else { throw Failed(end: .signal(SIGPIPE)) }
        complain("cannot write the output: \(DisplayText(errno: code))")
        throw Failed(end: .exit(.failure))
    }
}
