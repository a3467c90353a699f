/// Terminal descriptions to try.
enum TerminalType {
    /// `TERM` itself, and then the description of which it is a dialect: many systems lack those
    /// of newer terminals.
    static func candidates(for term: String) -> [String] {
        guard let family = family(of: term), family.fallback != term else { return [term] }
        return [term, family.fallback]
    }

    /// Whether the terminal is a dialect of xterm or stands in for one, and so knows what an OSC
    /// sequence is.
    static func isInFamily(_ term: String) -> Bool {
        family(of: term) != nil || term.utf8.starts(with: "rxvt".utf8)
    }

    private static func family(of term: String) -> (names: [String], fallback: String)? {
        families.first { family in
            family.names.contains { term.utf8.starts(with: $0.utf8) }
        }
    }

    private static let families: [(names: [String], fallback: String)] = [
        (["tmux", "screen"], "screen-256color"),
        (
            [
                "xterm", "foot", "alacritty", "wezterm", "rio", "contour", "ghostty", "kitty",
                "st-",
                "vte", "gnome", "konsole",
            ], "xterm-256color"
        ),
    ]
}
