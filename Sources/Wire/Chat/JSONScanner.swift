/// Reads JSON text (RFC 8259) token by token, checks it strictly and converts nothing.
///
/// The text must be valid UTF-8 already: the frame layer has checked it. It allocates nothing and
/// does not recurse: the open containers are bits of one word, and nesting deeper than
/// ``maximumDepth`` is refused.
struct JSONScanner {
    /// A piece of the text; the ranges are bytes of it.
    enum Token: Equatable {
        case beginObject, endObject, beginArray, endArray
        /// The name of a member, its quotes in the range; the colon behind it is taken.
        case key(Range<Int>)
        /// A string value, its quotes in the range.
        case string(Range<Int>)
        /// A number, `true`, `false` or `null`.
        case scalar(Range<Int>)
        /// The one value of the text was whole, and nothing but white space follows.
        case end
        /// The text is not JSON, or nested too deeply; there is nothing to read after it.
        case invalid
    }

    /// A whole value: any JSON value, nested ones included.
    struct Value: Equatable {
        var range: Range<Int>
        var isString: Bool
    }

    private enum Expected {
        case value, firstElement, key, firstKey, separator, end
    }

    /// How many containers may be open at once.
    static let maximumDepth = 32

    private let bytes: UnsafeRawBufferPointer
    private let allowsNonFinite: Bool
    private var index = 0
    private var expected = Expected.value
    private var depth = 0
    /// One bit for each open container, the innermost lowest: set for an object.
    private var objects: UInt32 = 0

    /// A scanner at the beginning of `bytes`, which must outlive it.
    ///
    /// `allowsNonFinite` takes the bare words `NaN`, `Infinity` and `-Infinity` for numbers: they
    /// are not JSON, but Python writes them, so Channels servers relay them.
    init(_ bytes: UnsafeRawBufferPointer, allowsNonFinite: Bool = false) {
        self.bytes = bytes
        self.allowsNonFinite = allowsNonFinite
    }

    /// The next token; after ``Token/end`` or ``Token/invalid`` there is none.
    mutating func next() -> Token {
        skipWhiteSpace()
        guard let byte = peek() else { return expected == .end ? .end : .invalid }
        switch expected {
        case .value: return value(byte)
        case .firstElement: return byte == UInt8(ascii: "]") ? close(.endArray) : value(byte)
        case .key: return key(byte)
        case .firstKey: return byte == UInt8(ascii: "}") ? close(.endObject) : key(byte)
        case .separator: return afterValue(byte)
        case .end: return .invalid
        }
    }

    /// The next value with all that is in it; `nil` if there is none or it is malformed.
    mutating func nextValue() -> Value? {
        switch next() {
        case .string(let range): return Value(range: range, isString: true)
        case .scalar(let range): return Value(range: range, isString: false)
        case .beginObject, .beginArray:
            let start = index - 1
            let outer = depth - 1
            while depth > outer {
                if next() == .invalid { return nil }
            }
            return Value(range: start..<index, isString: false)
        default: return nil
        }
    }
}

// MARK: - Structure

extension JSONScanner {
    private var isInObject: Bool { objects & 1 == 1 }

    private mutating func value(_ byte: UInt8) -> Token {
        switch byte {
        case UInt8(ascii: "{"): return open(isObject: true)
        case UInt8(ascii: "["): return open(isObject: false)
        case UInt8(ascii: "\""):
            guard let range = string() else { return .invalid }
            endValue()
            return .string(range)
        default:
            guard let range = scalar(byte) else { return .invalid }
            endValue()
            return .scalar(range)
        }
    }

    private mutating func open(isObject: Bool) -> Token {
        guard depth < Self.maximumDepth else { return .invalid }
        index += 1
        depth += 1
        objects = objects << 1 | (isObject ? 1 : 0)
        expected = isObject ? .firstKey : .firstElement
        return isObject ? .beginObject : .beginArray
    }

    private mutating func close(_ token: Token) -> Token {
        index += 1
        depth -= 1
        objects >>= 1
        endValue()
        return token
    }

    private mutating func endValue() {
        expected = depth == 0 ? .end : .separator
    }

