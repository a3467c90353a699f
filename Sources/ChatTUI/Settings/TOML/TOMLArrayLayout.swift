/// An array with comments in it, as a person wrote it: other values can take the place of its own,
/// and no comment is lost.
///
/// Each comment belongs to an element: to the one before it in its line, else to the one that
/// follows. The comments of an element that goes stay where they are.
struct TOMLArrayLayout {
    private struct Element {
        var value: TOMLValue
        /// Comments in lines of their own above it.
        var above: [String] = []
        /// A comment behind it.
        var behind: String?
    }

    /// A comment behind the opening bracket.
    private var opening: String?
    private var elements: [Element] = []
    /// Comments below the last element.
    private var below: [String] = []
    private var indent = "  "

    /// The layout of an entry's array; `nil` if it is none, or has no comments.
    init?(_ entry: TOMLDocument.Entry, in text: [UInt8]) {
        guard case .array(var values) = entry.value,
            entry.arrayParts.contains(where: \.isComment)
        else { return nil }
        values.reverse()
        var end = entry.valueBytes.lowerBound
        for part in entry.arrayParts {
            let isNewLine = text[end..<part.bytes.lowerBound].contains(UInt8(ascii: "\n"))
            if isNewLine, elements.isEmpty { indent = Self.blanks(before: part, in: text) }
            end = part.bytes.upperBound
            guard part.isComment else {
                guard let value = values.popLast() else { return nil }
                elements.append(Element(value: value, above: below))
                below = []
                continue
            }
            let comment = String(decoding: text[part.bytes], as: UTF8.self)
            if isNewLine {
                below.append(comment)
            } else if elements.isEmpty {
                opening = comment
            } else {
                elements[elements.count - 1].behind = comment
            }
        }
    }

    private static func blanks(before part: TOMLDocument.ArrayPart, in text: [UInt8]) -> String {
        let blanks = text[..<part.bytes.lowerBound].reversed()
            .prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        return String(decoding: blanks.reversed(), as: UTF8.self)
    }

    /// The array with these values, one in a line.
    func text(of values: [TOMLValue], lineBreak: String) -> String {
        var new = values.map { Element(value: $0) }
        var taken: Set<Int> = []
        // Of an element that goes: they come above the next one that stays.
        var left: [String] = []
        for element in elements {
            let place = new.indices.first { !taken.contains($0) && new[$0].value == element.value }
            guard let place else {
                left += element.above + [element.behind].compactMap(\.self)
                continue
            }
            taken.insert(place)
            new[place].above = left + element.above
            new[place].behind = element.behind
            left = []
        }
        let lines =
            new.flatMap { $0.above + ["\($0.value.text)," + behind($0.behind)] } + left + below
        return "[" + behind(opening) + lines.map { lineBreak + indent + $0 }.joined() + lineBreak
            + "]"
    }

    private func behind(_ comment: String?) -> String { comment.map { " " + $0 } ?? "" }
}
