import CNcurses
import Glibc
import Wire

/// A program that was started for the person: their editor, or what opens a link.
struct ChildProcess: ~Copyable {
    /// What it shares with us.
    enum Place {
        /// The terminal, in our process group, so that Ctrl+C and Ctrl+Z reach it.
        case terminal
        /// Nothing: a session of its own, with `/dev/null` for input and output.
        case detached
    }

    /// How it ended.
    enum Status: Equatable, Sendable {
        case exited(CInt)
        case signal(CInt)
    }

    /// Why it could not be started, as `errno` tells.
    struct StartError: Error {
        let number: CInt
    }

    let pid: pid_t
    /// Readable when it has ended (`pidfd_open`).
    let descriptor: CInt

    /// Starts a program that is found in `PATH`, with the signals as a fresh login has them.
    ///
    /// - Parameters:
    ///   - arguments: The program's name and its arguments: no shell looks at them.
    ///   - place: What it shares with us.
    /// - Throws: Why it does not run.
    init(_ arguments: [String], in place: Place) throws(StartError) {
        let pid = try Self.spawn(arguments, in: place)
        let descriptor = nc_pidfd_open(pid)
        guard descriptor >= 0 else {
            let number = errno
            // It cannot be watched, so it must not be.
            kill(pid, SIGKILL)
            waitpid(pid, nil, 0)
            throw StartError(number: number)
        }
        (self.pid, self.descriptor) = (pid, descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// Asks it to end.
    func send(_ signal: CInt) {
        kill(pid, signal)
    }

    /// How it ended; waits until it has.
    func wait() -> Status {
        var status: CInt = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { return .exited(127) }
        }
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signal(signal)
    }

    private static func spawn(_ arguments: [String], in place: Place) throws(StartError) -> pid_t {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        restoreSignals(&attributes)
        var flags = Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
        switch place {
        case .terminal: break
        case .detached:
            flags |= nc_POSIX_SPAWN_SETSID
            for descriptor in STDIN_FILENO...STDERR_FILENO {
                posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
            }
        }
        posix_spawnattr_setflags(&attributes, flags)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        guard let program = words[0] else { throw StartError(number: ENOMEM) }
        var pid: pid_t = 0
        let failure = posix_spawnp(&pid, program, &actions, &attributes, &words, nc_environ())
        guard failure == 0 else { throw StartError(number: failure) }
        return pid
    }

    /// We block signals to read them, and ignore SIGPIPE; another program counts on neither.
    private static func restoreSignals(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var usual = sigset_t()
        sigemptyset(&usual)
        let signals = [SIGPIPE, SIGINT, SIGQUIT, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH, SIGTERM]
        for signal in signals + TerminalRestore.signals { sigaddset(&usual, signal) }
        posix_spawnattr_setsigdefault(&attributes, &usual)
    }
}
