import CNcurses

/// ncurses attributes and colour pairs of roles.
///
/// Made after `newterm`.
struct Palette {
    private struct Ink {
        var attributes: attr_t
        var pair: Int16
        /// A blank that looks so.
        var blank: cchar_t
        /// The same, for what ncurses does not draw.
        var style: Style

        init(_ style: Style, attributes: attr_t, pair: Int16) {
            (self.attributes, self.pair, self.style) = (attributes, pair, style)
            blank = Palette.character([" "], attributes, pair)
        }
    }

    /// By ``TextRole/index``.
    private let inks: [Ink]

    /// - Parameters:
    ///   - appearance: What roles look like.
    ///   - terminal: What the terminal can show.
    init(_ appearance: Appearance, on terminal: ColorTerminal) {
        let colors = appearance.colors(of: terminal.colors, isColorWanted: terminal.isColorWanted)
        inks = TextRole.all.map { role in
            var style = appearance.theme.style(of: role, colors: colors)
            if !terminal.hasDim { style.attributes.remove(.dim) }
            var attributes = attr_t(0)
            if style.attributes.contains(.bold) { attributes |= nc_A_BOLD }
            if style.attributes.contains(.dim) { attributes |= nc_A_DIM }
            if style.attributes.contains(.reverse) { attributes |= nc_A_REVERSE }
            if style.attributes.contains(.underline) { attributes |= nc_A_UNDERLINE }
            return Ink(style, attributes: attributes, pair: Self.pair(of: style))
        }
    }

    /// ncurses finds the pair of these colours, or makes it.
    private static func pair(of style: Style) -> Int16 {
        guard style.color != nil || style.background != nil else { return 0 }
        let pair = alloc_pair(
            style.color.map { CInt($0) } ?? -1,
            style.background.map { CInt($0) } ?? -1
        )
        return Int16(clamping: max(pair, 0))
    }

    /// How a role looks here.
    func style(of role: TextRole) -> Style { inks[role.index].style }

    /// A cell that is not a continuation, as ncurses wants it.
    func character(_ cell: Cell) -> cchar_t {
        let ink = inks[cell.roleIndex]
        guard cell.hasMarks else {
            // What setcchar would do with one scalar, without its ceremony: a frame may be thousands.
            var character = ink.blank
            character.chars.0 = wchar_t(bitPattern: cell.base.value)
            return character
        }
        return Self.character(cell.scalars, ink.attributes, ink.pair)
    }

    private static func character(
        _ scalars: [Unicode.Scalar],
        _ attributes: attr_t,
        _ pair: Int16
    ) -> cchar_t {
        var character = cchar_t()
        let text = scalars.map { wchar_t(bitPattern: $0.value) } + [0]
        setcchar(&character, text, attributes, pair, nil)
        return character
    }
}

/// What the terminal can do with colours.
struct ColorTerminal {
    /// Colours of its palette; 0 without colour.
    let colors: Int
    /// Whether the person wants colours (`NO_COLOR`).
    let isColorWanted: Bool
    /// Whether it shows dim text; the Linux console makes it hard to read.
    let hasDim: Bool

    /// Asks ncurses for the terminal of this `TERM`, and starts its colours.
    init(term: String, isColorWanted: Bool) {
        self.isColorWanted = isColorWanted
        hasDim = !term.utf8.starts(with: "linux".utf8)
        guard has_colors() else {
            colors = 0
            return
        }
        start_color()
        use_default_colors()
        colors = min(max(Int(tigetnum("colors")), 0), 256)
    }
}
