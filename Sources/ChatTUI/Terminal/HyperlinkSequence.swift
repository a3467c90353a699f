/// Makes links of text that ncurses has drawn: ncurses knows none (OSC 8).
enum HyperlinkSequence {
    /// The same characters in the same look once more, as links.
    ///
    /// The terminal must have the default look before, and has it afterwards; the cursor is left behind
    /// the last link.
    static func bytes(
        for links: some Sequence<ScreenLink>,
        on screen: Screen,
        style: (TextRole) -> Style
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        for link in links {
            CellSequence.appendCursor(row: link.row, column: link.columns.lowerBound, to: &bytes)
            bytes += OperatingSystemCommand.link(link.target)
            CellSequence.append(screen[link.row][link.columns], style: style, to: &bytes)
            bytes += OperatingSystemCommand.linkEnd
        }
        return bytes
    }
}
