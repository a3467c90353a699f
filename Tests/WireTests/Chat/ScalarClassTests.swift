import Testing

@testable import Wire

@Suite("Classes of Unicode scalars")
struct ScalarClassTests {
    @Test(
        "each class has its scalars",
        arguments: [
            ("a", .plain), (" ", .plain), ("~", .plain), ("\u{A0}", .plain), ("é", .plain),
            ("名", .plain), ("한", .plain), ("\u{FFFD}", .plain), ("\u{E000}", .plain),
            ("\n", .lineEnd), ("\r", .lineEnd), ("\u{85}", .lineEnd), ("\u{2028}", .lineEnd),
            ("\u{2029}", .lineEnd), ("\t", .tab), ("\0", .shown("␀")), ("\u{1B}", .shown("␛")),
            ("\u{7F}", .shown("␡")), ("\u{80}", .shown("\u{FFFD}")), ("\u{9B}", .shown("\u{FFFD}")),
            ("\u{FFF9}", .shown("\u{FFFD}")), ("\u{378}", .shown("\u{FFFD}")),
            ("\u{10FFFF}", .shown("\u{FFFD}")), ("\u{1F1E6}", .shown("A")),
            ("\u{1F1FF}", .shown("Z")), ("\u{AD}", .ignorable), ("\u{200B}", .ignorable),
            ("\u{202E}", .ignorable),
            ("\u{FE0F}", .ignorable), ("\u{34F}", .ignorable), ("\u{E0041}", .ignorable),
            ("\u{3164}", .ignorable), ("\u{1160}", .ignorable), ("\u{FFA0}", .ignorable),
            ("\u{200D}", .joiner), ("\u{301}", .mark), ("\u{20DD}", .mark), ("\u{1161}", .mark),
            ("\u{11A8}", .mark), ("\u{D7CB}", .mark), ("😀", .emoji), ("❤", .emoji),
            ("\u{1F3FB}", .skinTone), ("\u{1F3FF}", .skinTone),
        ] as [(Unicode.Scalar, ScalarClass)]
    )
    func examples(scalar: Unicode.Scalar, expected: ScalarClass) {
        #expect(ScalarClass(scalar) == expected, "U+\(String(scalar.value, radix: 16))")
    }

    /// The classes that are decided without a look at the properties must not contradict them.
    @Test("nothing that acts on a terminal or has no shape is kept, in all of Unicode")
    func sweep() {
        var wrong: [UInt32] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            switch ScalarClass(scalar) {
            case .plain, .emoji: if !isVisible(scalar) { wrong.append(value) }
            case .mark: if !isMark(scalar) { wrong.append(value) }
            case .shown(let other): if ScalarClass(other) != .plain { wrong.append(value) }
            case .lineEnd, .tab, .ignorable, .joiner, .skinTone: break
            }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(20).map { String($0, radix: 16) })")
    }

    private func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.properties.generalCategory {
        case .control, .format, .unassigned, .surrogate, .lineSeparator, .paragraphSeparator,
            .nonspacingMark, .enclosingMark:
            return false
        default: return true
        }
    }

    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        guard !scalar.properties.isDefaultIgnorableCodePoint else { return false }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        // Vowels and trailing consonants of Hangul syllables.
        default: return [0x1161...0x11FF, 0xD7B0...0xD7FF].contains { $0.contains(scalar.value) }
        }
    }
}
