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
        for range in pattern.ranges(in: display) {
            let first = ends.firstIndex { $0 > range.lowerBound } ?? cells.endIndex
            for index in first..<cells.endIndex {
                cells[index].role = role
                if ends[index] >= range.upperBound { break }
            }
        }
    }
}
