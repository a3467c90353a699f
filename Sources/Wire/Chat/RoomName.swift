/// A room's name as our server takes it: `[A-Za-z0-9_-]{1,64}`.
///
/// Checked once, here; never used as a file name. A client may ask other servers for other names.
package struct RoomName: Hashable, Sendable, CustomStringConvertible {
    /// The name.
    package let description: String

    /// `nil` when the text is not a room name.
    package init?(_ text: some StringProtocol) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        description = String(text)
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
