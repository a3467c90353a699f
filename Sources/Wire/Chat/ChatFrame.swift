/// The chat frame of Django Channels' tutorial: a JSON object with a `message`.
///
/// ``scan(_:)`` finds the value without decoding it, which is all that a server needs; ``init(parsing:)`` decodes it for people.
package struct ChatFrame: Equatable, Sendable {
    /// Where the value of `message` stands in a frame.
    package struct Scanned: Equatable, Sendable {
        /// The bytes of the JSON value.
        package var value: Range<Int>
        /// Whether the value is a string (its quotes are in the range).
        package var isString: Bool
    }

    /// What the frame says: the decoded string, or the compact JSON of another value. Untrusted.
    package var message: String
    /// Whether `message` is a JSON string.
    package var isString: Bool
    /// The frame's other keys and values as compact JSON of an object, or `nil` if there are none.
    package var extra: String?

    /// Checks that the bytes are one JSON object (RFC 8259) with a `message` and finds its value; the last of duplicate keys wins.
    /// Nesting deeper than 32 is refused. `nil` if it is not a chat frame.
    package static func scan(_ bytes: UnsafeRawBufferPointer) -> Scanned? {
        nil
    }

    /// Decodes a frame; `nil` if it is not a chat frame. Lone surrogates become U+FFFD.
    package init?(parsing bytes: [UInt8]) {
        return nil
    }

    /// The frame that carries `message`, as compact as Channels' own: `{"message": "hi"}`.
    package static func encode(message: String) -> [UInt8] {
        []
    }
}
