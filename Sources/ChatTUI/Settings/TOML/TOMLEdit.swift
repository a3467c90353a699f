import Wire

/// Changes of one value in a text that a person wrote: comments, order and all else stay.
enum TOMLEdit {
    /// The text with `value` as the value of the key at `path`: in place of the value that is
    /// there, else on a line of its own at the end of its table, which is added if need be.
    ///
    /// Comments in an array stay in it. Lines end as the first one does.
    ///
    /// - Throws: Why the text cannot be read; nothing is changed then.
    static func setting(
        _ path: [String],
        to value: TOMLValue,
        in text: [UInt8]
    ) throws(TOMLError) -> [UInt8] {
        let document = try TOMLReader.read(text)
        if let entry = document.entries.first(where: { $0.path == path }) {
            var new = value.text
            if case .array(let values) = value, let layout = TOMLArrayLayout(entry, in: text) {
                new = layout.text(of: values, lineBreak: lineBreak(of: text))
            }
            return text[..<entry.valueBytes.lowerBound] + Array(new.utf8)
                + text[entry.valueBytes.upperBound...]
        }
        if let neighbour = dottedNeighbour(of: path, in: document) {
            let name = path.dropFirst(neighbour.table.count).map { TOMLValue.key($0) }
            let line = "\(name.joined(separator: ".")) = \(value.text)"
            return added(line, behind: neighbour.lineEnd, text)
        }
        let line = "\(TOMLValue.key(path.last ?? "")) = \(value.text)"
        return insert(line, into: Array(path.dropLast()), of: document, text)
    }

    private static func insert(
        _ line: String,
        into table: [String],
        of document: TOMLDocument,
        _ text: [UInt8]
    ) -> [UInt8] {
        let header = document.tables.first { $0.path == table }
        if table.isEmpty || header != nil {
            let start = header?.lineEnd ?? -1
            let end = document.tables.first { $0.lineStart > start }?.lineStart ?? text.count
            let last = document.entries.last {
                $0.lineEnd > start && $0.lineEnd < end + 1 && $0.valueBytes.lowerBound < end
            }
            if let place = last?.lineEnd ?? header?.lineEnd {
                return added(line, behind: place, text)
            }
            // Before the first table, and the comments that belong to it.
            guard let first = document.tables.first else { return appended([line], to: text) }
            let place = startOfComments(above: first.lineStart, text)
            let blank = lineBreak(of: text) + lineBreak(of: text)
            return text[..<place] + Array("\(line)\(blank)".utf8) + text[place...]
        }
        let name = table.map { TOMLValue.key($0) }.joined(separator: ".")
        return appended((text.isEmpty ? [] : [""]) + ["[\(name)]", line], to: text)
    }

    /// The last key of the same table, if that has no heading: its keys have dots, and a heading
    /// besides would be none of TOML.
    private static func dottedNeighbour(
        of path: [String],
        in document: TOMLDocument
    ) -> TOMLDocument.Entry? {
        let table = Array(path.dropLast())
        return document.entries.last { entry in
            entry.table.count < table.count && entry.path.count > table.count
                && entry.path.starts(with: table)
        }
    }

    private static func added(_ line: String, behind place: Int, _ text: [UInt8]) -> [UInt8] {
        text[..<place] + Array("\(lineBreak(of: text))\(line)".utf8) + text[place...]
    }

    private static func appended(_ lines: [String], to text: [UInt8]) -> [UInt8] {
        let isOpen = text.last.map { $0 != UInt8(ascii: "\n") } ?? false
        let end = lineBreak(of: text)
        return text + Array(((isOpen ? end : "") + lines.joined(separator: end) + end).utf8)
    }

    private static func lineBreak(of text: [UInt8]) -> String {
        guard let end = text.firstIndex(of: UInt8(ascii: "\n")), end > 0,
            text[end - 1] == UInt8(ascii: "\r")
        else { return "\n" }
        return "\r\n"
    }

    /// Where the comment lines begin that stand right above a line, behind a byte order mark.
    private static func startOfComments(above lineStart: Int, _ text: [UInt8]) -> Int {
        let least = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var start = max(lineStart, least)
        while start > least {
            let previous =
                text[..<(start - 1)].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? least
            guard text[previous] == UInt8(ascii: "#") else { break }
            start = previous
        }
        return start
    }
}
