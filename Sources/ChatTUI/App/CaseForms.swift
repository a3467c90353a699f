/// Unicode's simple case folding (CaseFolding.txt, status C and S), by the standard library's
/// mappings.
enum CaseForms {
    /// What all forms of a letter have in common: its small one.
    static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII {
            return ("A"..."Z").contains(scalar)
                ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar
        }
        // The dotless i is a letter of its own.
        return scalar == "\u{131}" ? scalar : lower(upper(scalar))
    }

    /// Whether the letter is written large, by somebody who means it.
    static func isCapital(_ scalar: Unicode.Scalar) -> Bool {
        folded(scalar) != scalar && !scalar.properties.isLowercase
    }

    /// All letters that fold to the same as this one, at most four.
    static func all(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let small = folded(scalar)
        var forms = [small]
        let others = [upper(small), single(small.properties.titlecaseMapping) ?? small]
        for form in others + (further[small] ?? [])
        where folded(form) == small && !forms.contains(form) {
            forms.append(form)
        }
        return forms
    }

    /// All letters that an expression may take for this one: the C library compares capitals, and
    /// so the dotless i is an i to it.
    static func allInExpressions(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let isI = folded(scalar) == "i" || scalar == "\u{131}"
        return isI ? all(of: "i") + ["\u{131}"] : all(of: scalar)
    }

    /// Forms of a letter that are neither its small nor its capital one.
    private static let further: [Unicode.Scalar: [Unicode.Scalar]] = [
        "k": ["\u{212A}"], "s": ["\u{17F}"], "ß": ["\u{1E9E}"], "å": ["\u{212B}"],
        "\u{1E61}": ["\u{1E9B}"], "μ": ["\u{B5}"], "β": ["\u{3D0}"], "ε": ["\u{3F5}"],
        "θ": ["\u{3D1}", "\u{3F4}"], "ι": ["\u{345}", "\u{1FBE}"], "κ": ["\u{3F0}"],
        "π": ["\u{3D6}"], "ρ": ["\u{3F1}"], "σ": ["\u{3C2}"], "φ": ["\u{3D5}"],
        "ω": ["\u{2126}"], "в": ["\u{1C80}"], "д": ["\u{1C81}"], "о": ["\u{1C82}"],
        "с": ["\u{1C83}"], "т": ["\u{1C84}", "\u{1C85}"], "ъ": ["\u{1C86}"],
        "\u{463}": ["\u{1C87}"], "\u{A64B}": ["\u{1C88}"],
    ]

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.uppercaseMapping) ?? scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        single(scalar.properties.lowercaseMapping) ?? scalar
    }

    /// Simple folding leaves alone what would become several scalars.
    private static func single(_ mapping: String) -> Unicode.Scalar? {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.dropFirst().isEmpty else { return nil }
        return first
    }
}
