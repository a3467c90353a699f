import CNcurses
import Glibc

/// Gives the terminal back when the program crashes.
///
/// Swift traps (bounds, overflow, `nil`) arrive as signals. The handler does two things that
/// POSIX allows there, `write` of a static string and `tcsetattr`, and dies of the same signal.
/// It stands in place of Swift's own backtracer, which on a terminal would ask for keys: that
/// one is out of the way as long as the screen is up, whatever `SWIFT_BACKTRACE` says.
enum TerminalRestore {
    /// The signals of a crash.
    static let signals: [CInt] = [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGFPE]

    /// From now on a crash writes ``TerminalSequences/leave`` to `output` and applies `settings`
    /// to `input`.
    static func arm(input: CInt, output: CInt, settings: termios) {
        let saved = savedSettings ?? .allocate(capacity: 1)
        saved.initialize(to: settings)
        savedSettings = saved
        (restoreInput, restoreOutput) = (input, output)
        guard previousActions.isEmpty else { return }
        provideStack()
        var action = sigaction()
        action.__sigaction_handler.sa_handler = restoreAndDie
        action.sa_flags = CInt(bitPattern: UInt32(SA_ONSTACK) | UInt32(SA_RESETHAND))
        for signal in signals {
            var previous = sigaction()
            sigaction(signal, &action, &previous)
            previousActions.append(previous)
        }
    }

    /// A crash is none of our business any more: the terminal was given back.
    static func disarm() {
        restoreOutput = -1
        for (signal, action) in zip(signals, previousActions) {
            var action = action
            sigaction(signal, &action, nil)
        }
        previousActions = []
    }

    /// A stack overflow leaves no room for a handler on the stack itself.
    private static func provideStack() {
        var current = stack_t()
        guard sigaltstack(nil, &current) == 0, current.ss_flags & CInt(SS_DISABLE) != 0
        else { return }
        let size = 64 << 10
        var stack = stack_t()
        stack.ss_sp = .allocate(byteCount: size, alignment: 16)
        stack.ss_size = size
        sigaltstack(&stack, nil)
    }
}

// Written by the thread that owns the terminal while no handler is installed or before what the
// handler reads first, `restoreOutput`, is set. A handler cannot take a lock, so these cannot be
// in one.
nonisolated(unsafe) private var restoreOutput: CInt = -1
nonisolated(unsafe) private var restoreInput: CInt = -1
nonisolated(unsafe) private var savedSettings: UnsafeMutablePointer<termios>?
// Touched by the thread that owns the terminal only.
nonisolated(unsafe) private var previousActions: [sigaction] = []

private func restoreAndDie(_ signal: CInt) {
    if restoreOutput >= 0, let savedSettings {
        let leave = TerminalSequences.leave
        _ = write(restoreOutput, leave.utf8Start, leave.utf8CodeUnitCount)
        tcsetattr(restoreInput, TCSANOW, savedSettings)
    }
    // SA_RESETHAND has put the default action back; it is taken when the handler returns.
    raise(signal)
}
