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
    var (nick, string) = (nick, text.string)
    return nick.withUTF8 { word in
        string.withUTF8 { bytes in
            guard let first = word.first, bytes.count >= word.count else { return false }
            var start = 0
            while start <= bytes.count - word.count {
                if folded(bytes[start]) == folded(first), stands(word, at: start, in: bytes) {
                    return true
                }
                start += 1
            }
            return false
        }
    }
}

private func stands(
    _ word: UnsafeBufferPointer<UInt8>,
    at start: Int,
    in bytes: UnsafeBufferPointer<UInt8>
) -> Bool {
    let end = start + word.count
    return zip(bytes[start..<end], word).allSatisfy { folded($0) == folded($1) }
        && isWordEdge(start, in: bytes) && isWordEdge(end, in: bytes)
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

/// Whether no word goes on across `index`, which is between two scalars.
private func isWordEdge(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard index > 0, index < bytes.count else { return true }
    var start = index - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    let scalars = String(decoding: bytes[start..<min(index + 4, bytes.count)], as: UTF8.self)
        .unicodeScalars.prefix(2)
    return !scalars.allSatisfy(isWordPart)
}

/// The byte, an ASCII capital as its small letter.
func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
