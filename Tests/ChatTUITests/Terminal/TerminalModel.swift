@testable import ChatTUI

/// What a terminal makes of the bytes that it gets: a small part of ECMA-48 and xterm, as much as
/// ncurses uses, with links.
///
/// What it does not know it keeps in ``unknown``: a test can say that there is none.
struct TerminalModel {
    struct Cell: Equatable {
        /// Empty for the right half of a wide character.
        var text = String.UnicodeScalarView([" "])
        var style = Style()
        var link: String?

        static func == (left: Cell, right: Cell) -> Bool {
            left.text.elementsEqual(right.text) && left.look == right.look
                && left.link == right.link
        }

        /// How it looks: a blank is neither bold nor dim, and ncurses counts on that.
        private var look: Style {
            var style = style
            if text.elementsEqual([" "]) { style.attributes.subtract([.bold, .dim]) }
            return style
        }
    }

    let columns: Int
    let rows: Int
    private(set) var cells: [[Cell]]
    private(set) var row = 0
    private(set) var column = 0
    /// The column where the cursor is seen: behind a character in the last one it stays there.
    var place: Int { min(column, columns - 1) }
    /// Titles, notifications and so on: all OSC but links, without their ends.
    private(set) var commands: [String] = []
    private(set) var unknown: [String] = []
    /// Where the cursor was when it was saved (DECSC).
    private var saved = (row: 0, column: 0)
    private var region: ClosedRange<Int>
    private var style = Style()
    private var link: String?
    private var last: Unicode.Scalar = " "
    private var insertsText = false
    private var wraps = true
    /// Whether the cursor stays on the last character where it may not wrap, as in tmux: marks then
    /// go to the one before.
    var staysAtEdge = true
    /// How many columns it takes a character for.
    var width: (Unicode.Scalar) -> Int? = CellWidth.columns
    private var rest: [UInt8] = []

    init(columns: Int, rows: Int) {
        (self.columns, self.rows) = (columns, rows)
        region = 0...rows - 1
        cells = Array(repeating: Array(repeating: Cell(), count: columns), count: rows)
    }

    /// The rows as text.
    var lines: [String] {
        cells.map { row in String(String.UnicodeScalarView(row.flatMap(\.text))) }
    }

    /// Takes bytes; what is incomplete waits for more.
    mutating func take(_ bytes: some Sequence<UInt8>) {
        rest += bytes
        var index = 0
        while index < rest.count, let length = step(rest[index...]) { index += length }
        rest.removeFirst(index)
    }

    /// Does what the first bytes say and returns how many they are; `nil` if more are needed.
    private mutating func step(_ bytes: ArraySlice<UInt8>) -> Int? {
        let byte = bytes[bytes.startIndex]
        switch byte {
        case 0x1B: return escape(bytes)
        case 0x07: commands.append("bell")
        case 0x08: column = max(place - 1, 0)
        case 0x09: column = min((column / 8 + 1) * 8, columns - 1)
        case 0x0A: lineFeed()
        case 0x0D: column = 0
        case ..<0x20, 0x7F: unknown.append("control \(byte)")
        default: return character(bytes)
        }
        return 1
    }

