extension JSONText {
    /// Appends JSON text that means the same and stands on one line, with nothing in it that acts
    /// where it is shown.
    ///
    /// Line ends and tabs can only be between tokens and become spaces; what
    /// ``appendString(_:to:)`` escapes besides can only be in strings and becomes escapes. All else
    /// stays byte for byte, lone surrogates too.
    /// What goes in is valid JSON in UTF-8.
    package static func appendOneLine(_ json: some Sequence<UInt8>, to output: inout [UInt8]) {
        var previous: UInt16 = 0
        for byte in json {
            if byte < 0x20 {
                output.append(UInt8(ascii: " "))
            } else if byte < 0x7F || !escapeActing(byte, after: previous, in: &output) {
                output.append(byte)
            }
            previous = previous << 8 | UInt16(byte)
        }
    }
}