    private mutating func key(_ byte: UInt8) -> Token {
        guard byte == UInt8(ascii: "\""), let range = string() else { return .invalid }
        skipWhiteSpace()
        guard peek() == UInt8(ascii: ":") else { return .invalid }
        index += 1
        expected = .value
        return .key(range)
    }

    private mutating func afterValue(_ byte: UInt8) -> Token {
        switch byte {
        case UInt8(ascii: ","):
            index += 1
            skipWhiteSpace()
            guard let byte = peek() else { return .invalid }
            return isInObject ? key(byte) : value(byte)
        case UInt8(ascii: "}") where isInObject: return close(.endObject)
        case UInt8(ascii: "]") where !isInObject: return close(.endArray)
        default: return .invalid
        }
    }

    private func peek() -> UInt8? {
        index < bytes.count ? bytes[index] : nil
    }

    private mutating func skipWhiteSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            index += 1
        }
    }
}

// MARK: - Strings

extension JSONScanner {
    /// Takes the string that begins here.
    private mutating func string() -> Range<Int>? {
        let start = index
        index += 1
        while true {
            skipPlainBytes()
            guard let byte = peek() else { return nil }
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                return start..<index
            case UInt8(ascii: "\\"):
                guard skipEscape() else { return nil }
            default:
                // Below U+0020: must be escaped (section 7).
                return nil
            }
        }
    }

    /// Moves to the next quote, backslash or control character, eight bytes at a time.
    private mutating func skipPlainBytes() {
        guard let base = bytes.baseAddress else { return }
        let count = bytes.count
        while index &+ 8 <= count {
            let word = UInt64(
                littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            )
            let special = Self.specialBytes(of: word)
            guard special == 0 else {
                index &+= special.trailingZeroBitCount >> 3
                return
            }
            index &+= 8
        }
        while index < count, Self.isPlain(base.load(fromByteOffset: index, as: UInt8.self)) {
            index &+= 1
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// The top bit of each byte that ends a plain run; exact up to the first such byte, which is
    /// all that is used (a borrow of the subtraction only runs upwards).
    private static func specialBytes(of word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
        let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
        return
            ((word &- ones &* 0x20) & ~word
            | (quote &- ones) & ~quote
            | (backslash &- ones) & ~backslash) & (ones &* 0x80)
    }

    private mutating func skipEscape() -> Bool {
        index += 1
        guard let byte = peek() else { return false }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        case UInt8(ascii: "u"):
            for _ in 0..<4 {
                guard let digit = peek(), ASCII.hexValue(digit) != nil else { return false }
                index += 1
            }
            return true
        default:
            return false
        }
    }
}

// MARK: - Numbers and words

extension JSONScanner {
    private mutating func scalar(_ first: UInt8) -> Range<Int>? {
        let start = index
        let isComplete: Bool =
            switch first {
            case UInt8(ascii: "t"): takeWord("true")
            case UInt8(ascii: "f"): takeWord("false")
            case UInt8(ascii: "n"): takeWord("null")
            case UInt8(ascii: "N"): allowsNonFinite && takeWord("NaN")
            case UInt8(ascii: "I"): allowsNonFinite && takeWord("Infinity")
            default: takeNumber()
            }
        return isComplete ? start..<index : nil
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let size = word.utf8CodeUnitCount
        guard index + size <= bytes.count else { return false }
        for offset in 0..<size where bytes[index + offset] != word.utf8Start[offset] {
            return false
        }
        index += size
        return true
    }

    /// Section 6: `-`, an integer without leading zeros, a fraction, an exponent.
    private mutating func takeNumber() -> Bool {
        if take(UInt8(ascii: "-")), allowsNonFinite, peek() == UInt8(ascii: "I") {
            return takeWord("Infinity")
        }
        if !take(UInt8(ascii: "0")) {
            guard takeDigits() else { return false }
        }
        if take(UInt8(ascii: ".")) {
            guard takeDigits() else { return false }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            guard takeDigits() else { return false }
        }
        return true
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    /// Takes one digit or more.
    private mutating func takeDigits() -> Bool {
        let start = index
        while let byte = peek(), byte &- UInt8(ascii: "0") < 10 { index += 1 }
        return index > start
    }
}
