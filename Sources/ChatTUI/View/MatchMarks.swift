import Wire

extension RoomSearch {
    /// Marks what was found in a line, the line that was gone to more than the others.
    func mark(_ cells: inout [Cell], ofLine line: Int) {
        guard let pattern = found?.pattern, isMatch(line) else { return }
        let role: TextRole = line == shown ? .shownMatch : .match
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
