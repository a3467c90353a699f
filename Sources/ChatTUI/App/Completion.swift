import Wire

/// What Tab offers for the word before the cursor, and which of it stands in the line.
struct Completion: Equatable, Sendable {
    /// The first character of the word.
    var start: Int
    /// What may stand there, the likeliest first; the word as it was typed is the last.
    var candidates: [String]
    /// The candidate in the line.
    var index: Int
}

extension Model {
    /// Tab: completes a command or its argument, somebody who is here, or an `:emoji:`; again: the
    /// next candidate.
    mutating func complete(_ steps: Int) {
        if completion == nil { completion = startCompletion() }
        guard var completion, completion.candidates.count > 1 else { return }
        let count = completion.candidates.count
        completion.index = (completion.index + steps + count) % count
        let candidate = completion.candidates[completion.index]
        if !editor.change(completion.start..<editor.cursor, with: candidate) { sayLineIsFull() }
        self.completion = completion
    }

    private func startCompletion() -> Completion? {
        let before = Array(editor.text)[..<editor.cursor]
        let start = before.lastIndex(where: \.isWhitespace).map { $0 + 1 } ?? 0
        let word = String(before[start...])
        let found = candidates(for: word, after: String(before[..<start]))
        return Completion(start: start, candidates: found + [word], index: found.count)
    }

    private func candidates(for word: String, after before: String) -> [String] {
        let first = word.utf8.first
        if before.isEmpty, first == UInt8(ascii: "/") {
            return SlashCommand.all.map { "/\($0.name) " }.filter { isStart(word, of: $0) }
        }
        if let call = SlashCommand.parse(before), let command = call.command {
            let found = command.candidates(self, words(of: call.argument))
                .filter { isStart(word, of: $0) }
            if !found.isEmpty { return found.prefix(offeredWords).map { "\($0) " } }
        }
        switch first {
        case nil: return []
        case UInt8(ascii: "@"):
            return people(startingWith: String(word.dropFirst())).map { "@\($0) " }
        case UInt8(ascii: ":"): return emoji(named: word)
        default: return people(startingWith: word).map { $0 + (before.isEmpty ? ": " : " ") }
        }
    }

    /// Emoji for `:thu`, and for `:thumbsup:`.
    private func emoji(named word: String) -> [String] {
        let name = word.utf8.dropFirst()
        let end = name.last == UInt8(ascii: ":") ? name.dropLast() : name
        guard !end.isEmpty, end.count < offeredWords else { return [] }
        return EmojiNames.starting(with: String(Substring(end)))
    }

    /// Who spoke last in the shown room, the latest first, then who is there.
    private func people(startingWith word: String) -> [String] {
        let speakers = recentSpeakers(startingWith: word)
        var names = speakers.map(\.name)
        guard let room = currentRoom, room.isNumbered else { return names }
        let here = Set(room.members.nicks.map(\.description))
        // Whether those are here whom the server does not know by name, nobody can tell.
        names = speakers.filter { !$0.isNamed || here.contains($0.name) }.map(\.name)
        for nick in room.members.nicks where nick != room.nick {
            guard names.count < offeredPeople else { break }
            let name = nick.description
            if isStart(word, of: name), !names.contains(name) { names.append(name) }
        }
        return names
    }

    private func conventionalSpeaker(of text: DisplayText) -> String? {
        settings.speakers ? speaker(of: text).map { String($0) } : nil
    }

    /// Who spoke last in the shown room comes first.
    ///
    /// - Returns: Names, and whether the server gave them.
    private func recentSpeakers(startingWith word: String) -> [(name: String, isNamed: Bool)] {
        guard let index = currentIndex else { return [] }
        var found: [(name: String, isNamed: Bool)] = []
        for line in rooms[index].log.lines.suffix(searchedLines).reversed() {
            guard case .message(own: false, _) = line.kind,
                let name = line.from?.description ?? conventionalSpeaker(of: line.text),
                isStart(word, of: name), !found.contains(where: { $0.name == name })
            else { continue }
            found.append((name, line.from != nil))
        }
        return found
    }
}

/// Somebody who is silent for so many lines is not offered.
private let searchedLines = 500
/// So many people are offered.
private let offeredPeople = 100
/// So many words of a command's argument are offered; no name of an emoji is as long.
private let offeredWords = 200

/// The case of ASCII letters does not count.
private func isStart(_ start: String, of text: String) -> Bool {
    text.utf8.count >= start.utf8.count
        && zip(text.utf8, start.utf8).allSatisfy { folded($0) == folded($1) }
}
