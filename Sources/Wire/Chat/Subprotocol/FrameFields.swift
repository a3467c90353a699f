/// Reading the members of a frame of `chat-tui.1`.
extension JSONScanner.Value {
    /// A whole number from 0 to 2^53, written as digits only.
    func integer(in bytes: UnsafeRawBufferPointer) -> Int64? {
        // 2^53 has 16 digits.
        guard !isString, range.count <= 16 else { return nil }
        var number: Int64 = 0
        for byte in bytes[range] {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number <= Subprotocol.maximumInteger ? number : nil
    }

    /// The value `true` or `false`.
    func boolean(in bytes: UnsafeRawBufferPointer) -> Bool? {
        guard !isString else { return nil }
        // The scanner has checked the word: no other value begins with these letters.
        switch bytes[range.lowerBound] {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    /// The bytes between the quotes of a string without escapes.
    func plainString(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard isString else { return nil }
        let contents = contents(in: bytes)
        return contents.contains(UInt8(ascii: "\\")) ? nil : contents
    }

    /// The decoded string, if it is one of at most `limit` bytes as it is written.
    func string(in bytes: UnsafeRawBufferPointer, limit: Int) -> String? {
        guard isString, range.count <= limit + 2 else { return nil }
        var text: [UInt8] = []
        JSONText.appendDecoded(contents(in: bytes), to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The nick that the string is.
    func nick(in bytes: UnsafeRawBufferPointer) -> Nick? {
        // Some peers escape all that is not ASCII, with six bytes for each UTF-16 unit.
        string(in: bytes, limit: 12 * Nick.maximumScalars).flatMap { Nick($0) }
    }

    /// The nonce that the string is.
    func nonce(in bytes: UnsafeRawBufferPointer) -> Nonce? {
        plainString(in: bytes).flatMap { Nonce($0) }
    }

    /// The epoch that the string is.
    func epoch(in bytes: UnsafeRawBufferPointer) -> Epoch? {
        plainString(in: bytes).flatMap { Epoch($0) }
    }

    private func contents(in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: bytes[range].dropFirst().dropLast())
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes are these, which must be ASCII.
    func isText(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && (0..<count).allSatisfy { self[$0] == text.utf8Start[$0] }
    }

    /// Whether the key in `range`, its quotes included, is this, written without escapes.
    func isKey(_ range: Range<Int>, _ name: StaticString) -> Bool {
        range.count == name.utf8CodeUnitCount + 2
            && UnsafeRawBufferPointer(rebasing: self[range].dropFirst().dropLast()).isText(name)
    }
}

// MARK: - Writing

extension [UInt8] {
    /// Appends text of our source.
    mutating func append(literal: StaticString) {
        append(
            contentsOf: UnsafeBufferPointer(
                start: literal.utf8Start,
                count: literal.utf8CodeUnitCount
            )
        )
    }

    /// Appends a number from 0 up in decimal.
    mutating func append(decimal number: Int64) {
        let end = count + Self.digits(of: number)
        var rest = UInt64(Swift.max(number, 0))
        append(contentsOf: repeatElement(UInt8(ascii: "0"), count: end - count))
        var index = end
        repeat {
            index -= 1
            self[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        } while rest > 0
    }

    /// How many digits a number from 0 up has.
    static func digits(of number: Int64) -> Int {
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        return count
    }
}
