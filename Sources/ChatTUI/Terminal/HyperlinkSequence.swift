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
            bytes += cursor(row: link.row, column: link.columns.lowerBound)
            bytes += OperatingSystemCommand.link(link.target)
            let row = screen.rows[link.row]
            let start = row.startIndex + link.columns.lowerBound
            bytes += text(row[start..<start + link.columns.count], style: style)
            bytes += OperatingSystemCommand.linkEnd
        }
        return bytes
    }

    /// Places the cursor (CUP).
    static func cursor(row: Int, column: Int) -> [UInt8] {
        Array("\u{1B}[\(row + 1);\(column + 1)H".utf8)
    }

    private static func text(_ cells: ArraySlice<Cell>, style: (TextRole) -> Style) -> [UInt8] {
        var bytes: [UInt8] = []
        var current = Style()
        for cell in cells where cell.width > 0 {
            let next = style(cell.role)
            if next != current {
                bytes += next.sequence
                current = next
            }
            for scalar in cell.scalars { bytes += UTF8.encode(scalar).map(Array.init) ?? [] }
        }
        return current == Style() ? bytes : bytes + Style().sequence
    }
}

extension Style {
    /// What gives text this look and no other (SGR, ECMA-48 8.3.117).
    var sequence: [UInt8] {
        var parameters = ""
        if attributes.contains(.bold) { parameters += ";1" }
        if attributes.contains(.dim) { parameters += ";2" }
        if attributes.contains(.underline) { parameters += ";4" }
        if attributes.contains(.reverse) { parameters += ";7" }
        if let color { parameters += Self.parameter(of: color, first: 30) }
        if let background { parameters += Self.parameter(of: background, first: 40) }
        return Array("\u{1B}[0\(parameters)m".utf8)
    }

    /// A palette colour; `first` is the number of the first.
    private static func parameter(of color: UInt8, first: Int) -> String {
        switch color {
        case ..<8: ";\(first + Int(color))"
        case ..<16: ";\(first + 52 + Int(color))"
        default: ";\(first + 8);5;\(color)"
        }
    }
}
