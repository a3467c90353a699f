/// Cells as bytes, for what is written to the terminal past ncurses.
enum CellSequence {
    /// Places the cursor (CUP, ECMA-48 8.3.21).
    static func cursor(row: Int, column: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        appendCursor(row: row, column: column, to: &bytes)
        return bytes
    }

    /// Adds what places the cursor.
    static func appendCursor(row: Int, column: Int, to bytes: inout [UInt8]) {
        bytes.append("\u{1B}[")
        append(decimal: row + 1, to: &bytes)
        bytes.append(UInt8(ascii: ";"))
        append(decimal: column + 1, to: &bytes)
        bytes.append(UInt8(ascii: "H"))
    }

    private static func append(decimal number: Int, to bytes: inout [UInt8]) {
        if number >= 10 { append(decimal: number / 10, to: &bytes) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// Adds characters side by side from where the cursor is.
    ///
    /// The terminal must have the default look before, and has it afterwards.
    static func append(
        _ cells: ArraySlice<Cell>,
        style: (TextRole) -> Style,
        to bytes: inout [UInt8]
    ) {
        var current = Style()
        for cell in cells where cell.width > 0 {
            let next = style(cell.role)
            if next != current {
                bytes += next.sequence
                current = next
            }
            append(cell.base, to: &bytes)
            if cell.hasMarks { cell.scalars.dropFirst().forEach { append($0, to: &bytes) } }
        }
        if current != Style() { bytes += Style().sequence }
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        if let encoded = UTF8.encode(scalar) { bytes.append(contentsOf: encoded) }
    }
}

extension Style {
    /// What gives text this look and no other (SGR, ECMA-48 8.3.117).
    var sequence: [UInt8] {
        var parameters = ""
        if attributes.contains(.bold) { parameters += ";1" }
        if attributes.contains(.dim) { parameters += ";2" }
        if attributes.contains(.underline) { parameters += ";4" }
        if attributes.contains(.reverse) { parameters += ";7" }
        if let color { parameters += Self.parameter(of: color, first: 30) }
        if let background { parameters += Self.parameter(of: background, first: 40) }
        return Array("\u{1B}[0\(parameters)m".utf8)
    }

    /// A palette colour; `first` is the number of the first.
    private static func parameter(of color: UInt8, first: Int) -> String {
        switch color {
        case ..<8: ";\(first + Int(color))"
        case ..<16: ";\(first + 52 + Int(color))"
        default: ";\(first + 8);5;\(color)"
        }
    }
}
