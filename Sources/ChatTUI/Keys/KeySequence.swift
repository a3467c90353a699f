/// A complete CSI sequence that a terminal sent.
struct KeySequence {
    /// What a sequence tells.
    enum Meaning: Equatable {
        case key(Key)
        case mouse(MouseEvent)
        case focus(Bool)
        case pasteStart
    }

    /// Parameters and intermediates, up to the final byte.
    let parameters: [UInt8]
    let final: UInt8

    /// `nil` for replies, releases and what nobody knows.
    var meaning: Meaning? {
        if parameters.first == UInt8(ascii: "<") { return mouse }
        // Private prefixes and intermediates mark replies.
        guard parameters.allSatisfy({ (0x30...0x3B).contains($0) }) else { return nil }
        switch final {
        case UInt8(ascii: "~"): return tilde
        case UInt8(ascii: "u"): return unicodeKey(at: 0, modifiersAt: 1)
        case UInt8(ascii: "I") where parameters.isEmpty: return .focus(true)
        case UInt8(ascii: "O") where parameters.isEmpty: return .focus(false)
        case UInt8(ascii: "Z"): return .key(Key(code: .tab, modifiers: .shift))
        default: return letterKey
        }
    }

    /// The key of `ESC O` and this byte.
    static func ss3(_ byte: UInt8) -> Key.Code? {
        switch byte {
        case UInt8(ascii: "M"): .enter
        case UInt8(ascii: "I"): .tab
        case 0x6A...0x79: .character(Unicode.Scalar(byte - 0x40))
        default: letterCode(byte)
        }
    }

    /// `CSI 1 ; modifiers A`.
    private var letterKey: Meaning? {
        guard let code = Self.letterCode(final), number(0, default: 1) == 1 else { return nil }
        return key(code, modifiersAt: 1)
    }