    private mutating func character(_ bytes: ArraySlice<UInt8>) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            if bytes.count < 4 { return nil }
            unknown.append("not UTF-8")
            return 1
        }
        put(scalar)
        return UTF8.width(scalar)
    }

    private mutating func put(_ scalar: Unicode.Scalar) {
        let width = width(scalar) ?? -1
        guard width > 0 else {
            if width < 0 { unknown.append("U+\(String(scalar.value, radix: 16))") }
            var base = max(column - 1, 0)
            if cells[row][base].text.isEmpty, base > 0 { base -= 1 }
            cells[row][base].text.append(scalar)
            return
        }
        if column + width > columns, wraps {
            column = 0
            lineFeed()
        }
        column = min(column, columns - width)
        if insertsText {
            cells[row].insert(contentsOf: Array(repeating: Cell(), count: width), at: column)
            cells[row].removeLast(width)
        }
        cells[row][column] = Cell(text: .init([scalar]), style: style, link: link)
        if width == 2 { cells[row][column + 1] = Cell(text: .init(), style: style, link: link) }
        column += width
        if !wraps, staysAtEdge { column = min(column, columns - 1) }
        last = scalar
    }

    private mutating func lineFeed() {
        if row == region.upperBound { scroll(1) } else { row = min(row + 1, rows - 1) }
    }

    /// Positive: upwards.
    private mutating func scroll(_ count: Int, from top: Int? = nil) {
        let range = (top ?? region.lowerBound)...region.upperBound
        for _ in 0..<min(abs(count), range.count) {
            if count > 0 {
                cells.remove(at: range.lowerBound)
                cells.insert(blankRow, at: range.upperBound)
            } else {
                cells.remove(at: range.upperBound)
                cells.insert(blankRow, at: range.lowerBound)
            }
        }
    }

    private var blankRow: [Cell] { Array(repeating: Cell(), count: columns) }

    private mutating func erase(_ range: Range<Int>) {
        for column in range.clamped(to: 0..<columns) { cells[row][column] = Cell() }
    }
}

// MARK: Sequences

extension TerminalModel {
    private mutating func escape(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let kind = bytes.dropFirst().first else { return nil }
        switch kind {
        case UInt8(ascii: "["): return controlSequence(bytes)
        case UInt8(ascii: "]"), UInt8(ascii: "P"): return string(bytes)
        case UInt8(ascii: "("): return bytes.count < 3 ? nil : 3
        case UInt8(ascii: "M"):
            if row == region.lowerBound { scroll(-1) } else { row = max(row - 1, 0) }
        case UInt8(ascii: "7"): saved = (row, column)
        case UInt8(ascii: "8"): (row, column) = saved
        case UInt8(ascii: "="), UInt8(ascii: ">"), UInt8(ascii: "\\"): break
        default: unknown.append("ESC \(kind)")
        }
        return 2
    }

    private mutating func string(_ bytes: ArraySlice<UInt8>) -> Int? {
        let body = bytes.dropFirst(2)
        let end = body.indices.dropLast().first {
            body[$0] == 0x1B && body[$0 + 1] == UInt8(ascii: "\\")
        }
        guard let end else { return nil }
        let text = String(decoding: body[..<end], as: UTF8.self)
        if text.utf8.starts(with: "8;".utf8) {
            let fields = text.split(separator: ";", maxSplits: 2, omittingEmptySubsequences: false)
            link = fields[2].isEmpty ? nil : String(fields[2])
        } else {
            commands.append(text)
        }
        return end + 2 - bytes.startIndex
    }

    private mutating func controlSequence(_ bytes: ArraySlice<UInt8>) -> Int? {
        let body = bytes.dropFirst(2)
        guard let end = body.firstIndex(where: { (0x40...0x7E).contains($0) }) else { return nil }
        let text = String(decoding: body[...end], as: UTF8.self)
        let isPrivate = body.first.map { (0x3C...0x3F).contains($0) } ?? false
        let numbers = text.dropLast().split(separator: ";", omittingEmptySubsequences: false)
            .map { Int($0) ?? 0 }
        // Other modes are somebody else's matter.
        if text == "?7h" || text == "?7l" { wraps = text == "?7h" }
        if !isPrivate, !run(body[end], numbers) { unknown.append("CSI \(text)") }
        return end + 1 - bytes.startIndex
    }

