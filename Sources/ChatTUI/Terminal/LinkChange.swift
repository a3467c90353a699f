/// What is to be done about links when one screen follows another.
///
/// ncurses does not know of links: a cell whose character stays the same is not written again, and
/// would stay a link; and rows that it scrolls take their links with them.
struct LinkChange: Equatable {
    /// Rows with links that may not be true any more: all of their cells must be written anew.
    let staleRows: [Int]
    /// Links to be drawn on top of the frame.
    let fresh: [ScreenLink]

    /// Whether nothing is to be done.
    var isEmpty: Bool { staleRows.isEmpty && fresh.isEmpty }

    /// ncurses scrolls nothing less than three rows (lib_hashmap.c), and each of them changes.
    private static let rowsOfScroll = 3

    /// - Parameters:
    ///   - before: Links that are shown; `nil` if all of the screen is drawn anew.
    ///   - after: Links that are to be shown.
    ///   - changes: What else changes.
    init(from before: [ScreenLink]?, to after: [ScreenLink], in changes: [RowChange]) {
        guard let before else {
            (staleRows, fresh) = ([], after)
            return
        }
        guard changes.count < Self.rowsOfScroll else {
            (staleRows, fresh) = (Self.rows(of: before), after)
            return
        }
        guard
            before != after
                || after.contains(where: { link in changes.contains { $0.row == link.row } })
        else {
            (staleRows, fresh) = ([], [])
            return
        }
        let rows = Set(changes.map(\.row))
            .union(Set(before).symmetricDifference(Set(after)).map(\.row))
        staleRows = Self.rows(of: before.filter { rows.contains($0.row) })
        fresh = after.filter { rows.contains($0.row) }
    }

    private static func rows(of links: [ScreenLink]) -> [Int] {
        Set(links.map(\.row)).sorted()
    }
}
