import Glibc

/// The actions of signals, to be put back after ncurses has set its own.
struct SignalActions {
    private let actions: [(CInt, sigaction)]

    /// Keeps the actions that these signals have now.
    init(_ signals: [CInt]) {
        actions = signals.map { signal in
            var action = sigaction()
            sigaction(signal, nil, &action)
            return (signal, action)
        }
    }

    /// Gives the signals those actions again.
    func restore() {
        for (signal, action) in actions {
            var action = action
            sigaction(signal, &action, nil)
        }
    }
}
