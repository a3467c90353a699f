/// A part of a row that differs from what is shown.
struct RowChange: Equatable {
    let row: Int
    /// Whole characters of both rows.
    let columns: Range<Int>

    /// So many cells between two that differ are left as they are; fewer take less bytes than placing
    /// the cursor behind them.
    private static let keptCells = 8
}

extension RowChange {
    /// The parts that differ, from the top left.
    ///
    /// - Parameters:
    ///   - shown: What is shown, of the same size; `nil` if that is not known.
    ///   - next: What is to be shown.
    /// - Returns: Nothing if no cell and no link differs.
    static func all(from shown: Screen?, to next: Screen) -> [RowChange] {
        guard let shown else {
            return (0..<next.size.rows).map { RowChange(row: $0, columns: 0..<next.size.columns) }
        }
        let links = linksThatDiffer(shown, next)
        var changes: [RowChange] = []
        for row in (links.isEmpty ? next.rowsShared(with: shown) : 0)..<next.size.rows {
            let linked = links.isEmpty ? [] : links.filter { $0.row == row }.map(\.columns)
            let columns = shown.withRow(row) { shown in
                next.withRow(row) { Self.columns(shown, $0, linked: linked) }
            }
            changes += columns.map { RowChange(row: row, columns: $0) }
        }
        return changes
    }

    private static func linksThatDiffer(_ shown: Screen, _ next: Screen) -> Set<ScreenLink> {
        guard shown.links != next.links else { return [] }
        return Set(shown.links).symmetricDifference(next.links)
    }

    /// The columns that differ.
    ///
    /// - Parameters:
    ///   - shown: The row as it is shown.
    ///   - next: The row as it is to be, as long as that one.
    ///   - linked: Columns that are a link in only one of both, or lead elsewhere.
    /// - Returns: From the left; nothing if no cell differs.
    static func columns(
        _ shown: UnsafeBufferPointer<Cell>,
        _ next: UnsafeBufferPointer<Cell>,
        linked: [Range<Int>] = []
    ) -> [Range<Int>] {
        if linked.isEmpty, shown.isSame(as: next) { return [] }
        return RowComparison(shown: shown, next: next, linked: linked).columns
    }

    /// Two rows of the same length, side by side.
    private struct RowComparison {
        let shown: UnsafeBufferPointer<Cell>
        let next: UnsafeBufferPointer<Cell>
        let linked: [Range<Int>]

        var columns: [Range<Int>] {
            var all: [Range<Int>] = []
            var start = firstThatDiffers(from: 0)
            while start < next.count {
                var end = start + 1
                var column = firstThatDiffers(from: end)
                while column < next.count, column - end < keptCells {
                    end = column + 1
                    column = firstThatDiffers(from: end)
                }
                all.append(wholeCharacters(start..<end))
                start = column
            }
            return all
        }

        private func firstThatDiffers(from start: Int) -> Int {
            var column = start
            if linked.isEmpty {
                while column < next.count, shown[column] == next[column] { column += 1 }
            } else {
                while column < next.count, isSame(column) { column += 1 }
            }
            return column
        }

        private func isSame(_ column: Int) -> Bool {
            shown[column] == next[column] && !linked.contains { $0.contains(column) }
        }

        private func wholeCharacters(_ columns: Range<Int>) -> Range<Int> {
            var (start, end) = (columns.lowerBound, columns.upperBound)
            while start > 0, isRightHalf(start) { start -= 1 }
            while end < next.count, isRightHalf(end) { end += 1 }
            return start..<end
        }

        private func isRightHalf(_ column: Int) -> Bool {
            shown[column].width == 0 || next[column].width == 0
        }
    }
}
