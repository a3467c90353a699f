import Wire

/// Sequences that ask the terminal for something beside the screen (OSC, ECMA-48 8.3.89).
///
/// What others have written comes in as ``DisplayText`` or ``LinkTarget`` only, and leaves without what
/// could end the sequence or begin a field of it.
enum OperatingSystemCommand {
    /// How long the words in one may be, in characters.
    static let maximumText = 120

    /// Names the window.
    static func title(_ title: DisplayText, isUTF8: Bool) -> [UInt8] {
        bytes("2;", plain(title, isUTF8: isUTF8))
    }

    /// Puts text into the clipboard (OSC 52).
    static func clipboard(_ text: String) -> [UInt8] {
        bytes("52;c;", base64(text.utf8))
    }

    /// What follows is a link; parts with the same `id` are the same link (OSC 8).
    static func link(_ target: LinkTarget) -> [UInt8] {
        let id = String(hash(target.string.utf8), radix: 16)
        return bytes("8;id=\(id);", target.string.utf8)
    }

    /// The end of a link.
    static let linkEnd = bytes("8;;", [])

    /// A sequence with these parameters.
    static func bytes(_ parameters: String, _ text: some Sequence<UInt8>) -> [UInt8] {
        [0x1B, UInt8(ascii: "]")] + Array(parameters.utf8) + Array(text)
            + [0x1B, UInt8(ascii: "\\")]
    }

    /// The sequence for the terminal in which tmux runs: tmux passes it on where `allow-passthrough` is
    /// set, and drops it otherwise.
    static func throughTmux(_ sequence: [UInt8]) -> [UInt8] {
        var bytes = Array("\u{1B}Ptmux;".utf8)
        for byte in sequence {
            if byte == 0x1B { bytes.append(byte) }
            bytes.append(byte)
        }
        return bytes + [0x1B, UInt8(ascii: "\\")]
    }

    /// Words as a field of a sequence: one line without `;`, of bounded length.
    static func plain(_ text: DisplayText, isUTF8: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        let line = text.prefix(characters: maximumText).oneLine.prefix(characters: maximumText)
        for scalar in line.string.unicodeScalars {
            switch scalar {
            case ";": bytes.append(UInt8(ascii: ","))
            case "\u{20}"..."\u{7E}": bytes.append(UInt8(scalar.value))
            case _ where !isUTF8: bytes.append(UInt8(ascii: "?"))
            // Clean text has no controls; this line does not rely on it.
            case _ where scalar.properties.generalCategory == .control: break
            default: bytes += UTF8.encode(scalar).map(Array.init) ?? []
            }
        }
        return bytes
    }

    /// RFC 4648, 4.
    static func base64(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let alphabet = Array(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        )
        var encoded: [UInt8] = []
        encoded.reserveCapacity((bytes.count + 2) / 3 * 4)
        var rest = bytes[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(3))
            let value = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                let isThere = place <= group.count
                encoded.append(
                    isThere ? alphabet[value >> (18 - 6 * place) & 63] : UInt8(ascii: "=")
                )
            }
            rest = rest.dropFirst(3)
        }
        return encoded
    }

    /// FNV-1a: the same for the same target on every day.
    private static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
        bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
    }
}
