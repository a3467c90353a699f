import TestSupport
import Testing

@testable import ChatTUI

@Suite("Sought text")
struct SoughtTextTests {
    private func places(_ sought: String, in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            SoughtText(sought)?.ranges(in: UnsafeRawBufferPointer(bytes)) ?? []
        }
    }

    @Test(
        "all places are found, in any case unless a capital is asked for",
        arguments: [
            ("ab", "ab", [0..<2]),
            ("ab", "xAbaBabab", [1..<3, 3..<5, 5..<7, 7..<9]),
            ("aa", "aaaaa", [0..<2, 2..<4]),
            ("Ab", "ab Ab AB", [3..<5]),
            ("disk", "the DISK, the di\u{17F}\u{212A}", [4..<8, 14..<21]),
            ("s", "\u{17F}S.s", [0..<2, 2..<3, 4..<5]),
            ("привет", "Привет, ПРИВЕТ", [0..<12, 14..<26]),
            ("ёж", "Ёж ЁЖ ёж", [0..<4, 5..<9, 10..<14]),
            ("σας", "ΣΑΣ", [0..<6]),
            ("straße", "STRAẞE", [0..<8]),
            ("👍", "a👍b👍", [1..<5, 6..<10]),
            ("中", "中文中", [0..<3, 6..<9]),
            ("needle", "a needl of needle", [11..<17]),
            ("x", "", []),
            ("abc", "ab", []),
            ("é", "e\u{301}", []),
        ] as [(String, String, [Range<Int>])]
    )
    func found(sought: String, text: String, places: [Range<Int>]) {
        #expect(self.places(sought, in: text) == places)
    }

    @Test("nothing is looked for by nothing")
    func empty() {
        #expect(SoughtText("") == nil)
    }

    @Test("it finds what comparing at every place finds, in random texts")
    func random() {
        var generator = SeededGenerator(seed: 42)
        let letters: [Unicode.Scalar] = [
            "a", "A", "b", "a", "s", "S", "a", "b", "b", "\u{17F}", "k", "\u{212A}", " ", "я", "Я",
            "ß", "ẞ", "中", "👍",
        ]
        func text(_ count: Int) -> String {
            var text = String.UnicodeScalarView()
            for _ in 0..<count { text.append(letters.randomElement(using: &generator) ?? "a") }
            return String(text)
        }
        for _ in 0..<3_000 {
            let sought = text(Int.random(in: 1...4, using: &generator))
            let held = text(Int.random(in: 0...40, using: &generator))
            let places = places(sought, in: held)
            #expect(places == naivePlaces(sought, in: held), "\(sought) \(held)")
            var bytes = held
            bytes.withUTF8 { bytes in
                let bytes = UnsafeRawBufferPointer(bytes)
                guard SoughtText.isASCII(bytes) else { return }
                #expect(SoughtText(sought)?.firstRange(in: bytes, isASCII: true) == places.first)
            }
        }
    }

    private func naivePlaces(_ sought: String, in text: String) -> [Range<Int>] {
        let wanted = Array(sought.unicodeScalars)
        let held = Array(text.unicodeScalars)
        let folds = !wanted.contains(where: CaseForms.isCapital)
        func isSame(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
            left == right || folds && CaseForms.folded(left) == CaseForms.folded(right)
        }
        var offsets = [0]
        for scalar in held { offsets.append((offsets.last ?? 0) + UTF8.width(scalar)) }
        var places: [Range<Int>] = []
        var index = 0
        while index + wanted.count <= held.count {
            if zip(held[index...], wanted).allSatisfy({ isSame($0, $1) }) {
                places.append(offsets[index]..<offsets[index + wanted.count])
                index += wanted.count
            } else {
                index += 1
            }
        }
        return places
    }
}
