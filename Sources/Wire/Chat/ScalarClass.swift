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
        // Common letters first: looking up properties takes ten times as long.
        case 0x20...0x7E, 0xA0...0xAC, 0xAE...0x2FF, 0x3A3...0x481, 0x5D0...0x5EA, 0x620...0x64A,
            0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF, 0xAC00...0xD7A3:
            self = .plain
        case 0x300...0x34E, 0x350...0x36F: self = .mark
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: self = .lineEnd
        case 0x09: self = .tab
        case 0x00...0x1F: self = .shown(Self.controlPicture(scalar))
        case 0x7F: self = .shown("\u{2421}")
        case 0x80...0x9F: self = .shown("\u{FFFD}")
        case 0x200D: self = .joiner
        case 0x1160...0x11FF, 0xD7B0...0xD7FF: self = Self.hangul(scalar)
        case 0x1F1E6...0x1F1FF: self = .shown(Self.letter(ofRegionalIndicator: scalar))
        case 0x1F3FB...0x1F3FF: self = .skinTone
        default: self = Self.byProperties(scalar)
        }
    }

    private static func byProperties(_ scalar: Unicode.Scalar) -> ScalarClass {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark:
            return properties.isDefaultIgnorableCodePoint ? .ignorable : .mark
        case .format, .control, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator:
            return properties.isDefaultIgnorableCodePoint ? .ignorable : .shown("\u{FFFD}")
        case .otherSymbol, .mathSymbol:
            return properties.isEmoji ? .emoji : .plain
        default:
            return isFiller(scalar) ? .ignorable : .plain
        }
    }

    /// The letters without a shape: Hangul fillers, the only ones among the default ignorables.
    private static func isFiller(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x115F, 0x1160, 0x3164, 0xFFA0: true
        default: false
        }
    }

    /// Vowels and trailing consonants, which join the syllable before them.
    private static func hangul(_ scalar: Unicode.Scalar) -> ScalarClass {
        let kind = byProperties(scalar)
        return kind == .plain ? .mark : kind
    }

    /// U+2400 to U+241F, in the order of C0.
    private static func controlPicture(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}"
    }

    private static func letter(ofRegionalIndicator scalar: Unicode.Scalar) -> Unicode.Scalar {
        Unicode.Scalar(scalar.value - 0x1F1E6 + 0x41) ?? "\u{FFFD}"
    }
}
