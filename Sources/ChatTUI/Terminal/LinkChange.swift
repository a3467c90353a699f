/// What is to be done about links when one screen follows another.
///
/// ncurses does not know of links: a cell whose character stays the same is not written again, and
/// would stay a link; and rows that it scrolls take their links with them.
struct LinkChange: Equatable {
    /// Rows with links that may not be true any more: all of their cells must be written anew.
    let staleRows: [Int]
    /// Links to be drawn on top of the frame.
    let fresh: [ScreenLink]

    /// ncurses scrolls nothing less than three rows (lib_hashmap.c), and each of them changes.
    private static let rowsOfScroll = 3

    /// - Parameters:
    ///   - shown: What the terminal shows; `nil` if all of it is drawn anew.
    ///   - next: What it is to show.
    ///   - changedRows: Rows of which at least a cell changes.
    init(from shown: Screen?, to next: Screen, changedRows: [Int]) {
        guard let shown else {
            (staleRows, fresh) = ([], next.links)
            return
        }
        guard changedRows.count < Self.rowsOfScroll else {
            staleRows = Self.rows(of: shown.links)
            fresh = next.links
            return
        }
        guard !shown.links.isEmpty || !next.links.isEmpty else {
            (staleRows, fresh) = ([], [])
            return
        }
        let (before, after) = (Set(shown.links), Set(next.links))
        let rows = Set(changedRows).union(before.symmetricDifference(after).map(\.row))
        staleRows = Self.rows(of: shown.links.filter { rows.contains($0.row) })
        fresh = next.links.filter { rows.contains($0.row) }
    }

    private static func rows(of links: [ScreenLink]) -> [Int] {
        Set(links.map(\.row)).sorted()
    }
}
