import CNcurses
import Glibc

/// The character set of the terminal.
enum TerminalLocale {
    /// Sets `LC_CTYPE`, by which ncurses and ``CellWidth`` go.
    ///
    /// A locale that is missing, or that nobody chose, gives way to `C.UTF-8`: nearly every
    /// terminal is one.
    ///
    /// - Returns: Whether the terminal shows UTF-8.
    static func open() -> Bool {
        guard let name = setlocale(LC_CTYPE, "") else { return useUTF8() }
        if String(cString: nl_langinfo(nl_item(CODESET))) == "UTF-8" { return true }
        // LC_ALL=C is said on purpose; without it the C locale is what a bare system has.
        let isBare = strcmp(name, "C") == 0 || strcmp(name, "POSIX") == 0
        return isBare && !isSet("LC_ALL") ? useUTF8() : false
    }

    private static func useUTF8() -> Bool { setlocale(LC_CTYPE, "C.UTF-8") != nil }

    private static func isSet(_ variable: String) -> Bool {
        getenv(variable).map { $0.pointee != 0 } ?? false
    }
}
