import Wire

/// A value of a configuration file, as far as ours uses them.
enum TOMLValue: Equatable, Sendable {
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// Values without arrays in them.
    case array([TOMLValue])
}

extension TOMLValue {
    /// The value as it is written in a file, on one line.
    var text: String {
        switch self {
        case .string(let text): Self.quoted(text)
        case .integer(let number): String(number)
        case .boolean(let value): value ? "true" : "false"
        case .array(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        }
    }

    /// A basic string: what could do something to a terminal is escaped.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": bytes += [UInt8(ascii: "\\"), UInt8(ascii: scalar)]
            case "\n": bytes += Array("\\n".utf8)
            case "\t": bytes += Array("\\t".utf8)
            case _ where scalar.properties.generalCategory == .control:
                let digits = String(scalar.value, radix: 16, uppercase: true)
                bytes += Array("\\u".utf8)
                bytes += Array(repeating: UInt8(ascii: "0"), count: 4 - digits.utf8.count)
                bytes += Array(digits.utf8)
            default: bytes += Array(String(scalar).utf8)
            }
        }
        return String(decoding: bytes + [UInt8(ascii: "\"")], as: UTF8.self)
    }

    /// A key as it is written in a file: quoted where it must be.
    static func key(_ name: String) -> String {
        !name.utf8.isEmpty && name.utf8.allSatisfy(isBareKeyPart) ? name : quoted(name)
    }
}

/// A place in a text, counted from 1; columns are characters (Unicode scalars).
struct TOMLPosition: Equatable, Sendable {
    var line: Int
    var column: Int
}

/// What a file says: its keys with their values, in their order.
struct TOMLDocument: Equatable, Sendable {
    /// `key = value`.
    struct Entry: Equatable, Sendable {
        /// The names from the outermost table to the key: `servers`, `work`, `url`.
        var path: [String]
        var value: TOMLValue
        /// Where the key and the value begin.
        var position: TOMLPosition
        var valuePosition: TOMLPosition
        /// The bytes of the value, and the end of its line without the line end.
        var valueBytes: Range<Int>
        var lineEnd: Int
        /// The table under whose heading it stands: the path of the key begins with it.
        var table: [String]
        /// Of an array: its elements and the comments between them, in their order.
        var arrayParts: [ArrayPart]
    }

    /// A piece of an array.
    struct ArrayPart: Equatable, Sendable {
        var isComment: Bool
        var bytes: Range<Int>
    }

    /// `[name]`.
    struct Table: Equatable, Sendable {
        var path: [String]
        var position: TOMLPosition
        /// Where its line begins, and ends without the line end.
        var lineStart: Int
        var lineEnd: Int
    }

    var entries: [Entry] = []
    var tables: [Table] = []
}

/// Why a text cannot be read, as one clause that is safe to show.
struct TOMLError: Error, Equatable {
    var position: TOMLPosition
    var reason: DisplayText
}

/// Letters, digits, `_` and `-`.
func isBareKeyPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "_"), UInt8(ascii: "-"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}
