extension JSONText {
    /// Appends JSON text that means the same and stands on one line, with nothing in it that acts
    /// on a terminal.
    ///
    /// Line ends and tabs can only be between tokens and become spaces; DEL, C1, U+2028 and U+2029
    /// can only be in strings and become escapes. All else stays byte for byte, lone surrogates too.
    ///
    /// - Parameter json: Valid JSON in UTF-8.
    package static func appendOneLine(_ json: some Sequence<UInt8>, to output: inout [UInt8]) {
        var previous: UInt16 = 0
        for byte in json {
            switch byte {
            case 0x00...0x1F: output.append(UInt8(ascii: " "))
            case 0x7F: output += "\\u007f".utf8
            case 0x80...0x9F where previous & 0xFF == 0xC2:
                output.removeLast()
                output += "\\u00\(String(byte, radix: 16))".utf8
            case 0xA8...0xA9 where previous == 0xE280:
                output.removeLast(2)
                output += byte == 0xA8 ? "\\u2028".utf8 : "\\u2029".utf8
            default: output.append(byte)
            }
            previous = previous << 8 | UInt16(byte)
        }
    }
}
