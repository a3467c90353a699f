import CNcurses

/// How many columns characters take: glibc's own answer, because ncurses moves the cursor by it.
///
/// Needs a UTF-8 `LC_CTYPE`. Swift's Unicode tables are newer than glibc's, and a width that
/// ncurses does not share shifts all that stands right of it.
enum CellWidth {
    /// Columns of a character: 0 for a mark, 1 or 2; `nil` if glibc does not know it or it is a
    /// control.
    static func columns(of scalar: Unicode.Scalar) -> Int? {
        if (0x20..<0x7F).contains(scalar.value) { return 1 }
        let width = wcwidth(wchar_t(bitPattern: scalar.value))
        return width < 0 ? nil : Int(width)
    }
}
