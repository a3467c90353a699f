/// What is known of the terminal besides its description: which sequences of newer ones it may be
/// sent.
struct TerminalKind: Equatable, Sendable {
    /// How a terminal is asked to tell the person something.
    enum NotificationForm: Equatable, Sendable {
        /// It only has the bell.
        case none
        /// `OSC 9 ; text`: iTerm2, and many after it.
        case osc9
        /// `OSC 777 ; notify ; title ; text`: rxvt-unicode, foot, VTE, Ghostty, WezTerm.
        case osc777
        /// `OSC 99`: kitty.
        case osc99
    }

    /// Whether it is of a family that takes, or at least swallows, OSC sequences.
    let takesCommands: Bool
    /// Whether tmux stands between us and the terminal.
    let isInTmux: Bool
    /// The notifications that it understands, as far as it is known.
    let notifications: NotificationForm

    /// What a process can know: `TERM`, and what terminals leave in the environment.
    init(term: String, variable: (String) -> String? = { _ in nil }) {
        takesCommands = TerminalType.isInFamily(term)
        isInTmux = variable("TMUX").map { !$0.utf8.isEmpty } ?? false
        notifications = Self.notifications(term: term, variable: variable)
    }

    private static func notifications(
        term: String,
        variable: (String) -> String?
    ) -> NotificationForm {
        func begins(_ name: String) -> Bool { term.utf8.starts(with: name.utf8) }
        func isSet(_ name: String) -> Bool { variable(name).map { !$0.utf8.isEmpty } ?? false }
        let program = variable("TERM_PROGRAM") ?? variable("LC_TERMINAL") ?? ""
        // In tmux the terminal's own variables are those of whoever started the server: a guess, and
        // what is not understood is swallowed.
        if begins("xterm-kitty") || isSet("KITTY_WINDOW_ID") { return .osc99 }
        if ["xterm-ghostty", "foot", "wezterm", "rxvt-unicode", "contour", "rio"].contains(
            where: begins
        ) {
            return .osc777
        }
        switch program {
        case "iTerm.app", "iTerm2": return .osc9
        case "ghostty", "WezTerm", "contour", "rio": return .osc777
        default: return isSet("VTE_VERSION") || isSet("WEZTERM_PANE") ? .osc777 : .none
        }
    }
}
