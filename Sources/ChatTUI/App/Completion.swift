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
    /// Tab: completes a command, a room or somebody who spoke lately; again: the next candidate.
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
        guard !word.isEmpty else { return nil }
        let found: [String]
        if start == 0, word.utf8.first == UInt8(ascii: "/") {
            found = SlashCommand.all.map { "/\($0.name) " }.filter { isStart(word, of: $0) }
        } else if takesRooms(String(before[..<start])) {
            found = rooms.map { "\($0.name) " }.filter { isStart(word, of: $0) }
        } else {
            found = recentSpeakers(startingWith: word).map { $0 + (start == 0 ? ": " : " ") }
        }
        return Completion(start: start, candidates: found + [word], index: found.count)
    }

    private func takesRooms(_ text: String) -> Bool {
        SlashCommand.parse(text)?.command?.takesRooms == true
    }

    /// Who spoke last in the shown room comes first.
    private func recentSpeakers(startingWith word: String) -> [String] {
        guard let index = currentIndex else { return [] }
        var found: [String] = []
        for line in rooms[index].log.lines.suffix(searchedLines).reversed() {
            guard case .message(own: false, _) = line.kind, let name = speaker(of: line.text),
                isStart(word, of: String(name)), !found.contains(String(name))
            else { continue }
            found.append(String(name))
        }
        return found
    }
}

/// Somebody who is silent for so many lines is not offered.
private let searchedLines = 500

/// The case of ASCII letters does not count.
private func isStart(_ start: String, of text: String) -> Bool {
    text.utf8.count >= start.utf8.count
        && zip(text.utf8, start.utf8).allSatisfy { folded($0) == folded($1) }
}
