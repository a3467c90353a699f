import Testing

@testable import ChatTUI

@Suite("Forms of letters")
struct CaseFormsTests {
    @Test(
        "letters fold as Unicode says",
        arguments: [
            ("A", "a"), ("Я", "я"), ("Σ", "σ"), ("ς", "σ"), ("ſ", "s"), ("\u{212A}", "k"),
            ("ẞ", "ß"), ("µ", "μ"), ("ǅ", "ǆ"), ("Ω", "ω"), ("ı", "ı"), ("İ", "İ"), ("I", "i"),
            ("7", "7"), ("ﬁ", "ﬁ"), ("中", "中"),
        ] as [(Unicode.Scalar, Unicode.Scalar)]
    )
    func folds(scalar: Unicode.Scalar, small: Unicode.Scalar) {
        #expect(CaseForms.folded(scalar) == small)
        #expect(CaseForms.all(of: scalar).contains(scalar))
    }

    @Test("every letter that folds to another is among its forms, of which there are at most four")
    func complete() {
        var missing: [Unicode.Scalar] = []
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let small = CaseForms.folded(scalar)
            guard small != scalar else { continue }
            let forms = CaseForms.all(of: small)
            if forms.count > 4 || !forms.contains(scalar) || CaseForms.folded(small) != small {
                missing.append(scalar)
            }
        }
        #expect(missing == [])
    }

    @Test("what an expression takes for a letter is among its forms")
    func expressions() throws {
        let letters = (0...0x1FFFF).compactMap(Unicode.Scalar.init)
            .filter { $0.properties.changesWhenCaseMapped }
        var text = letters.map { String($0) }.joined()
        var others: [Unicode.Scalar: Set<Unicode.Scalar>] = [:]
        for letter in letters {
            let pattern = try TextPattern(String(letter), foldsCase: true)
            let found = text.withUTF8 { bytes in
                pattern.ranges(in: bytes, maximumWork: .max)
                    .flatMap { String(decoding: bytes[$0], as: UTF8.self).unicodeScalars }
            }
            let forms = CaseForms.allInExpressions(of: letter)
            #expect(forms.count <= 4 && found.allSatisfy(forms.contains), "\(letter)")
            others[letter] = Set(found).subtracting([letter])
        }
        #expect(others["i"] == ["I", "\u{131}"])
        #expect(others["s"] == ["S", "\u{17F}"])
        #expect(others["\u{131}"] == ["I", "i"])
        #expect(others.values.count { !$0.isEmpty } > 2_000)
    }
}
