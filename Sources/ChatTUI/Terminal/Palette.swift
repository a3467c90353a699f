/// How roles look on a terminal, and what is written to have them look so.
struct Palette {
    /// By ``TextRole/index``; behind them what text without a role looks like.
    private let styles: [Style]
    private let sequences: [[UInt8]]

    /// Every role looks as `style` says.
    init(style: (TextRole) -> Style) {
        styles = TextRole.all.map(style) + [Style()]
        sequences = styles.map(\.sequence)
    }

    /// - Parameters:
    ///   - appearance: What roles look like.
    ///   - terminal: What the terminal can show.
    init(_ appearance: Appearance, on terminal: ColorTerminal) {
        let colors = appearance.colors(of: terminal.colors, isColorWanted: terminal.isColorWanted)
        self.init { role in
            var style = appearance.theme.style(of: role, colors: colors)
            if !terminal.hasDim { style.attributes.remove(.dim) }
            return style
        }
    }

    /// How a role looks, by its ``TextRole/index``; `nil` stands for text without one.
    func style(_ role: Int?) -> Style { styles[role ?? styles.count - 1] }

    /// What gives the text that follows this look and no other.
    func sequence(_ role: Int?) -> [UInt8] { sequences[role ?? styles.count - 1] }

    /// Whether a role looks like text without one.
    func hasDefaultLook(_ role: Int) -> Bool { styles[role] == Style() }
}

/// What the terminal can do with colours.
struct ColorTerminal {
    /// Colours of its palette; 0 without colour.
    let colors: Int
    /// Whether the person wants colours (`NO_COLOR`).
    let isColorWanted: Bool
    /// Whether it shows dim text; the Linux console makes it hard to read.
    let hasDim: Bool
}

extension Style {
    /// What gives text this look and no other (SGR, ECMA-48 8.3.117).
    var sequence: [UInt8] {
        var parameters = ""
        if attributes.contains(.bold) { parameters += ";1" }
        if attributes.contains(.dim) { parameters += ";2" }
        if attributes.contains(.underline) { parameters += ";4" }
        if attributes.contains(.reverse) { parameters += ";7" }
        if let color { parameters += Self.parameter(of: color, first: 30) }
        if let background { parameters += Self.parameter(of: background, first: 40) }
        return Array("\u{1B}[0\(parameters)m".utf8)
    }

    /// A palette colour; `first` is the number of the first.
    private static func parameter(of color: UInt8, first: Int) -> String {
        switch color {
        case ..<8: ";\(first + Int(color))"
        case ..<16: ";\(first + 52 + Int(color))"
        default: ";\(first + 8);5;\(color)"
        }
    }
}
