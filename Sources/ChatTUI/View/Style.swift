/// How a role looks: colours of the terminal's palette, and attributes.
struct Style: Equatable, Sendable {
    struct Attributes: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let bold = Attributes(rawValue: 1)
        static let dim = Attributes(rawValue: 2)
        static let reverse = Attributes(rawValue: 4)
        static let underline = Attributes(rawValue: 8)
    }

    /// A palette colour, or `nil` for the terminal's default.
    var color: UInt8?
    var background: UInt8?
    var attributes: Attributes = []

    /// The style on a terminal of so many colours; what it has not becomes the default.
    func limited(to colors: Int) -> Style {
        var style = self
        style.color = Self.limited(color, to: colors)
        style.background = Self.limited(background, to: colors)
        return style
    }

    private static func limited(_ color: UInt8?, to colors: Int) -> UInt8? {
        guard let color, colors > 0 else { return nil }
        if Int(color) < colors { return color }
        // Bright colours are the others with more light.
        return color < 16 ? color % 8 : nil
    }
}

// MARK: - As people write it

extension Style {
    /// Reads `bold reverse magenta on 17`, in any order; `plain` stands for nothing.
    ///
    /// `nil` for anything else.
    init?(_ text: String) {
        self.init()
        var isBackground = false
        for word in text.utf8.split(separator: UInt8(ascii: " ")).map({ String(Substring($0)) }) {
            if let attribute = Self.attributeNames.first(where: { $0.name == word }), !isBackground
            {
                attributes.insert(attribute.value)
            } else if let color = Self.color(named: word) {
                if isBackground { background = color } else { self.color = color }
                isBackground = false
            } else if word == "on", !isBackground {
                isBackground = true
            } else if word != "plain" || isBackground {
                return nil
            }
        }
        if isBackground { return nil }
    }

    /// The style as it is written.
    var text: String {
        var words = Self.attributeNames.filter { attributes.contains($0.value) }.map(\.name)
        if let color { words.append(Self.name(of: color)) }
        if let background { words += ["on", Self.name(of: background)] }
        return words.isEmpty ? "plain" : words.joined(separator: " ")
    }

    /// A colour's name, or its number in the palette of 256.
    static func color(named name: String) -> UInt8? {
        if let number = UInt8(name) { return number }
        return colorNames.firstIndex(of: name).map { UInt8($0) }
    }

    private static func name(of color: UInt8) -> String {
        colorNames.indices.contains(Int(color)) ? colorNames[Int(color)] : String(color)
    }

    private static let attributeNames: [(name: String, value: Attributes)] = [
        ("bold", .bold), ("dim", .dim), ("reverse", .reverse), ("underline", .underline),
    ]

    /// The 16 colours that the person's own terminal defines.
    static let colorNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
        "bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue",
        "bright-magenta", "bright-cyan", "bright-white",
    ]
}
