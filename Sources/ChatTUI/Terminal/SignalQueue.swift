import CNcurses
import Glibc

/// Turns signals into something that `poll(2)` waits for (signalfd), so that no code runs in a
/// handler.
///
/// Made at the very start of the program, before any thread: the signals stay blocked in all of
/// them.
struct SignalQueue: ~Copyable {
    /// Readable while a signal waits.
    let descriptor: CInt

    /// Blocks `signals` in this thread, and so in those it makes, and collects them.
    ///
    /// `nil` when the system refuses. What the process was started to ignore stays ignored:
    /// `nohup`, and `&` in a script, have it so.
    init?(_ signals: [CInt]) {
        var set = Self.set(of: signals.filter { !Self.isIgnored($0) })
        guard pthread_sigmask(SIG_BLOCK, &set, nil) == 0 else { return nil }
        let descriptor = signalfd(-1, &set, CInt(O_NONBLOCK | O_CLOEXEC))
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// The next signal that waits, if any.
    borrowing func next() -> CInt? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard read(descriptor, &info, size) == size else { return nil }
        return CInt(info.ssi_signo)
    }

    /// Stops this process, or all of its group as Ctrl+Z would, until it is continued.
    ///
    /// Where no shell could continue it the system does not stop it, and this returns at once.
    static func stop(wholeGroup: Bool) {
        var set = set(of: [SIGTSTP])
        Glibc.signal(SIGTSTP, SIG_DFL)
        release([SIGTSTP])
        if wholeGroup { kill(0, SIGTSTP) } else { raise(SIGTSTP) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Gives signals back what they do by default.
    static func release(_ signals: [CInt]) {
        var set = set(of: signals)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Ends the process by `signal` itself, so that a shell sees what ended it.
    static func die(of signal: CInt) -> Never {
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
        release([signal])
        exit(128 + signal)
    }

    private static func set(of signals: [CInt]) -> sigset_t {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        return set
    }

    private static func isIgnored(_ signal: CInt) -> Bool {
        var action = sigaction()
        guard sigaction(signal, nil, &action) == 0 else { return false }
        let ignored = unsafeBitCast(SIG_IGN, to: Int.self)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == ignored
    }
}
