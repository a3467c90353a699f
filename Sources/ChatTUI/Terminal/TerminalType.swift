/// Terminal descriptions to try.
enum TerminalType {
    /// `TERM` itself, and then the description of which it is a dialect: many systems lack those
    /// of newer terminals.
    static func candidates(for term: String) -> [String] {
        let family = families.first { family in
            family.names.contains { term.utf8.starts(with: $0.utf8) }
        }
        guard let family, family.fallback != term else { return [term] }
        return [term, family.fallback]
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
