import Wire

/// What is looked for among the messages of a room.
///
/// All of these at once, blanks between them:
/// - words; with a capital letter in it the case of a word counts;
/// - `"several words"`, exactly so; the end of the line ends them too;
/// - `/…/`, an extended regular expression (``TextPattern``); with a capital letter its case counts;
/// - `@` by itself: only messages that name us.
struct SearchPattern: Equatable, Sendable {
    /// Why a text is no pattern, in one clause that is safe to show.
    typealias Invalid = TextPattern.Invalid

    /// The longest pattern in bytes.
    static let maximumBytes = 1_000

    /// Words and phrases.
    private(set) var texts: [SoughtText] = []
    /// Regular expressions that were compiled once to see that they are some.
    private(set) var expressions: [String] = []
    /// Whether only messages that name us count.
    private(set) var onlyMentions = false
    /// What a message holds if it is found: one text of each of these.
    ///
    /// The words, and what stands in all that an expression matches.
    private(set) var needed: [[SoughtText]] = []

    /// Nothing is looked for, and nothing found.
    var isEmpty: Bool { texts.isEmpty && expressions.isEmpty && !onlyMentions }

    /// Reads what a person typed.
    init(_ text: String) throws(Invalid) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw Invalid(reason: "it is longer than \(Self.maximumBytes) bytes")
        }
        // Messages are held clean, so that is how they must be looked for.
        var tokens = Tokens(Array(DisplayText(cleaning: text).oneLine.string.utf8))
        while let token = tokens.next() {
            switch token {
            case .text("@"): onlyMentions = true
            case .text(let word), .phrase(let word):
                guard let sought = SoughtText(word) else { continue }
                texts.append(sought)
                needed.append([sought])
            case .expression(let expression):
                _ = try Self.compiled(expression)
                expressions.append(expression)
                let texts = ExpressionScan.neededTexts(in: expression)
                    .compactMap { SoughtText($0, forms: CaseForms.allInExpressions(of:)) }
                if !texts.isEmpty { needed.append(texts) }
            }
        }
    }

    /// Where in a message what is looked for stands, to be shown: ranges of its UTF-8 in order,
    /// without overlap.
    ///
    /// The first 500 of each word; those of expressions as far as they are looked for
    /// (``beginning(of:)``) and ``TextPattern/ranges(in:maximumWork:)`` goes.
    func ranges(in text: DisplayText) -> [Range<Int>] {
        var string = text.string
        let patterns = compiledExpressions()
        let found = string.withUTF8 { bytes in
            let text = UnsafeRawBufferPointer(bytes)
            let beginning = Self.beginning(of: text)
            return texts.flatMap { $0.ranges(in: text, maximum: Self.maximumMarks) }
                + patterns.flatMap { $0.ranges(in: beginning) }
        }
        var ranges: [Range<Int>] = []
        for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = ranges.last, range.lowerBound < last.upperBound {
                ranges[ranges.count - 1] =
                    last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    /// The expressions, for the thread that calls.
    func compiledExpressions() -> [TextPattern] {
        expressions.compactMap { try? Self.compiled($0) }
    }

    /// What of a message is looked at by expressions.
    static func beginning(of text: UnsafeRawBufferPointer) -> UnsafeBufferPointer<UInt8> {
        var end = min(text.count, maximumExpressionBytes)
        while end < text.count, text[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[..<end]).assumingMemoryBound(to: UInt8.self)
    }

    /// Bytes at the beginning of a message in which expressions are looked for.
    private static let maximumExpressionBytes = 4 << 10
    private static let maximumMarks = 500
    /// Fewer than for `--grep`, as a person waits at each key; enough for the digits of a commit.
    private static let maximumRepetitions = 40

    private static func compiled(_ expression: String) throws(Invalid) -> TextPattern {
        try TextPattern(
            expression,
            foldsCase: foldsCase(expression),
            maximumRepetitions: maximumRepetitions
        )
    }

    /// Whether an expression has no capital letter, other than behind a backslash.
    private static func foldsCase(_ expression: String) -> Bool {
        var isEscaped = false
        return expression.unicodeScalars.allSatisfy { scalar in
            defer { isEscaped = !isEscaped && scalar == "\\" }
            return isEscaped || !CaseForms.isCapital(scalar)
        }
    }
}

/// Cuts what was typed into pieces.
private struct Tokens {
    enum Token: Equatable {
        case text(String)
        case phrase(String)
        case expression(String)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let slash = UInt8(ascii: "/")
    private static let blank = UInt8(ascii: " ")

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    mutating func next() -> Token? {
        rest = rest.drop { $0 == Self.blank }
        guard let first = rest.first else { return nil }
        if first == Self.quote {
            let phrase = rest.dropFirst().prefix { $0 != Self.quote }
            rest = rest[phrase.endIndex...].dropFirst()
            return .phrase(String(decoding: phrase, as: UTF8.self))
        }
        if first == Self.slash, let end = endOfExpression {
            let expression = rest[rest.startIndex + 1..<end]
            rest = rest[(end + 1)...]
            return .expression(String(decoding: expression, as: UTF8.self))
        }
        let word = rest.prefix { $0 != Self.blank }
        rest = rest[word.endIndex...]
        return .text(String(decoding: word, as: UTF8.self))
    }

    /// The first slash with a blank or nothing behind it and no blank before it, unless it is
    /// escaped: what else begins with a slash is a word, `/etc/hosts` for one.
    private var endOfExpression: Int? {
        var index = rest.startIndex + 1
        while index < rest.endIndex {
            if rest[index] == UInt8(ascii: "\\") {
                index += 2
                continue
            }
            let isLast = index + 1 == rest.endIndex || rest[index + 1] == Self.blank
            let isEmpty = index == rest.startIndex + 1 || rest[index - 1] == Self.blank
            if rest[index] == Self.slash, isLast, !isEmpty { return index }
            index += 1
        }
        return nil
    }
}
