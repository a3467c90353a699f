import CNcurses

/// ncurses attributes and colour pairs of roles.
///
/// Made after `newterm`.
struct Palette {
    private let theme: Theme

    /// - Parameter usesColor: `false` for attributes only.
    init(usesColor: Bool) {
        let count = usesColor && has_colors() ? Self.start() : 0
        theme = Theme(colors: count)
    }

    /// Makes the pair n+1 for the colour n on the default background; returns how many colours
    /// there are.
    private static func start() -> Int {
        start_color()
        use_default_colors()
        let colors = min(max(Int(tigetnum("colors")), 0), 16)
        for color in 0..<colors { init_pair(Int16(color + 1), Int16(color), -1) }
        return colors
    }

    /// A cell that is not a continuation, as ncurses wants it.
    func character(_ cell: Cell) -> cchar_t {
        var character = cchar_t()
        let (attributes, pair) = attributes(of: cell.role)
        withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: Cell.maximumMarks + 2) { text in
            text.initialize(repeating: 0)
            for (index, scalar) in cell.scalars.enumerated() {
                text[index] = wchar_t(bitPattern: scalar.value)
            }
            setcchar(&character, text.baseAddress, attributes, pair, nil)
        }
        return character
    }

    private func attributes(of role: TextRole) -> (attr_t, Int16) {
        let style = theme.style(of: role)
        var attributes = attr_t(0)
        if style.attributes.contains(.bold) { attributes |= nc_A_BOLD }
        if style.attributes.contains(.dim) { attributes |= nc_A_DIM }
        if style.attributes.contains(.reverse) { attributes |= nc_A_REVERSE }
        if style.attributes.contains(.underline) { attributes |= nc_A_UNDERLINE }
        return (attributes, style.color.map { Int16($0) + 1 } ?? 0)
    }
}
