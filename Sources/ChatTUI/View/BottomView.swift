/// What stands below the status line: the input line, or what asks for the person's answer.
enum BottomView {
    case input(InputLineView)
    indirect case question(PasteQuestionView)
    indirect case prompt(PromptLineView)

    init(_ model: borrowing Model, columns: Int) {
        if model.question == .sendLong {
            self = .question(PasteQuestionView(copy model, columns: columns))
        } else if model.focus != .message, let prompt = PromptLineView.Prompt(model) {
            self = .prompt(PromptLineView(prompt, columns: columns))
        } else {
            self = .input(InputLineView(model, columns: columns))
        }
    }

    /// How many rows it takes; only a question takes more than `most`.
    func rowCount(atMost most: Int) -> Int {
        switch self {
        case .input(let view): view.rowCount(atMost: most)
        case .question(let view): view.rowCount(atMost: most)
        case .prompt: 1
        }
    }

    /// Draws as much as there is room for, and sets the cursor.
    func draw(on screen: inout Screen, area: Layout.Area) {
        switch self {
        case .input(let view): view.draw(on: &screen, area: area)
        case .question(let view): view.draw(on: &screen, area: area)
        case .prompt(let view): view.draw(on: &screen, area: area)
        }
    }
}
