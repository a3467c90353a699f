/// A member's name: 1 to 32 letters, digits, `_`, `.` and `-`, at most 64 bytes.
///
/// These are what ``TextCleaner`` keeps and JSON need not escape; in `ana: hi` and `@ana` its end
/// is plain.
package struct Nick: Hashable, Sendable, CustomStringConvertible {
    /// The most Unicode scalars.
    package static let maximumScalars = 32
    /// The most bytes of UTF-8.
    package static let maximumBytes = 64
    /// For who has none.
    package static let guest = Nick(valid: "guest")

    /// The name; safe to show.
    package let description: String

    /// `nil` when the text is not a nick.
    package init?(_ text: some StringProtocol) {
        guard (1...Self.maximumBytes).contains(text.utf8.count),
            text.unicodeScalars.count <= Self.maximumScalars,
            text.unicodeScalars.allSatisfy(Self.isPart)
        else { return nil }
        description = String(text)
    }

    private init(valid text: String) {
        description = text
    }

    /// The name as text for people.
    package var display: DisplayText { DisplayText(cleaning: description) }

    /// What two nicks have in common that must not be in a room together: the case of ASCII
    /// letters does not count.
    package var folded: [UInt8] { description.utf8.map(ASCII.lowered) }

    /// Whether a nick may have this scalar in it.
    package static func isPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", ".", "-": return true
        case _ where scalar.isASCII: return false
        default: break
        }
        // What the cleaner changes must not be in a name (fillers are letters, for one).
        guard ScalarClass(scalar) == .plain else { return false }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            return true
        default: return false
        }
    }
}

// MARK: - Taken ones

extension Nick {
    /// This nick, or if it is taken, this nick with a number behind it that is free: `bob`,
    /// `bob2`, ….
    ///
    /// Asks a few times only, also when thousands have the same name.
    package func free(isTaken: (Nick) -> Bool) -> Nick {
        guard isTaken(self) else { return self }
        var taken = 1
        var free = 2
        while isTaken(numbered(free)) {
            taken = free
            free *= 2
        }
        while free - taken > 1 {
            let middle = (free + taken) / 2
            if isTaken(numbered(middle)) { taken = middle } else { free = middle }
        }
        return numbered(free)
    }

    /// The nick with `number` behind it, its own end cut where both do not fit.
    private func numbered(_ number: Int) -> Nick {
        let digits = String(number)
        var scalars = description.unicodeScalars
        while scalars.count + digits.utf8.count > Self.maximumScalars
            || String(scalars).utf8.count + digits.utf8.count > Self.maximumBytes
        {
            scalars.removeLast()
        }
        return Nick(valid: String(scalars) + digits)
    }
}
