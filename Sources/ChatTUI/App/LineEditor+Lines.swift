/// Moves and kills by character, word and line. A word is a run of letters, digits and `_`.
extension LineEditor {
    // MARK: Characters

    /// Moves the cursor over the character before it.
    mutating func moveLeft() { move(to: cursor - 1) }

    /// Moves the cursor over the character after it.
    mutating func moveRight() { move(to: cursor + 1) }

    /// Removes the character before the cursor.
    mutating func deleteBackward() { delete(max(cursor - 1, 0)..<cursor) }

    /// Removes the character after the cursor.
    mutating func deleteForward() { delete(cursor..<min(cursor + 1, text.count)) }

    /// Removes all text; undo brings it back.
    mutating func clear() { delete(0..<text.count) }

    /// Exchanges the characters around the cursor and moves on; at a line end, the two before it.
    mutating func transpose() {
        let characters = Array(text)
        let atEnd = cursor == characters.count || isLineFeed(characters[cursor])
        let second = atEnd ? cursor - 1 : cursor
        guard second > 0, !isLineFeed(characters[second - 1]) else { return }
        _ = change(second - 1..<second + 1, with: "\(characters[second])\(characters[second - 1])")
    }

    // MARK: Words

    /// Moves to the start of this word or the one before.
    mutating func moveWordLeft() { move(to: wordStart(isPart: isWordPart)) }

    /// Moves to the end of this word or the next.
    mutating func moveWordRight() { move(to: wordEnd) }

    /// Kills to the end of the word.
    mutating func killWordForward() { kill(cursor..<wordEnd) }

    /// Kills to the start of the word.
    mutating func killWordBackward() { kill(wordStart(isPart: isWordPart)..<cursor) }

    /// Kills to the blank before the cursor, as Ctrl+W does in a shell.
    mutating func killBlankWordBackward() {
        kill(wordStart { !$0.isWhitespace }..<cursor)
    }

    private var wordEnd: Int {
        let rest = Array(text)[cursor...]
        let word = rest.firstIndex(where: isWordPart) ?? rest.endIndex
        return rest[word...].firstIndex { !isWordPart($0) } ?? rest.endIndex
    }

    private func wordStart(isPart: (Character) -> Bool) -> Int {
        var rest = Array(text)[..<cursor]
        while let last = rest.last, !isPart(last) { rest.removeLast() }
        while let last = rest.last, isPart(last) { rest.removeLast() }
        return rest.count
    }

    // MARK: Lines

    /// Moves to the start of the line that the cursor is in.
    mutating func moveToLineStart() { move(to: line.lowerBound) }

    /// Moves to the end of the line that the cursor is in.
    mutating func moveToLineEnd() { move(to: line.upperBound) }

    /// Kills to the end of the line, or joins the next line when there.
    mutating func killToLineEnd() {
        let end = line.upperBound
        kill(cursor..<(end > cursor ? end : min(end + 1, text.count)))
    }

    /// Kills to the start of the line, or joins the line before when there.
    mutating func killToLineStart() {
        let start = line.lowerBound
        kill((start < cursor ? start : max(start - 1, 0))..<cursor)
    }

    /// Moves to the line above; `false` if there is none.
    mutating func moveUp() -> Bool {
        let line = line
        guard line.lowerBound > 0 else { return false }
        let above = lineAround(line.lowerBound - 1)
        move(to: min(above.lowerBound + cursor - line.lowerBound, above.upperBound))
        return true
    }

    /// Moves to the line below; `false` if there is none.
    mutating func moveDown() -> Bool {
        let line = line
        guard line.upperBound < text.count else { return false }
        let below = lineAround(line.upperBound + 1)
        move(to: min(below.lowerBound + cursor - line.lowerBound, below.upperBound))
        return true
    }

    private var line: Range<Int> { lineAround(cursor) }

    private func lineAround(_ position: Int) -> Range<Int> {
        let characters = Array(text)
        let start = characters[..<position].lastIndex(where: isLineFeed).map { $0 + 1 } ?? 0
        let end = characters[position...].firstIndex(where: isLineFeed) ?? characters.count
        return start..<end
    }
}

private func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
}

/// Only the line feed breaks a line here, as in ``DisplayText``.
private func isLineFeed(_ character: Character) -> Bool {
    character.utf8.first == UInt8(ascii: "\n")
}
