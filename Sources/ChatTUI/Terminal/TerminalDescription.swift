import CNcurses
import Wire

/// What the system's terminal descriptions (terminfo) say of a terminal.
struct TerminalDescription {
    /// The description's name: `TERM`, or what that is a dialect of.
    let name: String
    /// Colours of its palette; 0 without colour.
    let colors: Int

    /// - Parameter term: What `TERM` says; it may be unset.
    /// - Throws: When there is no description, or the terminal cannot place the cursor.
    init(term: String?) throws(TerminalError) {
        guard let term, !term.isEmpty else {
            throw TerminalError(reason: "TERM is not set, so it is not known how to draw here")
        }
        guard let name = TerminalType.candidates(for: term).first(where: Self.load) else {
            throw Self.noDescription(of: term)
        }
        defer { del_curterm(set_curterm(nil)) }
        guard let move = tigetstr("cup"), Int(bitPattern: move) != -1 else {
            throw Self.noDescription(of: term)
        }
        self.name = name
        colors = min(max(Int(tigetnum("colors")), 0), 256)
    }

    /// Makes it the current one, if the system has it.
    private static func load(_ name: String) -> Bool {
        // With a place for an error it neither writes one nor ends the process.
        var error: CInt = 0
        return setupterm(name, STDOUT_FILENO, &error) == OK
    }

    /// Says that nothing can be drawn.
    static func noDescription(of term: String) -> TerminalError {
        let name = DisplayText(cleaning: term)
        return TerminalError(
            reason: "there is no terminal description for TERM=\(name) that can place the cursor"
        )
    }
}
