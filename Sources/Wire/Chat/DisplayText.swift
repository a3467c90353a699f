/// Text that may be shown: on the screen, in a log line, in an error sentence.
///
/// The only way from untrusted text to a terminal leads through ``init(cleaning:)``
/// (``TextCleaner`` says what it does). Literals of our own source are taken as they are; into
/// them only integers and other display text can be interpolated, so that `"lost \(reason)"`
/// compiles only if `reason` is clean. Joined pieces of clean text are clean. Equality and hash
/// compare bytes.
package struct DisplayText: Sendable, CustomStringConvertible {
    /// The clean text; its only control character is the line feed.
    package private(set) var string: String

    /// Cleans untrusted text.
    package init(cleaning text: String) {
        string = TextCleaner.clean(text)
    }

    /// Cleans untrusted bytes; what is not UTF-8 becomes U+FFFD.
    package init(cleaning bytes: some Collection<UInt8>) {
        self.init(cleaning: String(decoding: bytes, as: UTF8.self))
    }

    /// Whether cleaning leaves this character as it is, whatever stands beside it.
    package static func keeps(_ scalar: Unicode.Scalar) -> Bool { TextCleaner.keeps(scalar) }

    /// Text that stands in our source.
    package init(_ text: StaticString) {
        string = text.description
    }

    /// Clean text that a method of this file made from clean text.
    fileprivate init(clean string: String) {
        self.string = string
    }

    package var description: String { string }
}

extension DisplayText: Hashable {
    package static func == (left: DisplayText, right: DisplayText) -> Bool {
        guard left.string.utf8.count == right.string.utf8.count else { return false }
        var (left, right) = (left.string, right.string)
        // Swift's own comparison of strings would normalize them, which hostile text makes quadratic.
        return left.withUTF8 { left in
            right.withUTF8 { right in
                left.baseAddress == right.baseAddress
                    || left.indices.allSatisfy { left[$0] == right[$0] }
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        var text = string
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

// MARK: - Literals and joining

extension DisplayText: ExpressibleByStringInterpolation {
    /// Takes literals, integers and display text, and nothing else.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var string = ""

        package init(literalCapacity: Int, interpolationCount: Int) {
            string.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        /// Text that stands in our source.
        package mutating func appendLiteral(_ literal: StaticString) {
            string += literal.description
        }

        /// Clean text.
        package mutating func appendInterpolation(_ text: DisplayText) {
            string += text.string
        }

        /// A number, in decimal.
        package mutating func appendInterpolation(_ number: some BinaryInteger) {
            string += String(number)
        }
    }

    /// Text that stands in our source.
    package init(stringLiteral text: StaticString) {
        self.init(text)
    }

    /// Text of our source with clean text in it.
    package init(stringInterpolation: StringInterpolation) {
        self.init(clean: stringInterpolation.string)
    }

    /// Both texts, one behind the other.
    package static func + (left: DisplayText, right: DisplayText) -> DisplayText {
        DisplayText(clean: left.string + right.string)
    }

    /// Appends `right`.
    package static func += (left: inout DisplayText, right: DisplayText) {
        left.string += right.string
    }
}

extension Sequence<DisplayText> {
    /// All texts with `separator` between them.
    package func joined(separator: DisplayText = "") -> DisplayText {
        var result: DisplayText = ""
        for (index, text) in enumerated() {
            if index > 0 { result += separator }
            result += text
        }
        return result
    }
}

// MARK: - Shaping

extension DisplayText {
    /// Whether there is nothing to show.
    package var isEmpty: Bool { string.utf8.isEmpty }

    /// The text without line feeds, for status lines, errors and logs: those at the ends go, runs
    /// of others become one `⏎` each.
    package var oneLine: DisplayText {
        guard string.utf8.contains(UInt8(ascii: "\n")) else { return self }
        let lines = string.utf8.split(separator: UInt8(ascii: "\n"))
        guard lines.count != 1 || lines[0].count != string.utf8.count else { return self }
        return DisplayText(clean: lines.map { String(Substring($0)) }.joined(separator: "⏎"))
    }

    /// The text with other text in place of some scalars.
    ///
    /// - Parameter replacement: Is asked for each scalar, with its place in UTF-8; `nil` keeps it.
    /// - Returns: The new text.
    package func replacing(
        _ replacement: (Unicode.Scalar, Int) -> DisplayText?
    ) -> DisplayText {
        var result = ""
        result.reserveCapacity(string.utf8.count)
        var offset = 0
        for scalar in string.unicodeScalars {
            if let text = replacement(scalar, offset) {
                result += text.string
            } else {
                result.unicodeScalars.append(scalar)
            }
            offset += UTF8.width(scalar)
        }
        return DisplayText(clean: result)
    }

    /// The text, or if it has over `limit` bytes, the beginning of it with `…`, at most `limit`
    /// bytes together (three, if `limit` is less).
    package func prefix(bytes limit: Int) -> DisplayText {
        let bytes = string.utf8
        guard bytes.count > limit else { return self }
        let room = max(limit - "…".utf8.count, 0)
        var end = bytes.index(bytes.startIndex, offsetBy: room)
        while end > bytes.startIndex, !beginsCharacter(at: end) { end = bytes.index(before: end) }
        return DisplayText(clean: String(string.unicodeScalars[..<end]) + "…")
    }

    /// The text, or if it has over `limit` characters, the beginning of it with `…`, at most
    /// `limit` together (one, if `limit` is less).
    ///
    /// A character is a scalar with the combining marks behind it: it takes one or two columns.
    package func prefix(characters limit: Int) -> DisplayText {
        let scalars = string.unicodeScalars
        var end = scalars.startIndex
        var count = 0
        for index in scalars.indices where !TextCleaner.isMark(scalars[index]) {
            guard count < limit else {
                return DisplayText(clean: String(scalars[..<end]) + "…")
            }
            if count == limit - 1 { end = index }
            count += 1
        }
        return self
    }

    private func beginsCharacter(at index: String.Index) -> Bool {
        let isContinuation = string.utf8[index] & 0xC0 == 0x80
        return !isContinuation && !TextCleaner.isMark(string.unicodeScalars[index])
    }
}

// MARK: - Many texts

/// Display texts one behind the other, as bytes: many take one allocation.
package struct DisplayTextArena: Sendable {
    /// The UTF-8 of all texts.
    package private(set) var bytes: [UInt8] = []

    /// An arena without texts.
    package init() {}

    /// Makes room for so many bytes in all.
    package mutating func reserveCapacity(_ count: Int) {
        bytes.reserveCapacity(count)
    }

    /// Adds a text behind the others.
    package mutating func append(_ text: DisplayText) {
        bytes.append(contentsOf: text.string.utf8)
    }

    /// Adds a piece of another arena.
    package mutating func append(_ range: Range<Int>, of other: DisplayTextArena) {
        bytes.append(contentsOf: other.bytes[range])
    }

    /// Removes so many bytes at the end.
    package mutating func removeLast(_ count: Int) {
        bytes.removeLast(count)
    }

    /// The text at these bytes, which is that of one or several appended ones.
    package subscript(range: Range<Int>) -> DisplayText {
        DisplayText(clean: String(decoding: bytes[range], as: UTF8.self))
    }
}
