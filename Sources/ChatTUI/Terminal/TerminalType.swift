/// Terminal descriptions to try.
enum TerminalType {
    /// `TERM` itself, and then the description of which it is a dialect: many systems lack those
    /// of newer terminals.
    ///
    /// Descriptions with direct colours come last: what they take for a colour's number is red,
    /// green and blue, and so the 256 colours of the themes would all be nearly black.
    static func candidates(for term: String) -> [String] {
        if let name = nameWithoutDirect(term) {
            let fallback = family(of: term).map { [$0.fallback] } ?? []
            let names = ["\(name)-256color"] + candidates(for: name) + fallback + [term]
            return names.enumerated().filter { !names[..<$0].contains($1) }.map(\.element)
        }
        guard let family = family(of: term), family.fallback != term else { return [term] }
        return [term, family.fallback]
    }

    /// `xterm` for `xterm-direct` and `xterm-direct256`; `nil` for other names.
    private static func nameWithoutDirect(_ term: String) -> String? {
        let digits = term.utf8.reversed().prefix {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        let name = term.utf8.dropLast(digits.count)
        let suffix = "-direct".utf8
        guard name.count > suffix.count, name.suffix(suffix.count).elementsEqual(suffix) else {
            return nil
        }
        return String(Substring(name.dropLast(suffix.count)))
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
