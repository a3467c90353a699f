/// Who seems to speak in a chat message.
///
/// The wire has no sender, so this is a convention: `ana: hi`, or `* ana waves`.
struct Speaker: Equatable {
    /// Where the name stands, in Unicode scalars of the text; what is before it is one column each.
    let range: Range<Int>
    private let name: [UInt8]

    /// Reads the start of a text; `nil` if no name is there.
    init?(of text: String) {
        let scalars = text.unicodeScalars
        let isAction = text.utf8.starts(with: "* ".utf8)
        let start = isAction ? 2 : 0
        let name = scalars.dropFirst(start).prefix(25).prefix { Self.isNameScalar($0) }
        let rest = scalars[name.endIndex...]
        guard (1...24).contains(name.count), let next = rest.first else { return nil }
        if isAction {
            guard next == " " else { return nil }
        } else {
            guard next == ":", rest.dropFirst().first == " " else { return nil }
        }
        range = start..<start + name.count
        self.name = Array(String(name).utf8)
    }

    /// One of ``Role/hues``, the same on every day and machine (FNV-1a).
    var hue: UInt8 {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return UInt8((hash ^ hash >> 16) % UInt32(Role.hues))
    }

    func isNamed(_ other: String) -> Bool { name.elementsEqual(other.utf8) }

    private static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": true
        default:
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                .decimalNumber, .letterNumber, .otherNumber:
                true
            default: false
            }
        }
    }
}
