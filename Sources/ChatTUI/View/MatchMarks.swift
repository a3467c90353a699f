import Wire

extension RoomSearch {
    /// What is to be marked in a line; `nil` if nothing was found there.
    func found(inLine line: Int) -> RowSource.Found? {
        guard let pattern = found?.pattern, isMatch(line) else { return nil }
        return RowSource.Found(pattern: pattern, isShown: line == shown)
    }
}

extension RowSource.Found {
    /// Marks what was found in a text, in the line that was gone to more than in others.
    func mark(_ cells: inout [Cell]) {
        let role: TextRole = isShown ? .shownMatch : .match
        // Sought in what is shown, so that each byte has its cell.
        var ends: [Int] = []
        var text = String.UnicodeScalarView()
        var length = 0
        for cell in cells {
            for scalar in cell.scalars {
                text.append(scalar)
                length += UTF8.width(scalar)
            }
            ends.append(length)
        }
        let display = DisplayText(cleaning: String(text))
        guard display.string.utf8.count == length else { return }
        var index = 0
        for range in pattern.ranges(in: display) {
            while index < ends.count, ends[index] <= range.lowerBound { index += 1 }
            while index < ends.count {
                cells[index].role = role
                // The next range may begin in the same cell.
                if ends[index] >= range.upperBound { break }
                index += 1
            }
        }
    }
}
