import Wire

/// Reads the part of TOML 1.0 that configuration is written in: tables, bare, quoted and dotted
/// keys, strings on one line, integers, booleans, arrays of those, comments.
///
/// All that is beyond it (dates, floats, inline tables, arrays of tables, strings of several
/// lines) is refused with its name and place: nothing is read in another way than TOML would.
struct TOMLReader {
    /// More than this is no configuration.
    static let maximumBytes = 256 << 10

    private let bytes: [UInt8]
    /// Where lines begin.
    private let lineStarts: [Int]
    private var index = 0
    private var document = TOMLDocument()
    private var table: [String] = []
    private var names = TOMLNames()
    /// Of the array that is being read.
    private var arrayParts: [TOMLDocument.ArrayPart] = []

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        lineStarts = [0] + bytes.indices.filter { bytes[$0] == lineFeed }.map { $0 + 1 }
    }

    /// Reads a whole text.
    ///
    /// - Throws: The first thing that is wrong.
    static func read(_ bytes: [UInt8]) throws(TOMLError) -> TOMLDocument {
        var reader = TOMLReader(bytes)
        guard bytes.count <= maximumBytes else {
            throw reader.error("the file has more than \(maximumBytes >> 10) KiB")
        }
        try reader.checkEncoding()
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.index = 3 }
        while reader.index < bytes.count { try reader.readLine() }
        return reader.document
    }

    private func checkEncoding() throws(TOMLError) {
        let ends = lineStarts.dropFirst() + [bytes.count]
        for (start, end) in zip(lineStarts, ends) {
            var validator = UTF8Validator()
            let isValid = bytes[start..<end].withUnsafeBytes { validator.validate($0) }
            if !isValid || !validator.isComplete { throw error("this is not UTF-8", at: start) }
        }
    }
}

// MARK: - Lines

extension TOMLReader {
    private mutating func readLine() throws(TOMLError) {
        skipBlanks()
        switch peek {
        case nil, lineFeed, carriageReturn, UInt8(ascii: "#"): break
        case UInt8(ascii: "["): try readTable()
        default: try readEntry()
        }
        try endLine()
    }

    private mutating func readTable() throws(TOMLError) {
        let start = index
        index += 1
        if peek == UInt8(ascii: "[") {
            throw error("arrays of tables, [[…]], are not used here", at: start)
        }
        let path = try readPath()
        guard peek == UInt8(ascii: "]") else { throw error("the name of a table ends with ]") }
        index += 1
        try names.addTable(path, at: position(start))
        table = path
        document.tables.append(
            TOMLDocument.Table(
                path: path,
                position: position(start),
                lineStart: bytes[..<start].lastIndex(of: lineFeed).map { $0 + 1 } ?? 0,
                lineEnd: lineEnd(from: index)
            )
        )
    }

    private mutating func readEntry() throws(TOMLError) {
        let start = index
        let path = table + (try readPath())
        guard peek == UInt8(ascii: "=") else {
            throw error("after a key comes = and its value")
        }
        index += 1
        skipBlanks()
        let valueStart = index
        arrayParts = []
        let value = try readValue()
        try names.addKey(path, below: table, at: position(start))
        document.entries.append(
            TOMLDocument.Entry(
                path: path,
                value: value,
                position: position(start),
                valuePosition: position(valueStart),
                valueBytes: valueStart..<index,
                lineEnd: lineEnd(from: index),
                table: table,
                arrayParts: arrayParts
            )
        )
    }

    private mutating func endLine() throws(TOMLError) {
        skipBlanks()
        if peek == UInt8(ascii: "#") { try skipComment() }
        if peek == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed {
            index += 1
        }
        guard let byte = peek else { return }
        guard byte == lineFeed else { throw error("here the line should end") }
        index += 1
    }

    private mutating func skipComment() throws(TOMLError) {
        while let byte = peek, byte != lineFeed {
            if byte == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed {
                return
            }
            guard byte >= 0x20 && byte != 0x7F || byte == tab else { throw controlCharacter() }
            index += 1
        }
    }

    /// Line ends and comments may stand between the elements of an array.
    private mutating func skipLines() throws(TOMLError) {
        while true {
            skipBlanks()
            switch peek {
            case UInt8(ascii: "#"):
                let start = index
                try skipComment()
                arrayParts.append(TOMLDocument.ArrayPart(isComment: true, bytes: start..<index))
            case lineFeed, carriageReturn: index += 1
            default: return
            }
        }
    }
}

// MARK: - Keys and values

extension TOMLReader {
    /// `a.b.c`, with blanks around it.
    private mutating func readPath() throws(TOMLError) -> [String] {
        var path: [String] = []
        while true {
            skipBlanks()
            path.append(try readKey())
            guard path.count <= 8 else { throw error("that is too deep") }
            skipBlanks()
            guard peek == UInt8(ascii: ".") else { return path }
            index += 1
        }
    }

