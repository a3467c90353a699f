import Wire

/// Goes through an extended regular expression from its beginning to its end, as the C library
/// reads it.
struct ExpressionScan {
    private let bytes: [UInt8]
    private var index = 0

    /// A scan of an expression's UTF-8 that stands at its beginning.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The byte that comes next.
    var upcoming: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Goes behind the next byte.
    mutating func next() -> UInt8? {
        guard let byte = upcoming else { return nil }
        index += 1
        return byte
    }

    /// Goes behind the next byte if it is this one.
    mutating func skip(_ byte: UInt8) -> Bool {
        guard upcoming == byte else { return false }
        index += 1
        return true
    }

    /// Goes behind a bracket expression whose `[` was taken: a `]` at its beginning and what stands
    /// in `[:…:]`, `[.….]` or `[=…=]` does not end it.
    mutating func skipBracket() {
        _ = skip(UInt8(ascii: "^"))
        _ = skip(UInt8(ascii: "]"))
        while let byte = next(), byte != UInt8(ascii: "]") {
            guard byte == UInt8(ascii: "["), let kind = upcoming, ":.=".utf8.contains(kind)
            else { continue }
            let end = [kind, UInt8(ascii: "]")]
            index += 1
            while index < bytes.count, !bytes[index...].starts(with: end) { index += 1 }
            index = min(index + 2, bytes.count)
        }
    }

    /// Goes behind the bounds whose `{` was taken, and their `}`; without a first one it is 0, and
    /// without a last one it is the first.
    mutating func bounds() -> (least: Int, most: Int) {
        let text = bytes[index...].prefix { $0 != UInt8(ascii: "}") }
        index = min(text.endIndex + 1, bytes.count)
        let numbers = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { Int(String(decoding: $0, as: UTF8.self)) }
        let least = (numbers.first ?? nil) ?? 0
        return (least, max((numbers.last ?? nil) ?? least, least))
    }

    /// Goes behind all that a scalar has besides its first byte.
    ///
    /// - Returns: The scalar.
    mutating func scalar(from first: UInt8) -> String {
        let start = index - 1
        while let byte = upcoming, byte & 0xC0 == 0x80 { index += 1 }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }
}

// MARK: - What matching costs

extension ExpressionScan {
    /// The product of the repetitions of an expression that can be taken.
    mutating func repetitions(atMost maximum: Int) throws(TextPattern.Invalid) -> Int {
        var depth = 0
        var repetitions = 1
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\\"):
                if let escaped = next(), (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(escaped) {
                    throw TextPattern.Invalid(reason: "it has a back-reference")
                }
            case UInt8(ascii: "["): skipBracket()
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                // The matcher takes it for a letter.
                guard depth >= 0 else {
                    throw TextPattern.Invalid(reason: "it has a ) without a (")
                }
            case UInt8(ascii: "{"):
                let most = max(bounds().most, 1)
                let (product, isTooLarge) = repetitions.multipliedReportingOverflow(by: most)
                guard !isTooLarge, product <= maximum else {
                    throw TextPattern.Invalid(reason: "its repetitions are too many")
                }
                repetitions = product
            default: break
            }
        }
        return repetitions
    }
}
