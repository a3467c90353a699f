/// Where a link leads, in the form in which it may leave the program: to the terminal (OSC 8) or to
/// the program that opens it.
///
/// Somebody else has written it, so it is ASCII without controls and blanks, of bounded length, and
/// of a scheme that only shows something.
struct LinkTarget: Hashable, Sendable {
    /// The longest target in bytes; terminals take about 2,083.
    static let maximumBytes = 2_000
    private static let schemes = ["http://", "https://", "mailto:"]

    /// ASCII from U+0021 to U+007E.
    let string: String

    /// The target with what is no ASCII percent-encoded (RFC 3986, 2.1); `nil` if it is none of ours, has
    /// a control in it, or is too long.
    init?(_ text: String) {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case ..<0x20, 0x7F: return nil
            case 0x20, 0x80..., UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"),
                UInt8(ascii: "\\"), UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"),
                UInt8(ascii: "|"), UInt8(ascii: "}"):
                bytes += [UInt8(ascii: "%"), Self.digit(byte >> 4), Self.digit(byte & 15)]
            default: bytes.append(byte)
            }
            guard bytes.count <= Self.maximumBytes else { return nil }
        }
        guard Self.schemes.contains(where: { Self.begins(bytes, with: $0) }) else { return nil }
        string = String(decoding: bytes, as: UTF8.self)
    }

    private static func begins(_ bytes: [UInt8], with scheme: String) -> Bool {
        bytes.count > scheme.utf8.count
            && zip(bytes, scheme.utf8).allSatisfy { byte, wanted in
                let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                return (isUpper ? byte | 0x20 : byte) == wanted
            }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
