extension Key: CustomStringConvertible {
    /// The key as people write it: `Ctrl+A`, `Alt+Enter`, `F1`.
    var description: String {
        var (name, modifiers) = ("", modifiers)
        // Letters are shown as they stand on the keyboard, where both are the same key.
        if case .character(let scalar) = code, ("A"..."Z").contains(scalar), !modifiers.isEmpty {
            modifiers.insert(.shift)
        }
        for (modifier, label) in Self.modifierNames where modifiers.contains(modifier) {
            name += label
        }
        return name + code.name
    }

    /// Reads what ``description`` writes; the case of letters does not count.
    ///
    /// Keys that terminals cannot tell apart are one: Ctrl+I is Tab, Ctrl+M is Enter, Ctrl+[ is Esc.
    init?(_ name: String) {
        var rest = name.utf8[...]
        var modifiers: Modifiers = []
        // A plus sign at the end is the key itself.
        while let plus = rest.dropLast().firstIndex(of: UInt8(ascii: "+")) {
            let label = rest[...plus]
            guard
                let known = Self.modifierNames.first(where: { Self.isSame(label, $0.label.utf8) }),
                !modifiers.contains(known.modifier)
            else { return nil }
            modifiers.insert(known.modifier)
            rest = rest[rest.index(after: plus)...]
        }
        guard let code = Code(name: String(Substring(rest))) else { return nil }
        self.init(code: code, modifiers: modifiers)
        normalize()
    }

    private static let modifierNames: [(modifier: Modifiers, label: String)] = [
        (.control, "Ctrl+"), (.alt, "Alt+"), (.shift, "Shift+"),
    ]

    /// As ``KeyParser`` tells it.
    private mutating func normalize() {
        guard case .character(let scalar) = code, scalar.isASCII else { return }
        let isLetter = ("a"..."z").contains(scalar)
        if modifiers.contains(.control) {
            switch scalar {
            case "i": code = .tab
            case "m": code = .enter
            case "[": code = .escape
            default: return
            }
            modifiers.remove(.control)
        } else if modifiers.contains(.shift), isLetter {
            code = .character(Unicode.Scalar(UInt8(scalar.value - 0x20)))
            modifiers.remove(.shift)
        }
    }

    private static func isSame(
        _ left: some Sequence<UInt8>,
        _ right: some Sequence<UInt8>
    ) -> Bool {
        left.elementsEqual(right) { lowered($0) == lowered($1) }
    }

    fileprivate static func lowered(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}

extension Key.Code {
    private static let names: [(name: String, code: Key.Code)] = [
        ("Space", .character(" ")), ("Enter", .enter), ("Tab", .tab), ("Backspace", .backspace),
        ("Delete", .delete), ("Insert", .insert), ("Esc", .escape), ("Up", .up), ("Down", .down),
        ("Left", .left), ("Right", .right), ("Home", .home), ("End", .end), ("PgUp", .pageUp),
        ("PgDn", .pageDown),
    ]

    /// The key without its modifiers; the letters A-Z are shown as they stand on the keyboard.
    ///
    /// Others stay as they are: a small é and a large one are two keys, and ß has no large one.
    fileprivate var name: String {
        if let known = Self.names.first(where: { $0.code == self }) { return known.name }
        return switch self {
        case .character(let scalar) where ("a"..."z").contains(scalar):
            String(Unicode.Scalar(UInt8(scalar.value - 0x20)))
        case .character(let scalar): String(scalar)
        case .function(let number): "F\(number)"
        default: ""
        }
    }

    /// Letters are the small ones.
    fileprivate init?(name: String) {
        let lower = name.utf8.map(Key.lowered)
        if let known = Self.names.first(where: { lower == $0.name.utf8.map(Key.lowered) }) {
            self = known.code
        } else if lower.first == UInt8(ascii: "f"), (2...3).contains(lower.count) {
            guard let number = Int(String(decoding: lower.dropFirst(), as: UTF8.self)),
                (1...20).contains(number)
            else { return nil }
            self = .function(number)
        } else {
            let scalars = name.unicodeScalars
            guard let scalar = scalars.first, scalars.dropFirst().isEmpty,
                scalar.properties.generalCategory != .control
            else { return nil }
            let isCapital = ("A"..."Z").contains(scalar)
            self = .character(isCapital ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
        }
    }
}
