import Wire

/// A line of the help.
enum HelpRow: Equatable, Sendable {
    case heading(DisplayText)
    /// Keys or a command, and what they do.
    case entry(DisplayText, DisplayText)
}

/// The help from its first line to its last: all keys as they are bound, then all commands.
func helpRows(_ keyMap: KeyMap = .standard) -> [HelpRow] {
    KeyActionRow.Group.allCases.flatMap { group in
        [.heading(DisplayText(cleaning: group.rawValue))] + keyRows(group, keyMap)
    }
        + boundCommands(keyMap)
        + [.heading(DisplayText("Commands"))]
        + SlashCommand.all.map { entry($0.usage, $0.summary(with: keyMap)) }
        + [entry("//TEXT", "send /TEXT")]
}

/// What can be set, for who looks for a word in the help.
func settingRows() -> [HelpRow] {
    Setting.all.map { entry("/set \($0.key) \($0.syntax)", $0.summary) }
}

private func keyRows(_ group: KeyActionRow.Group, _ keyMap: KeyMap) -> [HelpRow] {
    var rows: [HelpRow] = []
    for row in KeyActionRow.all where row.group == group {
        if case .showRoom(let number) = row.action, isStandard(row, keyMap) {
            // Ten lines would say less than one.
            if number == 1 { rows.append(entry("Alt+1 … Alt+9, Alt+0", "show room 1 to 10")) }
            continue
        }
        let keys = keyMap.chords(of: .action(row.action)).map(\.description)
        rows.append(entry(keys.isEmpty ? "–" : keys.joined(separator: ", "), row.summary))
    }
    return rows
}

private func isStandard(_ row: KeyActionRow, _ keyMap: KeyMap) -> Bool {
    keyMap.chords(of: .action(row.action)) == row.keys
}

private func boundCommands(_ keyMap: KeyMap) -> [HelpRow] {
    let commands = keyMap.commands
    guard !commands.isEmpty else { return [] }
    return [.heading(DisplayText("Keys of your own"))]
        + commands.map { entry($0.chord.description, $0.command) }
}

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
