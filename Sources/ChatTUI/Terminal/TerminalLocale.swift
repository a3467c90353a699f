import CNcurses
import Glibc

/// The character set of the terminal.
enum TerminalLocale {
    /// Sets `LC_CTYPE` to a UTF-8 locale, which ncurses and ``CellWidth`` need.
    ///
    /// - Returns: Whether the terminal shows UTF-8 too. `false` when the environment asks for another
    ///   character set; a locale that is missing or not set at all counts as UTF-8, as nearly every terminal is.
    static func open() -> Bool {
        let isKnown = setlocale(LC_CTYPE, "") != nil
        let codeset = String(cString: nl_langinfo(nl_item(CODESET)))
        if isKnown, codeset == "UTF-8" { return true }
        setlocale(LC_CTYPE, "C.UTF-8")
        guard isKnown else { return true }
        // LC_ALL=C is said on purpose; LANG=C is what a bare system has.
        return environment("LC_ALL") == nil
            && isPlainC(environment("LC_CTYPE") ?? environment("LANG") ?? "C")
    }

    private static func isPlainC(_ name: String) -> Bool { name == "C" || name == "POSIX" }

    private static func environment(_ name: String) -> String? {
        guard let value = getenv(name), value.pointee != 0 else { return nil }
        return String(cString: value)
    }
}
