/// The part of a row that differs from what is shown.
enum ChangedColumns {
    /// Finds it.
    ///
    /// - Parameters:
    ///   - shown: The row as it is shown; `nil` if that is not known.
    ///   - next: The row as it is to be, as long as that one.
    /// - Returns: The columns from the first to the last cell that differs, whole characters of both
    ///   rows; empty if none does.
    static func between(_ shown: [Cell]?, _ next: [Cell]) -> Range<Int> {
        guard let shown else { return next.indices }
        // Compares the storage first, which is the same where nothing was written.
        guard shown != next else { return 0..<0 }
        var (start, end) = (next.startIndex, next.endIndex)
        while start < end, shown[start] == next[start] { start += 1 }
        while end > start, shown[end - 1] == next[end - 1] { end -= 1 }
        while start > 0, shown[start].width == 0 || next[start].width == 0 { start -= 1 }
        while end < next.count, shown[end].width == 0 || next[end].width == 0 { end += 1 }
        return start..<end
    }
}
