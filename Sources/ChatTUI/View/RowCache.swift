/// Keeps the rows of the lines that were drawn last: most frames change none of them.
///
/// Rows are kept with all that they were made of, and made anew when anything of it differs. So
/// nobody has to tell this when something changes.
struct RowCache {
    private struct Entry {
        let source: RowSource
        let block: RowBlock
    }

    /// A longer text is made anew for each frame, so that memory is bounded.
    private static let maximumCells = 16 << 10

    private var style: RowStyle?
    /// By the number of the line: of the frame before, and of the one that is being drawn.
    private var before: [Int: Entry] = [:]
    private var now: [Int: Entry] = [:]

    /// Begins a frame whose rows look like this.
    mutating func begin(_ style: RowStyle) {
        if style != self.style { now = [:] }
        self.style = style
        swap(&before, &now)
        now.removeAll(keepingCapacity: true)
    }

    /// The rows of a line.
    mutating func block(_ source: RowSource, _ style: RowStyle) -> RowBlock {
        guard case .log(let line) = source.line else { return RowBlock(source, style) }
        if let entry = before[line.number], entry.source == source {
            now[line.number] = entry
            return entry.block
        }
        let block = RowBlock(source, style)
        if block.cells.count <= Self.maximumCells {
            now[line.number] = Entry(source: source, block: block)
        }
        return block
    }
}