    private static func letterCode(_ byte: UInt8) -> Key.Code? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "H"): .home
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "P")...UInt8(ascii: "S"): .function(Int(byte) - 0x4F)
        default: nil
        }
    }

    /// `CSI number ; modifiers ~`.
    private var tilde: Meaning? {
        switch number(0, default: 0) {
        case 200: .pasteStart
        case 27: unicodeKey(at: 2, modifiersAt: 1)
        case 1, 7: key(.home, modifiersAt: 1)
        case 2: key(.insert, modifiersAt: 1)
        case 3: key(.delete, modifiersAt: 1)
        case 4, 8: key(.end, modifiersAt: 1)
        case 5: key(.pageUp, modifiersAt: 1)
        case 6: key(.pageDown, modifiersAt: 1)
        case let code: functionNumber(code).flatMap { key(.function($0), modifiersAt: 1) }
        }
    }

    /// VT220 left holes between its groups of keys.
    private func functionNumber(_ code: Int) -> Int? {
        switch code {
        case 11...15: code - 10
        case 17...21: code - 11
        case 23...26: code - 12
        case 28...29: code - 13
        case 31...34: code - 14
        default: nil
        }
    }

    /// A key told by its code point: the kitty protocol, and xterm's modifyOtherKeys.
    private func unicodeKey(at index: Int, modifiersAt modifiersIndex: Int) -> Meaning? {
        guard let code = Self.code(number(index, default: 0)) else { return nil }
        guard case .key(var key)? = key(code, modifiersAt: modifiersIndex) else { return nil }
        guard case .character(var scalar) = key.code else {
            // What the older encoding cannot tell apart does the same.
            if [.backspace, .delete, .escape].contains(key.code) { key.modifiers.remove(.shift) }
            return .key(key)
        }
        if scalar == "-", key.modifiers.contains(.shift) {
            scalar = "_"
            key = .character(scalar, key.modifiers.subtracting(.shift))
        }
        if key.modifiers.contains(.control) {
            key = Self.controlKey(scalar, key.modifiers)
        } else if key.modifiers.contains(.shift), ("a"..."z").contains(scalar) {
            key = .character(Unicode.Scalar(UInt8(scalar.value - 0x20)), key.modifiers)
            key.modifiers.remove(.shift)
        }
        return .key(key)
    }

    /// As the older encoding tells it: Ctrl+I is Tab and so on, letters are lower case.
    private static func controlKey(_ scalar: Unicode.Scalar, _ modifiers: Key.Modifiers) -> Key {
        let code: Key.Code =
            switch scalar {
            case "i": .tab
            case "m": .enter
            case "h": .backspace
            case "[": .escape
            case "/": .character("_")
            case "A"..."Z": .character(Unicode.Scalar(UInt8(scalar.value + 0x20)))
            default: .character(scalar)
            }
        switch code {
        case .character: return Key(code: code, modifiers: modifiers)
        default: return Key(code: code, modifiers: modifiers.subtracting(.control))
        }
    }

    private static func code(_ number: Int) -> Key.Code? {
        switch number {
        case 9: .tab
        case 13, 57414: .enter
        case 27: .escape
        case 8, 127: .backspace
        case 57344...63743: keypadCode(number)
        case 0x20..<0x7F, 0xA0...0x10FFFF:
            Unicode.Scalar(UInt32(number)).map { .character($0) }
        default: nil
        }
    }

    /// The kitty protocol's numbers for the keypad; its modifier and media keys are none of ours.
    private static func keypadCode(_ number: Int) -> Key.Code? {
        switch number {
        case 57399...57408: .character(Unicode.Scalar(UInt8(number - 57399 + 0x30)))
        case 57409: .character(".")
        case 57410: .character("/")
        case 57411: .character("*")
        case 57412: .character("-")
        case 57413: .character("+")
        case 57415: .character("=")
        case 57416: .character(",")
        case 57417...57426: keypadMotions[number - 57417]
        default: nil
        }
    }

    private static let keypadMotions: [Key.Code] = [
        .left, .right, .up, .down, .pageUp, .pageDown, .home, .end, .insert, .delete,
    ]

    private func key(_ code: Key.Code, modifiersAt index: Int) -> Meaning? {
        let fields = subfields(index)
        let bits = max((fields.first ?? 1) - 1, 0)
        // 3 is a release. Super, hyper and meta make it somebody else's shortcut.
        guard fields.count < 2 || fields[1] != 3, bits & 0b11_1000 == 0 else { return nil }
        return .key(Key(code: code, modifiers: Key.Modifiers(rawValue: UInt8(bits & 7))))
    }

    private var mouse: Meaning? {
        let fields = parameters.dropFirst().split(
            separator: UInt8(ascii: ";"),
            omittingEmptySubsequences: false
        ).map(Self.number)
        guard fields.count == 3 else { return nil }
        // Bits 2 to 4 are modifiers; bit 5 is motion, which is not asked for.
        let action: MouseEvent.Action
        switch (fields[0] & ~0b1_1100, final) {
        case (0, UInt8(ascii: "M")): action = .press
        case (0, UInt8(ascii: "m")): action = .release
        case (64, UInt8(ascii: "M")): action = .wheelUp
        case (65, UInt8(ascii: "M")): action = .wheelDown
        default: return nil
        }
        let (row, column) = (max(fields[2] - 1, 0), max(fields[1] - 1, 0))
        return .mouse(MouseEvent(action: action, row: row, column: column))
    }

    private func number(_ index: Int, default value: Int) -> Int {
        subfields(index).first.flatMap { $0 > 0 ? $0 : nil } ?? value
    }

    /// The parts of a parameter: `1:3` is modifiers and event type.
    private func subfields(_ index: Int) -> [Int] {
        let fields = parameters.split(
            separator: UInt8(ascii: ";"),
            omittingEmptySubsequences: false
        )
        guard fields.indices.contains(index) else { return [] }
        return fields[index].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map(Self.number)
    }

    private static func number(_ digits: some Sequence<UInt8>) -> Int {
        digits.reduce(0) { min($0 * 10 + Int($1 & 0x0F), 1_000_000_000) }
    }
}
