/// The chat frame of Django Channels' tutorial: a JSON object with a `message`.
///
/// ``scan(_:)`` finds the value without decoding it, which is all that a server needs;
/// ``init(parsing:)`` decodes it for people.
package struct ChatFrame: Equatable, Sendable {
    /// Where the value of `message` stands in a frame.
    package struct Scanned: Equatable, Sendable {
        /// The bytes of the JSON value.
        package var value: Range<Int>
        /// Whether the value is a string (its quotes are in the range).
        package var isString: Bool
    }

    /// What the frame says: the decoded string, or the compact JSON of another value.
    ///
    /// Untrusted. The JSON of another value may hold the bare words `NaN`, `Infinity` and
    /// `-Infinity`, as Channels servers send them.
    package var message: String
    /// Whether `message` is a JSON string.
    package var isString: Bool
    /// The frame's other keys and values as compact JSON of an object, or `nil` if there are none.
    ///
    /// Always valid JSON (`NaN` becomes `null`, lone surrogates become U+FFFD); keys that come
    /// twice stay so. Untrusted.
    package var extra: String?

    /// Checks that the bytes are one JSON object (RFC 8259) with a `message` and finds its value;
    /// the last of duplicate keys wins, as in browsers and Python.
    ///
    /// Allocates nothing unless a key is written with escapes.
    ///
    /// - Parameter bytes: Valid UTF-8, as a text message is.
    /// - Returns: `nil` if it is not a chat frame, or nested deeper than 32 containers.
    package static func scan(_ bytes: UnsafeRawBufferPointer) -> Scanned? {
        var message: JSONScanner.Value?
        let isObject = JSONScanner.forEachMember(of: bytes) { key, value in
            if isMessageKey(bytes, key) { message = value }
        }
        guard isObject, let message else { return nil }
        return Scanned(value: message.range, isString: message.isString)
    }

    /// Decodes a frame; `nil` if it is not a chat frame.
    ///
    /// Lone surrogates become U+FFFD. More tolerant than ``scan(_:)`` in one point: the bare
    /// words `NaN`, `Infinity` and `-Infinity` are taken for numbers, because Python writes them
    /// and Channels servers relay them.
    package init?(parsing bytes: [UInt8]) {
        guard let frame = bytes.withUnsafeBytes(Self.parse) else { return nil }
        self = frame
    }

    private init(message: String, isString: Bool, extra: String?) {
        self.message = message
        self.isString = isString
        self.extra = extra
    }
}

// MARK: - Reading

extension ChatFrame {
    private static func parse(_ bytes: UnsafeRawBufferPointer) -> ChatFrame? {
        var message: JSONScanner.Value?
        var extra: [UInt8] = []
        let isObject = JSONScanner.forEachMember(of: bytes, allowsNonFinite: true) { key, value in
            guard !isMessageKey(bytes, key) else {
                message = value
                return
            }
            extra.append(extra.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            JSONText.appendRewritten(UnsafeRawBufferPointer(rebasing: bytes[key]), to: &extra)
            extra.append(UInt8(ascii: ":"))
            JSONText.appendCompact(
                UnsafeRawBufferPointer(rebasing: bytes[value.range]),
                keepsNonFinite: false,
                to: &extra
            )
        }
        guard isObject, let message else { return nil }
        if !extra.isEmpty { extra.append(UInt8(ascii: "}")) }
        return ChatFrame(
            message: text(of: message, in: bytes),
            isString: message.isString,
            extra: extra.isEmpty ? nil : String(decoding: extra, as: UTF8.self)
        )
    }

    /// Whether the key, its quotes in the range, is `message`, which may be written with escapes.
    static func isMessageKey(_ bytes: UnsafeRawBufferPointer, _ key: Range<Int>) -> Bool {
        let name: StaticString = "message"
        let raw = UnsafeRawBufferPointer(rebasing: bytes[key].dropFirst().dropLast())
        if raw.count == name.utf8CodeUnitCount {
            return (0..<raw.count).allSatisfy { raw[$0] == name.utf8Start[$0] }
        }
        // Seven letters written as \uXXXX are the longest form.
        guard raw.contains(UInt8(ascii: "\\")), raw.count <= 7 * 6 else { return false }
        var decoded: [UInt8] = []
        JSONText.appendDecoded(raw, to: &decoded)
        return decoded.elementsEqual("message".utf8)
    }

    /// The decoded string, or the compact JSON of another value.
    static func text(
        of value: JSONScanner.Value,
        in bytes: UnsafeRawBufferPointer
    ) -> String {
        let raw = UnsafeRawBufferPointer(rebasing: bytes[value.range])
        var text: [UInt8] = []
        if value.isString {
            let contents = UnsafeRawBufferPointer(rebasing: raw.dropFirst().dropLast())
            JSONText.appendDecoded(contents, to: &text)
        } else {
            JSONText.appendCompact(raw, keepsNonFinite: true, to: &text)
        }
        return String(decoding: text, as: UTF8.self)
    }
}

// MARK: - Writing

extension ChatFrame {
    private static let head = Array(#"{"message": "#.utf8)

    /// The length of the frame that carries a JSON value of `valueCount` bytes.
    package static func encodedCount(valueCount: Int) -> Int {
        head.count + valueCount + 1
    }

    /// The frame that carries `message`, as compact as Channels' own: `{"message": "hi"}`.
    ///
    /// Escaped is what JSON demands, and DEL, C1, U+2028 and U+2029, which must not act where the
    /// JSON is shown.
    package static func encode(message: String) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(encodedCount(valueCount: message.utf8.count + 2))
        output += head
        JSONText.appendString(message.utf8, to: &output)
        output.append(UInt8(ascii: "}"))
        return output
    }

    /// Appends the frame that carries a value as it was written, for a server that relays what
    /// ``scan(_:)`` found.
    ///
    /// - Parameters:
    ///   - value: The bytes of ``Scanned/value``; they are copied, not looked at.
    ///   - output: Grows by ``encodedCount(valueCount:)``.
    package static func append(value: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        output.append(contentsOf: head)
        output.append(contentsOf: value)
        output.append(UInt8(ascii: "}"))
    }
}
