import Glibc

/// What the process tells its caller when it ends by itself.
///
/// Scripts rely on the numbers.
enum ExitCode: CInt, Sendable {
    /// All was sent and confirmed, or listening ended as asked.
    case done = 0
    /// A failure on this machine: the disk is full, no descriptors are left, a port is taken.
    case failure = 1
    /// The command line, the configuration or the input has a mistake.
    case usage = 2
    /// Time ran out, or a line is not confirmed.
    case unconfirmed = 3
    /// No connection could be made.
    case cannotConnect = 4
    /// There was a connection; it was lost, or the server refused to go on.
    case lost = 5
}

/// How a command ends the process.
enum ProcessEnd: Equatable, Sendable {
    case exit(ExitCode)
    /// By this signal, really raised, so that a shell sees it.
    case signal(CInt)

    /// Ends it.
    func endProcess() -> Never {
        switch self {
        case .exit(let code): Glibc.exit(code.rawValue)
        case .signal(let signal): SignalQueue.die(of: signal)
        }
    }
}
