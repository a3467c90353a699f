/// What a JSON object holds under a name.
package enum JSONMember: Equatable, Sendable {
    /// There is no such member, or no object.
    case absent
    /// A string, decoded; lone surrogates are U+FFFD.
    case string(String)
    /// A value of another type.
    case other

    /// Looks a member up; the last of duplicate names wins.
    ///
    /// - Parameters:
    ///   - name: The name, as it is decoded.
    ///   - bytes: JSON text (RFC 8259) in valid UTF-8.
    package init(_ name: String, in bytes: [UInt8]) {
        self = bytes.withUnsafeBytes { Self.find(name, in: $0) }
    }

    private static func find(_ name: String, in bytes: UnsafeRawBufferPointer) -> JSONMember {
        var scanner = JSONScanner(bytes)
        guard scanner.next() == .beginObject else { return .absent }
        var found = JSONMember.absent
        while case .key(let key) = scanner.next() {
            guard let value = scanner.nextValue() else { return .absent }
            guard decoded(bytes, key).elementsEqual(name.utf8) else { continue }
            found =
                value.isString
                ? .string(String(decoding: decoded(bytes, value.range), as: UTF8.self)) : .other
        }
        return found
    }

    /// What the string in `range`, its quotes included, stands for.
    private static func decoded(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> [UInt8] {
        var text: [UInt8] = []
        let contents = UnsafeRawBufferPointer(rebasing: bytes[range].dropFirst().dropLast())
        JSONText.appendDecoded(contents, to: &text)
        return text
    }
}
