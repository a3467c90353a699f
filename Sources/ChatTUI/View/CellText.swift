import Wire

/// Turns clean text into cells.
///
/// ``DisplayText`` holds no controls but the line feed and no emoji sequences; what is left to
/// be found out is how many columns a character takes here, and whether the system knows it at
/// all.
struct CellText {
    /// The cells so far; line feeds are ``Cell/isLineEnd`` cells.
    private(set) var cells: [Cell] = []

    /// The cells of a text.
    static func cells(_ text: DisplayText, _ role: TextRole = .text) -> [Cell] {
        var builder = CellText()
        builder.append(text, role)
        return builder.cells
    }

    /// Adds text in one role.
    mutating func append(_ text: DisplayText, _ role: TextRole) {
        cells.reserveCapacity(cells.count + text.string.utf8.count)
        for scalar in text.string.unicodeScalars { append(scalar, role) }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ role: TextRole) {
        guard scalar != "\n" else {
            return cells.append(Cell(base: scalar, width: 0, role: role))
        }
        switch CellWidth.columns(of: scalar) {
        case nil: appendUnknown(scalar, role)
        case 0?:
            if cells.last?.isLineEnd ?? true { cells.append(.blank(role)) }
            cells[cells.count - 1].add(mark: scalar)
        case let width?: cells.append(Cell(base: scalar, width: UInt8(width), role: role))
        }
    }

    /// What the system's tables do not have: U+FFFD, or its number where the character set lacks
    /// that too.
    private mutating func appendUnknown(_ scalar: Unicode.Scalar, _ role: TextRole) {
        if CellWidth.columns(of: "\u{FFFD}") == 1 {
            cells.append(Cell(base: "\u{FFFD}", width: 1, role: role))
        } else if let ascii = scalar.asciiForm {
            cells.append(Cell(base: ascii, width: 1, role: role))
        } else {
            let number = String(scalar.value, radix: 16, uppercase: true)
            for digit in "\\u{\(number)}".unicodeScalars {
                cells.append(Cell(base: digit, width: 1, role: role))
            }
        }
    }
}

extension Unicode.Scalar {
    /// What stands for a frame or symbol of ours where the character set has only ASCII.
    var asciiForm: Unicode.Scalar? {
        switch self {
        case "─", "┈": "-"
        case "│": "|"
        case "▌": ">"
        case "●": "*"
        case "◌": "o"
        case "○", "·": "."
        case "▲", "↑": "^"
        case "↓": "v"
        case "…": "~"
        case "⏸": "="
        case "⏎": "$"
        case "\u{FFFD}": "?"
        default: nil
        }
    }
}

extension Collection<Cell> {
    /// Columns that the cells take side by side.
    var columns: Int { reduce(0) { $0 + Int($1.width) } }

    /// The cells if they fit; otherwise as many from the start as leave a column for `…`.
    func clipped(to columns: Int) -> [Cell] {
        guard self.columns > columns else { return Array(self) }
        guard columns > 0, let first else { return [] }
        var clipped: [Cell] = []
        var used = 0
        for cell in self {
            guard used + Int(cell.width) < columns else { break }
            clipped.append(cell)
            used += Int(cell.width)
        }
        return clipped + [Cell(base: "…", width: 1, role: first.role)]
    }

    /// The cells if they fit; otherwise the start and the end of them with `…` in between.
    func clippedInside(to columns: Int) -> [Cell] {
        guard self.columns > columns else { return Array(self) }
        let end = Array(reversed().clipped(to: Swift.max(columns / 2, 1)).dropLast().reversed())
        return clipped(to: columns - end.columns) + end
    }
}
