import Wire

/// What Enter does with the input line.
extension Model {
    /// More lines or characters than these are only sent when Enter is pressed once more.
    private static let unaskedLines = 5
    private static let unaskedCharacters = 2_000

    /// Sends the input line, or runs the command in it.
    ///
    /// What cannot be done stays in the line.
    mutating func submit() -> [Effect] {
        let text = enteredText
        guard !text.utf8.allSatisfy(isBlank) else { return [] }
        let isCommand = SlashCommand.parse(text) != nil
        let isLong = lines(of: text) > Self.unaskedLines || text.count > Self.unaskedCharacters
        if !isCommand, isLong, question != .sendLong {
            question = .sendLong
            return []
        }
        return enter { model throws(CommandError) in
            guard let call = SlashCommand.parse(text) else {
                let isEscaped = text.utf8.starts(with: "//".utf8)
                return try model.speak([isEscaped ? String(text.dropFirst()) : text])
            }
            guard let command = call.command else { throw .unknown(call.name) }
            return try command.run(&model, call.argument)
        }
    }

    /// Sends each line of the input line as a message of its own.
    mutating func sendLineByLine() -> [Effect] {
        let lines = enteredText.utf8.split(separator: UInt8(ascii: "\n"))
            .filter { !$0.allSatisfy(isBlank) }
            .map { String(Substring($0)) }
        return enter { model throws(CommandError) in try model.speak(lines) }
    }

    /// Empties the input line and does `work`; what goes wrong is told and the line is as before.
    private mutating func enter(
        _ work: (inout Model) throws(CommandError) -> [Effect]
    ) -> [Effect] {
        let line = editor
        let room = currentRoom?.id
        editor.reset()
        overlay = nil
        do {
            let effects = try work(&self)
            if let index = room.flatMap({ index(of: $0) }) { rooms[index].history.add(line.text) }
            return effects
        } catch {
            editor = line
            say(error.sentence)
            return []
        }
    }

    /// The text without the line ends at its end: a pasted line often brings one along.
    var enteredText: String {
        let text = editor.text
        let end = text.utf8.reversed().drop { $0 == UInt8(ascii: "\n") }.startIndex.base
        return String(text[..<end])
    }
}

/// How many lines a text has.
func lines(of text: String) -> Int {
    text.utf8.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
}

private func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\n")
}
