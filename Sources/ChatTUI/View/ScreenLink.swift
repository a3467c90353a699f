import Wire

/// A link on the screen, or the part of one that is in this row.
struct ScreenLink: Hashable, Sendable {
    var row: Int
    /// Whole cells: a wide character is in it with both its columns.
    var columns: Range<Int>
    let target: LinkTarget
}

/// A link in unwrapped text.
struct CellLink: Equatable, Sendable {
    /// The cells that it takes.
    var cells: Range<Int>
    var target: LinkTarget

    /// The links in the cells of a text.
    ///
    /// They are sought in what is shown, so that no one leads elsewhere than it says.
    static func links(in cells: [Cell]) -> [CellLink] {
        guard mayHaveLinks(cells) else { return [] }
        var text = String.UnicodeScalarView()
        var starts: [Int] = []
        var length = 0
        for cell in cells {
            starts.append(length)
            for scalar in cell.scalars {
                text.append(scalar)
                length += UTF8.width(scalar)
            }
        }
        let display = DisplayText(cleaning: String(text))
        // Cells come from clean text; should that ever change, a link is no reason to guess.
        guard display.string.utf8.count == length else { return [] }
        return LinkFinder.links(in: display).compactMap { link in
            let first = cell(at: link.range.lowerBound, starts)
            let last = cell(at: link.range.upperBound - 1, starts)
            // A character that the system does not know is shown as U+FFFD: where it leads is not
            // what it says.
            guard !cells[first...last].contains(where: { $0.base == "\u{FFFD}" }) else {
                return nil
            }
            return LinkTarget(link.target).map { CellLink(cells: first..<last + 1, target: $0) }
        }
    }

    /// Nearly all messages have none, and that is to be seen without making text of the cells.
    private static func mayHaveLinks(_ cells: [Cell]) -> Bool {
        zip(cells, cells.dropFirst()).contains { cell, next in
            cell.base == ":" && next.base == "/" || cell.isLetterO && next.base == ":"
        }
    }

    /// The cell in which a byte of the text stands.
    private static func cell(at offset: Int, _ starts: [Int]) -> Int {
        var (low, high) = (0, starts.count)
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }
}

extension Cell {
    fileprivate var isLetterO: Bool { base == "o" || base == "O" }
}
