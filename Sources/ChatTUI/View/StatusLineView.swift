import Wire

/// One line about the shown room and about what waits; a notice of the program takes its place.
struct StatusLineView {
    /// What a click on a part of the line leads to.
    enum Target: Equatable {
        /// A room by its index.
        case room(Int)
        /// The newest line of the shown room.
        case newest
    }

    /// Cells in a row that lead to the same, if to anything.
    struct Part {
        var cells: [Cell]
        var target: Target?
    }

    /// What belongs together; fields of low rank go first when the line is too short.
    struct Field {
        var parts: [Part]
        var rank: Int
        /// What is shown before the field goes altogether, with a rank of its own.
        var short: (parts: [Part], rank: Int)?
        var isRight = false

        /// A field of one part.
        init(_ cells: [Cell], rank: Int, isRight: Bool = false, target: Target? = nil) {
            parts = [Part(cells: cells, target: target)]
            self.rank = rank
            self.isRight = isRight
        }
    }

    let model: Model
    let columns: Int
    /// Whether the room list shows what other rooms hold.
    let isListShown: Bool

    init(_ model: Model, layout: Layout) {
        self.init(
            model: model,
            columns: model.size.columns,
            isListShown: layout.roomList != nil
        )
    }

    init(model: Model, columns: Int, isListShown: Bool) {
        self.model = model
        self.columns = columns
        self.isListShown = isListShown
    }

    func draw(on screen: inout Screen, row: Int) {
        screen.fill(row: row, columns: 0..<columns, .status)
        for (part, column) in placedParts {
            screen.write(part.cells, row: row, column: column, limit: max(columns - column, 0))
        }
    }

    /// What a click at this column leads to, if to anything.
    func target(atColumn column: Int) -> Target? {
        placedParts.last { $0.column <= column && column < $0.column + $0.part.cells.columns }?
            .part.target
    }

    /// The parts with the columns at which they begin.
    private var placedParts: [(part: Part, column: Int)] {
        if let notice = model.notice {
            let words = cells(notice, .statusStrong).clipped(to: max(columns - 2, 1))
            return [(Part(cells: words), min(1, max(columns - 1, 0)))]
        }
        let fields = fitting(allFields())
        let right = line(of: fields.filter(\.isRight))
        return placed(line(of: fields.filter { !$0.isRight }), from: 1)
            + placed(right, from: max(columns - 1 - width(of: right), 0))
    }

    private func placed(_ parts: [Part], from column: Int) -> [(part: Part, column: Int)] {
        var column = column
        return parts.map { part in
            defer { column += part.cells.columns }
            return (part, column)
        }
    }

    private func line(of fields: [Field]) -> [Part] {
        let gap = Part(cells: Array(repeating: .blank(.status), count: columns >= 60 ? 2 : 1))
        return Array(fields.map(\.parts).joined(separator: [gap]))
    }

    private func fitting(_ all: [Field]) -> [Field] {
        var fields = all
        // A blank at both ends.
        while fields.count > 1, width(of: fields) > columns - 2 {
            guard let index = fields.indices.min(by: { fields[$0].rank < fields[$1].rank })
            else { break }
            if let short = fields[index].short {
                (fields[index].parts, fields[index].rank) = short
                fields[index].short = nil
            } else {
                fields.remove(at: index)
            }
        }
        if fields.count == 1, let only = fields[0].parts.first {
            fields[0].parts[0].cells = only.cells.clipped(to: max(columns - 2, 1))
        }
        return fields
    }

    /// With two blanks between left and right.
    private func width(of fields: [Field]) -> Int {
        let left = width(of: line(of: fields.filter { !$0.isRight }))
        let right = width(of: line(of: fields.filter(\.isRight)))
        return left + right + (left > 0 && right > 0 ? 2 : 0)
    }

    private func width(of parts: [Part]) -> Int { parts.reduce(0) { $0 + $1.cells.columns } }

    /// The cells of a text, on one line.
    func cells(_ text: DisplayText, _ role: TextRole = .status) -> [Cell] {
        CellText.cells(text.oneLine, role)
    }
}
