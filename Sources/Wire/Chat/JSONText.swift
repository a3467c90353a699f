/// Decodes and writes JSON strings, and makes JSON compact.
///
/// ``JSONScanner`` has checked what goes in.
package enum JSONText {
    /// Appends what the contents of a JSON string (without its quotes) stand for, in UTF-8.
    ///
    /// Each lone surrogate becomes U+FFFD: Python relays them, but Unicode text cannot hold them.
    static func appendDecoded(_ raw: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + raw.count)
        var index = 0
        while index < raw.count {
            let end = raw[index...].firstIndex(of: UInt8(ascii: "\\")) ?? raw.count
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: raw[index..<end]))
            index = end
            guard index + 1 < raw.count else { return }
            let kind = raw[index + 1]
            index += 2
            if kind == UInt8(ascii: "u") {
                appendUTF8(takeScalar(raw, at: &index), to: &output)
            } else {
                output.append(unescaped(kind))
            }
        }
    }

    /// Appends UTF-8 text as a JSON string with its quotes.
    ///
    /// Escaped is what JSON demands, and what must not act where the JSON is shown or embedded:
    /// DEL, C1, U+2028, U+2029, and what turns the direction of text (U+061C, U+200E/F, U+202A to
    /// U+202E, U+2066 to U+2069).
    package static func appendString(_ text: some Sequence<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        // Going through a sequence of any type takes ten times as long.
        let isDone: Void? = text.withContiguousStorageIfAvailable {
            appendEscaped(UnsafeRawBufferPointer($0), to: &output)
        }
        if isDone == nil { Array(text).withUnsafeBytes { appendEscaped($0, to: &output) } }
        output.append(UInt8(ascii: "\""))
    }

    private static func appendEscaped(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        // The two bytes before the current one: enough to know C1 (C2 xx), U+061C (D8 9C), U+200E
        // and the like (E2 80 xx), U+2066 and the like (E2 81 xx).
        var previous: UInt16 = 0
        var index = 0
        while index < text.count {
            let plain = text[index...].prefix { isPlain($0) }
            if !plain.isEmpty {
                output.append(contentsOf: UnsafeRawBufferPointer(rebasing: plain))
                index = plain.endIndex
                // Nothing acts behind a plain byte but what begins anew.
                previous = 0
                continue
            }
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                output.append(UInt8(ascii: "\\"))
                output.append(byte)
            case 0x00...0x1F: appendControl(byte, to: &output)
            default:
                if !escapeActing(byte, after: previous, in: &output) { output.append(byte) }
            }
            previous = previous << 8 | UInt16(byte)
            index += 1
        }
    }

    /// ASCII that is written as it is.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Escapes a character that must not act where JSON is shown, if the byte ends one.
    ///
    /// The escape takes the place of what there is of the character in `output`; `previous` are the
    /// two bytes before this one. Returns whether it did.
    static func escapeActing(
        _ byte: UInt8,
        after previous: UInt16,
        in output: inout [UInt8]
    ) -> Bool {
        switch byte {
        case 0x7F: appendEscape(0x7F, to: &output)
        case 0x80...0x9F where previous & 0xFF == 0xC2:
            output.removeLast()
            appendEscape(UInt16(byte), to: &output)
        case 0x9C where previous & 0xFF == 0xD8:
            output.removeLast()
            appendEscape(0x061C, to: &output)
        case 0x8E...0x8F where previous == 0xE280, 0xA8...0xAE where previous == 0xE280:
            output.removeLast(2)
            appendEscape(0x2000 | UInt16(byte & 0x3F), to: &output)
        case 0xA6...0xA9 where previous == 0xE281:
            output.removeLast(2)
            appendEscape(0x2040 | UInt16(byte & 0x3F), to: &output)
        default: return false
        }
        return true
    }

    /// Appends a JSON string, with its quotes, in the form of ``appendString(_:to:)``.
    static func appendRewritten(_ quoted: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var text: [UInt8] = []
        appendDecoded(UnsafeRawBufferPointer(rebasing: quoted.dropFirst().dropLast()), to: &text)
        appendString(text, to: &output)
    }
}

// MARK: - Escapes (RFC 8259 section 7)

extension JSONText {
    private static func unescaped(_ kind: UInt8) -> UInt8 {
        switch kind {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "r"): 0x0D
        default: kind
        }
    }

    /// The scalar of the `\u` escape whose digits begin at `index`, or of it and the one behind it.
    private static func takeScalar(
        _ raw: UnsafeRawBufferPointer,
        at index: inout Int
    ) -> Unicode.Scalar {
        let unit = hexUnit(raw, at: index)
        index += 4
        guard UTF16.isLeadSurrogate(unit), index + 6 <= raw.count,
            raw[index] == UInt8(ascii: "\\"), raw[index + 1] == UInt8(ascii: "u")
        else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
        let second = hexUnit(raw, at: index + 2)
        guard UTF16.isTrailSurrogate(second) else { return "\u{FFFD}" }
        index += 6
        let value = 0x10000 + (UInt32(unit & 0x3FF) << 10 | UInt32(second & 0x3FF))
        return Unicode.Scalar(value) ?? "\u{FFFD}"
    }

    private static func hexUnit(_ raw: UnsafeRawBufferPointer, at index: Int) -> UInt16 {
        raw[index..<min(index + 4, raw.count)].reduce(0) {
            $0 << 4 | UInt16(ASCII.hexValue($1) ?? 0)
        }
    }

    private static func appendUTF8(_ scalar: Unicode.Scalar, to output: inout [UInt8]) {
        output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private static func appendControl(_ byte: UInt8, to output: inout [UInt8]) {
        let short: UInt8? =
            switch byte {
            case 0x08: UInt8(ascii: "b")
            case 0x09: UInt8(ascii: "t")
            case 0x0A: UInt8(ascii: "n")
            case 0x0C: UInt8(ascii: "f")
            case 0x0D: UInt8(ascii: "r")
            default: nil
            }
        guard let short else { return appendEscape(UInt16(byte), to: &output) }
        output.append(UInt8(ascii: "\\"))
        output.append(short)
    }

    private static func appendEscape(_ unit: UInt16, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        output.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt16] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
    }
}
