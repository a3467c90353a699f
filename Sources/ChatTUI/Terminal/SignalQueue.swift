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
    /// `nil` when the system refuses.
    init?(_ signals: [CInt]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
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
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGTSTP)
        Glibc.signal(SIGTSTP, SIG_DFL)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        if wholeGroup { kill(0, SIGTSTP) } else { raise(SIGTSTP) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// Ends the process by `signal` itself, so that a shell sees what ended it.
    static func die(of signal: CInt) -> Never {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal)
        Glibc.signal(signal, SIG_DFL)
        raise(signal)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        exit(128 + signal)
    }
}
