/// A field of an HTTP/1.1 head.
package struct HeaderField: Equatable, Sendable {
    /// The name as it was written.
    package var name: String
    /// The value without the white space around it.
    package var value: String

    /// A field of these parts.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// Whether the field has this name; case does not matter (RFC 9110 section 5.1).
    package func isNamed(_ other: StaticString) -> Bool {
        ASCII.equal(name, other.description)
    }

    /// Whether both parts may be written into a head: a token, and a value without control
    /// characters (RFC 9110 section 5.5).
    package var isValid: Bool {
        !name.utf8.isEmpty && name.utf8.allSatisfy(ASCII.isTokenByte)
            && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
    }
}

extension [HeaderField] {
    /// The values of all fields of this name, in order.
    package func values(of name: StaticString) -> [String] {
        filter { $0.isNamed(name) }.map(\.value)
    }

    /// The comma-separated elements of all fields of this name (RFC 9110 section 5.6.1), without
    /// empty ones.
    package func list(of name: StaticString) -> [String] {
        values(of: name).flatMap { value in
            value.utf8.split(separator: UInt8(ascii: ",")).map { ASCII.trimmed($0) }
        }.filter { !$0.utf8.isEmpty }
    }
}