    private mutating func readKey() throws(TOMLError) -> String {
        switch peek {
        case UInt8(ascii: "\""): return try readBasicString()
        case UInt8(ascii: "'"): return try readLiteralString()
        default: break
        }
        let start = index
        while let byte = peek, isBareKeyPart(byte) { index += 1 }
        guard index > start else {
            throw error("here should be a key; one with other signs than A-Z, 0-9, _ - is quoted")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func readValue() throws(TOMLError) -> TOMLValue {
        guard peek == UInt8(ascii: "[") else { return try readScalar() }
        index += 1
        var values: [TOMLValue] = []
        while true {
            try skipLines()
            if peek == UInt8(ascii: "]") { break }
            guard peek != nil else { throw error("the array has no ] at its end") }
            let start = index
            values.append(try readScalar())
            arrayParts.append(TOMLDocument.ArrayPart(isComment: false, bytes: start..<index))
            try skipLines()
            if peek == UInt8(ascii: "]") { break }
            guard peek == UInt8(ascii: ",") else {
                throw error("between the values of an array is a comma, behind them ]")
            }
            index += 1
        }
        index += 1
        return .array(values)
    }

    private mutating func readScalar() throws(TOMLError) -> TOMLValue {
        switch peek {
        case UInt8(ascii: "\""): return .string(try readBasicString())
        case UInt8(ascii: "'"): return .string(try readLiteralString())
        case UInt8(ascii: "["): throw error("arrays of arrays are not used here")
        case UInt8(ascii: "{"): throw error("inline tables, {…}, are not used here")
        default: break
        }
        let start = index
        let ends = Array(" \t\r\n#,]=".utf8)
        while let byte = peek, !ends.contains(byte) { index += 1 }
        let word = String(decoding: bytes[start..<index], as: UTF8.self)
        switch word {
        case "true": return .boolean(true)
        case "false": return .boolean(false)
        case "": throw error("here should be a value")
        default: break
        }
        guard let number = Self.integer(bytes[start..<index]) else {
            throw error("this is no value: text stands in quotes", at: start)
        }
        return .integer(number)
    }

    /// `8_388_608`, `+1`; without a zero in front.
    private static func integer(_ text: ArraySlice<UInt8>) -> Int? {
        let isSigned = text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+")
        let parts = text.dropFirst(isSigned ? 1 : 0)
            .split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        let digits = parts.flatMap { $0 }
        guard parts.allSatisfy({ !$0.isEmpty }),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        let sign = text.first == UInt8(ascii: "-") ? "-" : ""
        return Int(sign + String(decoding: digits, as: UTF8.self))
    }
}

// MARK: - Strings

extension TOMLReader {
    private mutating func readLiteralString() throws(TOMLError) -> String {
        let start = try openString(UInt8(ascii: "'"))
        while try stringByte(from: start) != UInt8(ascii: "'") { index += 1 }
        index += 1
        return String(decoding: bytes[start..<index - 1], as: UTF8.self)
    }

    private mutating func readBasicString() throws(TOMLError) -> String {
        let start = try openString(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while true {
            let byte = try stringByte(from: start)
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += Array(String(try readEscape()).utf8)
            default: text.append(byte)
            }
        }
    }

    /// Skips the quotation mark.
    private mutating func openString(_ quote: UInt8) throws(TOMLError) -> Int {
        if bytes[index...].starts(with: [quote, quote, quote]) {
            throw error("strings of several lines are not used here")
        }
        index += 1
        return index
    }

    private func stringByte(from start: Int) throws(TOMLError) -> UInt8 {
        guard let byte = peek, byte != lineFeed, byte != carriageReturn else {
            throw error("the string has no quotation mark at its end", at: start - 1)
        }
        guard byte >= 0x20 && byte != 0x7F || byte == tab else { throw controlCharacter() }
        return byte
    }

    private mutating func readEscape() throws(TOMLError) -> Unicode.Scalar {
        let start = index - 1
        guard let byte = peek else { throw error("the string does not end", at: start) }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "u"): return try readCodePoint(digits: 4, from: start)
        case UInt8(ascii: "U"): return try readCodePoint(digits: 8, from: start)
        default: throw error("there is no such escape; a backslash is written twice", at: start)
        }
    }

    private mutating func readCodePoint(
        digits: Int,
        from start: Int
    ) throws(TOMLError) -> Unicode.Scalar {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek.flatMap(hexValue) else {
                throw error("this escape has \(digits) hexadecimal digits", at: start)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        guard let scalar = Unicode.Scalar(value) else {
            throw error("there is no such character", at: start)
        }
        return scalar
    }
}

// MARK: - Bytes and places

extension TOMLReader {
    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = peek, byte == UInt8(ascii: " ") || byte == tab { index += 1 }
    }

    private func lineEnd(from start: Int) -> Int {
        let end = bytes[start...].firstIndex(of: lineFeed) ?? bytes.count
        return end > start && bytes[end - 1] == carriageReturn ? end - 1 : end
    }

    private func position(_ offset: Int) -> TOMLPosition {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let before = bytes[lineStarts[low]..<max(lineStarts[low], min(offset, bytes.count))]
        return TOMLPosition(line: low + 1, column: before.count { $0 & 0xC0 != 0x80 } + 1)
    }

    private func error(_ reason: DisplayText, at offset: Int? = nil) -> TOMLError {
        TOMLError(position: position(offset ?? index), reason: reason)
    }

    private func controlCharacter() -> TOMLError {
        error("a control character may not stand here; in a string it is written as \\u001B")
    }
}

private let tab = UInt8(ascii: "\t")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
}
