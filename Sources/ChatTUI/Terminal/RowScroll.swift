/// Rows that are shown already, only higher or lower: the terminal moves them itself.
struct RowScroll: Equatable {
    /// Where it happens: rows that move, and those that become free.
    let rows: Range<Int>
    /// How far they move upwards; negative downwards.
    let distance: Int

    /// Fewer rows are not worth it.
    private static let leastRows = 3

    /// `nil` where no rows move, which is so wherever something beside them stays.
    ///
    /// - Parameters:
    ///   - shown: What is shown.
    ///   - next: What is to be shown, of the same size.
    init?(from shown: Screen, to next: Screen) {
        let all = next.rowsShared(with: shown)..<next.size.rows
        let changes = { row in !next.isRow(row, sameAs: row, of: shown) }
        guard all.count > Self.leastRows, let first = all.first(where: changes),
            let last = all.last(where: changes), last - first >= Self.leastRows
        else { return nil }
        let found = (1...last - first).lazy.compactMap { distance in
            Self(distance, first...last, shown, next) ?? Self(-distance, first...last, shown, next)
        }
        guard let found = found.first else { return nil }
        self = found
    }

    /// The rows that move so far, if there are enough, from the first one that changes.
    private init?(
        _ distance: Int,
        _ changed: ClosedRange<Int>,
        _ shown: Screen,
        _ next: Screen
    ) {
        let top = changed.lowerBound
        let possible = top + max(-distance, 0)...changed.upperBound - max(distance, 0)
        let moved = possible.prefix { next.isRow($0, sameAs: $0 + distance, of: shown) }
        guard moved.count >= Self.leastRows,
            moved.count(where: { !next.isRow($0, sameAs: $0, of: shown) }) >= Self.leastRows
        else { return nil }
        (rows, self.distance) = (top..<top + moved.count + abs(distance), distance)
    }
}
