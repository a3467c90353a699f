import Wire

/// A line that asks for words, in place of the message: what for, the words, and at the right how
/// it goes and which keys help.
struct PromptLineView {
    /// What stands in the line; of the wordings the first that fits.
    struct Prompt {
        var labels: [DisplayText]
        var words: LineEditor
        var notes: [DisplayText]
        var noteRole = TextRole.faint
    }

    /// Columns that the words get before a note does.
    private static let wordColumns = 12

    private let prompt: Prompt
    private let columns: Int

    init(_ prompt: Prompt, columns: Int) {
        self.prompt = prompt
        self.columns = max(columns, 1)
    }

    /// Draws the first row of the area, and sets the cursor.
    func draw(on screen: inout Screen, area: Layout.Area) {
        guard area.rows > 0, area.columns > 0 else { return }
        let (label, note) = fitting
        let noteColumns = note.isEmpty ? 0 : note.columns + 2
        let input = InputLineView(
            prompt.words,
            prompt: label,
            columns: area.columns - noteColumns
        )
        var row = area
        (row.rows, row.columns) = (1, max(area.columns - noteColumns, 1))
        input.draw(on: &screen, area: row)
        guard !note.isEmpty else { return }
        let column = area.column + area.columns - note.columns
        screen.write(note, row: area.row, column: column)
    }

    /// The longest wordings that leave room for the words.
    private var fitting: (label: [Cell], note: [Cell]) {
        let words = CellText.cells(DisplayText(cleaning: prompt.words.text.utf8.prefix(400)))
        let needed = min(words.columns + 1, Self.wordColumns)
        let labels = prompt.labels.map { CellText.cells($0, .prompt) }
        for note in prompt.notes {
            let cells = CellText.cells(note.oneLine, prompt.noteRole)
            for label in labels where label.columns + needed + 2 + cells.columns <= columns {
                return (label, cells)
            }
        }
        return (labels.first { $0.columns + needed <= columns } ?? [], [])
    }
}

extension PromptLineView.Prompt {
    /// What asks for words now, unless the message has the focus.
    init?(_ model: borrowing Model) {
        let keys = model.keyMap
        switch model.overlay {
        case .rooms(let jump):
            let leave = keys.hint(.back)
            let choose = [keys.hint(.up), keys.hint(.down)].compactMap { $0 } + ["choose"]
            self.init(
                labels: ["room: ", "> "],
                words: jump.filter,
                notes: [
                    hints(choose.joined(separator: " "), keys.hint(.send), leave),
                    hints(keys.hint(.send), leave),
                ]
            )
        case .help, .members, .links, nil:
            guard model.focus == .search, let room = model.currentRoom, let search = room.search
            else { return nil }
            self.init(search, in: room, keys: model.keyMap)
        }
    }

    private init(_ search: RoomSearch, in room: RoomModel, keys: KeyMap) {
        let labels: [DisplayText] = ["search back: ", "search: ", "/"]
        if let problem = search.problem {
            let short = problem.prefix(characters: 20)
            self.init(labels: labels, words: search.words, notes: [problem, short])
            noteRole = .warning
            return
        }
        let state = search.state(in: room)
        let older: DisplayText =
            search.canAskForOlder(in: room) ? " asks for older" : " older"
        let leave = keys.hint(.back)
        let all = hints(keys.hint(.up, older), keys.hint(.down, " newer"), leave)
        self.init(
            labels: labels,
            words: search.words,
            notes: state.isEmpty
                ? [all, hints(leave)] : [hints(state, all), hints(state, leave), state]
        )
    }
}

/// What there is of these, beside each other.
private func hints(_ hints: DisplayText?...) -> DisplayText {
    hints.compactMap { $0 }.joined(separator: "  ")
}
