/// Turns text into cells of a form that has the same width in glibc, in ncurses and in every terminal.
///
/// Terminals disagree about emoji sequences, and ncurses cannot hold one in a cell. So variation selectors
/// and skin tones go, a joined sequence is its first emoji, a flag is its two letters, and what
/// glibc does not know is U+FFFD. The untouched text stays with its owner.
struct CellText {
    /// The cells so far; line feeds are ``Cell/isLineEnd`` cells.
    private(set) var cells: [Cell] = []
    private var isAfterJoiner = false

    /// The cells of a text.
    static func cells(_ text: String, _ role: Role = .text) -> [Cell] {
        var builder = CellText()
        builder.append(text, role)
        return builder.cells
    }

    /// Adds text in one role.
    mutating func append(_ text: String, _ role: Role) {
        cells.reserveCapacity(cells.count + text.utf8.count)
        for scalar in text.unicodeScalars { append(scalar, role) }
    }

    /// Adds one character, or puts it on the one before if it is a mark.
    mutating func append(_ scalar: Unicode.Scalar, _ role: Role) {
        if (0x20..<0x7F).contains(scalar.value) {
            cells.append(Cell(base: scalar, width: 1, role: role))
            isAfterJoiner = false
        } else if scalar == "\n" {
            cells.append(Cell(base: scalar, width: 0, role: role))
            isAfterJoiner = false
        } else {
            appendWide(scalar, role)
        }
    }

    private mutating func appendWide(_ scalar: Unicode.Scalar, _ role: Role) {
        if scalar == zeroWidthJoiner {
            isAfterJoiner = true
            return
        }
        if scalar.properties.isDefaultIgnorableCodePoint { return }
        let wasAfterJoiner = isAfterJoiner
        isAfterJoiner = false
        let hasBase = cells.last.map { !$0.isLineEnd } ?? false
        if hasBase, skinTones.contains(scalar.value) || (wasAfterJoiner && scalar.properties.isEmoji) {
            return
        }
        if regionalIndicators.contains(scalar.value) {
            let letter = scalar.value - regionalIndicators.lowerBound + 0x41
            cells.append(Cell(base: Unicode.Scalar(UInt8(letter)), width: 1, role: role))
            return
        }
        switch CellWidth.columns(of: scalar) {
        case nil: cells.append(Cell(base: "\u{FFFD}", width: 1, role: role))
        case 0?:
            if !hasBase { cells.append(.blank(role)) }
            cells[cells.count - 1].add(mark: scalar)
        case let width?: cells.append(Cell(base: scalar, width: UInt8(width), role: role))
        }
    }
}

private let zeroWidthJoiner: Unicode.Scalar = "\u{200D}"
private let skinTones: ClosedRange<UInt32> = 0x1F3FB...0x1F3FF
private let regionalIndicators: ClosedRange<UInt32> = 0x1F1E6...0x1F1FF

extension Collection<Cell> {
    /// Columns that the cells take side by side.
    var columns: Int { reduce(0) { $0 + Int($1.width) } }

    /// As many cells from the start as fit; if that is not all, the last column is `ellipsis`.
    func clipped(to columns: Int, ellipsis: Unicode.Scalar = "…") -> [Cell] {
        guard self.columns > columns else { return Array(self) }
        guard columns > 0 else { return [] }
        var clipped: [Cell] = []
        var used = 0
        for cell in self {
            guard used + Int(cell.width) < columns else { break }
            clipped.append(cell)
            used += Int(cell.width)
        }
        let role = first?.role ?? .text
        return clipped + [Cell(base: ellipsis, width: 1, role: role)]
    }
}
