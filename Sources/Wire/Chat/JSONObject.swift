/// The members of one JSON object, for what comes seldom: lists, lines of files.
///
/// Frames are read without this copying.
package struct JSONObject: Sendable {
    /// An object of more members is none of ours.
    private static let maximumMembers = 64

    private let bytes: [UInt8]
    private let members: [(key: Range<Int>, value: JSONScanner.Value)]

    /// Reads an object (RFC 8259); `nil` if the bytes are not one, nested at most 32 deep, with at
    /// most 64 members.
    ///
    /// - Parameter bytes: Valid UTF-8.
    package init?(parsing bytes: [UInt8]) {
        var members: [(key: Range<Int>, value: JSONScanner.Value)] = []
        let isObject = bytes.withUnsafeBytes { bytes in
            JSONScanner.forEachMember(of: bytes) { key, value in
                if members.count <= Self.maximumMembers { members.append((key, value)) }
            }
        }
        guard isObject, members.count <= Self.maximumMembers else { return nil }
        self.bytes = bytes
        self.members = members
    }

    /// The objects in an array; `nil` if the bytes are not an array of objects alone.
    package static func list(parsing bytes: [UInt8]) -> [JSONObject]? {
        let elements = bytes.withUnsafeBytes { json -> [[UInt8]]? in
            // The scanner of elements wants text that was checked.
            var scanner = JSONScanner(json)
            guard scanner.nextValue() != nil, scanner.next() == .end else { return nil }
            var elements: [[UInt8]] = []
            let isArray = JSONScanner.forEachElement(of: json) {
                elements.append(Array(json[$0.range]))
            }
            return isArray ? elements : nil
        }
        guard let elements else { return nil }
        let objects = elements.compactMap(JSONObject.init(parsing:))
        return objects.count == elements.count ? objects : nil
    }

    /// Whether there is a member of this name.
    package func has(_ name: StaticString) -> Bool { value(name) != nil }

    /// The decoded string; lone surrogates are U+FFFD.
    package func string(_ name: StaticString) -> String? {
        guard let value = value(name) else { return nil }
        return bytes.withUnsafeBytes { $0.isEmpty ? nil : value.string(in: $0, limit: $0.count) }
    }

    /// A whole number from 0 to 2^53.
    package func integer(_ name: StaticString) -> Int64? {
        guard let value = value(name) else { return nil }
        return bytes.withUnsafeBytes { value.integer(in: $0) }
    }

    /// The bytes of a value of any type as they were written.
    package func json(_ name: StaticString) -> [UInt8]? {
        value(name).map { Array(bytes[$0.range]) }
    }

    /// The last of duplicate names wins, as in browsers and Python.
    private func value(_ name: StaticString) -> JSONScanner.Value? {
        bytes.withUnsafeBytes { bytes in members.last { bytes.isKey($0.key, name) }?.value }
    }
}
