/// What ``TextCleaner`` does with a Unicode scalar.
enum ScalarClass: Equatable {
    /// Stays.
    case plain
    /// Ends a line.
    case lineEnd
    case tab
    /// Is replaced by something visible.
    case shown(Unicode.Scalar)
    /// Invisible: goes.
    case ignorable
    /// U+200D: goes, and takes an emoji behind it along.
    case joiner
    /// A combining mark.
    case mark
    case emoji
    /// An emoji modifier (Fitzpatrick).
    case skinTone

    /// The class of any scalar.
    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF: self = .plain
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: self = .lineEnd
        case 0x09: self = .tab
        case 0x00...0x1F: self = .shown(Self.controlPicture(scalar))
        case 0x7F: self = .shown("\u{2421}")
        case 0x80...0x9F: self = .shown("\u{FFFD}")
        case 0x200D: self = .joiner
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: self = Self.hangul(scalar)
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3: self = .plain
        case 0x1F1E6...0x1F1FF: self = .shown(Self.letter(ofRegionalIndicator: scalar))
        case 0x1F3FB...0x1F3FF: self = .skinTone
        default: self = Self.byProperties(scalar.properties)
        }
    }

    private static func byProperties(_ properties: Unicode.Scalar.Properties) -> ScalarClass {
        if properties.isDefaultIgnorableCodePoint { return .ignorable }
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return .mark
        case .format, .control, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
            return .shown("\u{FFFD}")
        default: return properties.isEmoji ? .emoji : .plain
        }
    }

    /// Vowels and trailing consonants that join a syllable.
    private static func hangul(_ scalar: Unicode.Scalar) -> ScalarClass {
        switch byProperties(scalar.properties) {
        case .plain: .mark
        case let other: other
        }
    }

    /// U+2400 to U+241F, in the order of C0.
    private static func controlPicture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    }

    private static func letter(ofRegionalIndicator scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41) ?? "\u{FFFD}"
    }
}
