import Wire

/// Who speaks, as people write it at the start of a message: `bob` in `bob: hi`.
///
/// The wire has no sender: this is a convention, and proves nothing. `^([\p{L}\p{N}_.-]{1,24}): `
func speaker(of text: DisplayText) -> Substring? {
    let scalars = text.string.unicodeScalars
    guard
        let end = scalars.prefix(maximumNickScalars + 1).firstIndex(where: { !isNickPart($0) }),
        end > scalars.startIndex,
        text.string.utf8[end...].starts(with: [UInt8(ascii: ":"), UInt8(ascii: " ")])
    else { return nil }
    return text.string[..<end]
}

/// Whether others will see this nick as the speaker (``speaker(of:)``).
func isNick(_ text: String) -> Bool {
    let count = text.unicodeScalars.prefix(maximumNickScalars + 1).count
    return (1...maximumNickScalars).contains(count) && text.unicodeScalars.allSatisfy(isNickPart)
}

/// Whether `text` has `nick` in it as a whole word; the case of ASCII letters does not count.
func mentions(_ nick: String, in text: DisplayText) -> Bool {
    let word = Array(nick.utf8)
    guard let first = word.first else { return false }
    let bytes = text.string.utf8
    var start = bytes.startIndex
    while let found = bytes[start...].firstIndex(where: { folded($0) == folded(first) }) {
        let end = bytes.index(found, offsetBy: word.count, limitedBy: bytes.endIndex)
        guard let end else { return false }
        if zip(bytes[found..<end], word).allSatisfy({ folded($0) == folded($1) }),
            isWordEdge(found, in: text.string), isWordEdge(end, in: text.string)
        {
            return true
        }
        start = bytes.index(after: found)
    }
    return false
}

private let maximumNickScalars = 24

private func isNickPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "." { return true }
    return isWordPart(scalar)
}

/// Letters (L), numbers (N), `_` and `-`: unlike the full stop they do not end a word.
private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-": return true
    case _ where scalar.isASCII: return false
    default: break
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber:
        return true
    default: return false
    }
}

/// Whether no word goes on across `index`.
private func isWordEdge(_ index: String.Index, in text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard index > scalars.startIndex, index < scalars.endIndex else { return true }
    return !isWordPart(scalars[scalars.index(before: index)]) || !isWordPart(scalars[index])
}

/// The byte, an ASCII capital as its small letter.
func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