    private mutating func run(_ final: UInt8, _ numbers: [Int]) -> Bool {
        let first = numbers.first ?? 0
        let count = max(first, 1)
        switch final {
        case UInt8(ascii: "A"): row = max(row - count, 0)
        case UInt8(ascii: "B"): row = min(row + count, rows - 1)
        case UInt8(ascii: "C"): column = min(column + count, columns - 1)
        case UInt8(ascii: "D"): column = max(min(column, columns - 1) - count, 0)
        case UInt8(ascii: "G"): column = min(count, columns) - 1
        case UInt8(ascii: "d"): row = min(count, rows) - 1
        case UInt8(ascii: "H"):
            (row, column) = (
                min(count, rows) - 1, min(max(numbers.dropFirst().first ?? 1, 1), columns) - 1
            )
        case UInt8(ascii: "J"):
            erase(first == 0 ? place..<columns : 0..<columns)
            for row in (first == 0 ? row + 1 : 0)..<max(rows, row + 1) where row < rows {
                cells[row] = blankRow
            }
        case UInt8(ascii: "K"):
            erase(first == 0 ? place..<columns : first == 1 ? 0..<place + 1 : 0..<columns)
        case UInt8(ascii: "X"): erase(place..<place + count)
        case UInt8(ascii: "@"):
            cells[row].insert(contentsOf: Array(repeating: Cell(), count: count), at: place)
            cells[row].removeLast(count)
        case UInt8(ascii: "P"):
            let count = min(count, columns - place)
            cells[row].removeSubrange(place..<place + count)
            cells[row] += Array(repeating: Cell(), count: count)
        case UInt8(ascii: "L"): scroll(-count, from: row)
        case UInt8(ascii: "M"): scroll(count, from: row)
        case UInt8(ascii: "S"): scroll(count)
        case UInt8(ascii: "T"): scroll(-count)
        case UInt8(ascii: "b"): for _ in 0..<count { put(last) }
        case UInt8(ascii: "r"):
            let bottom = min(numbers.dropFirst().first ?? rows, rows) - 1
            region = count - 1...max(bottom, count - 1)
            (row, column) = (0, 0)
        case UInt8(ascii: "m"): rendition(numbers.isEmpty ? [0] : numbers)
        case UInt8(ascii: "h"), UInt8(ascii: "l"):
            guard first == 4 else { return false }
            insertsText = final == UInt8(ascii: "h")
        case UInt8(ascii: "t"), UInt8(ascii: "q"): break
        default: return false
        }
        return true
    }

    private mutating func rendition(_ numbers: [Int]) {
        var numbers = numbers[...]
        while let number = numbers.popFirst() {
            switch number {
            case 0: style = Style()
            case 1: style.attributes.insert(.bold)
            case 2: style.attributes.insert(.dim)
            case 4: style.attributes.insert(.underline)
            case 7: style.attributes.insert(.reverse)
            case 22: style.attributes.subtract([.bold, .dim])
            case 24: style.attributes.remove(.underline)
            case 27: style.attributes.remove(.reverse)
            case 30...37: style.color = UInt8(number - 30)
            case 90...97: style.color = UInt8(number - 82)
            case 38 where numbers.first == 5:
                style.color = UInt8(numbers.dropFirst().first ?? 0); numbers = numbers.dropFirst(2)
            case 39: style.color = nil
            case 40...47: style.background = UInt8(number - 40)
            case 100...107: style.background = UInt8(number - 92)
            case 48 where numbers.first == 5:
                style.background = UInt8(numbers.dropFirst().first ?? 0)
                numbers = numbers.dropFirst(2)
            case 49: style.background = nil
            default: unknown.append("SGR \(number)")
            }
        }
    }
}

/// What roles look like on a terminal of 256 colours when nothing was chosen.
func usualStyle(of role: TextRole) -> Style {
    let appearance = Appearance(theme: .automatic, colour: .auto)
    let colors = appearance.colors(of: 256, isColorWanted: true)
    return appearance.theme.style(of: role, colors: colors)
}

extension TerminalModel {
    /// The first place where it shows something else than `screen`, as a sentence.
    func difference(from screen: Screen, hasLinks: Bool = true) -> String? {
        for row in 0..<rows {
            for column in 0..<columns {
                let wanted = screen.rows[row][column]
                let cell = Cell(
                    text: wanted.width == 0 ? .init() : .init(wanted.scalars),
                    style: usualStyle(of: wanted.role),
                    link: hasLinks ? screen.link(atRow: row, column: column)?.string : nil
                )
                if cells[row][column] != cell {
                    return "row \(row), column \(column): \(cells[row][column]) is not \(cell)"
                }
            }
        }
        return nil
    }
}
