/// The part of a row that differs from what is shown.
struct RowChange: Equatable {
    let row: Int
    /// From the first to the last cell that differs, whole characters of both rows.
    let columns: Range<Int>
}

extension RowChange {
    /// The parts that differ, one for each row that does, from the top.
    ///
    /// - Parameters:
    ///   - shown: What is shown, of the same size; `nil` if that is not known.
    ///   - next: What is to be shown.
    /// - Returns: Nothing if no cell differs.
    static func all(from shown: Screen?, to next: Screen) -> [RowChange] {
        let first = shown.map { next.rowsShared(with: $0) } ?? 0
        return (first..<next.size.rows).compactMap { row in
            let columns = columns(shown?[row], next[row])
            return columns.isEmpty ? nil : RowChange(row: row, columns: columns)
        }
    }

    /// The columns that differ.
    ///
    /// - Parameters:
    ///   - shown: The row as it is shown; `nil` if that is not known.
    ///   - next: The row as it is to be, as long as that one.
    /// - Returns: Nothing if no cell differs.
    static func columns(_ shown: [Cell]?, _ next: [Cell]) -> Range<Int> {
        guard let shown else { return next.indices }
        return shown.withUnsafeBufferPointer { shown in
            next.withUnsafeBufferPointer { next in columns(shown, next) }
        }
    }

    private static func columns(
        _ shown: UnsafeBufferPointer<Cell>,
        _ next: UnsafeBufferPointer<Cell>
    ) -> Range<Int> {
        // Nothing was written to a row that still is in the same place.
        guard shown.baseAddress != next.baseAddress else { return 0..<0 }
        var (start, end) = (0, next.count)
        while start < end, shown[start] == next[start] { start += 1 }
        while end > start, shown[end - 1] == next[end - 1] { end -= 1 }
        guard start < end else { return 0..<0 }
        while start > 0, shown[start].width == 0 || next[start].width == 0 { start -= 1 }
        while end < next.count, shown[end].width == 0 || next[end].width == 0 { end += 1 }
        return start..<end
    }
}
