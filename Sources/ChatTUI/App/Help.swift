import Wire

/// A line of the help.
enum HelpRow: Equatable, Sendable {
    case heading(DisplayText)
    /// Keys or a command, and what they do.
    case entry(DisplayText, DisplayText)
}

/// The help from its first line to its last: all keys, then all commands.
let helpRows: [HelpRow] =
    KeyMap.Group.allCases.flatMap { group in
        [.heading(DisplayText(cleaning: group.rawValue))]
            + KeyMap.standard.rows.filter { $0.group == group }.map { entry($0.shown, $0.summary) }
    }
    + [.heading(DisplayText("Commands"))]
    + SlashCommand.all.map { entry($0.usage, $0.summary) }
    + [entry("//TEXT", "send /TEXT")]

private func entry(_ name: String, _ summary: String) -> HelpRow {
    .entry(DisplayText(cleaning: name), DisplayText(cleaning: summary))
}

extension HelpRow {
    /// The row as one line of text.
    var sentence: DisplayText {
        switch self {
        case .heading(let text): text
        case .entry(let name, let summary): "\(name)  \(summary)"
        }
    }

    /// Whether an entry has `word` in it; the case of ASCII letters does not count.
    func mentions(_ word: String) -> Bool {
        guard case .entry = self else { return false }
        let (text, word) = (sentence.string.utf8.map(folded), word.utf8.map(folded))
        guard word.count <= text.count else { return false }
        return (0...text.count - word.count).contains { text[$0...].starts(with: word) }
    }
}
