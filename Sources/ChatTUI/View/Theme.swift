/// What roles look like.
///
/// The built-in themes use the default colours, the palette that the person's own terminal
/// defines, and attributes. Colour alone never carries a meaning.
struct Theme: Equatable, Sendable {
    let name: String
    /// By ``TextRole/index``; those of speakers are replaced where there are 256 colours.
    private var styles: [Style]
    /// The colours of speakers where there are 256.
    private var manyHues: [Style]

    /// A theme with these styles for speakers, one after the other, and the usual ones for the rest.
    private init(name: String, hues: [Style], manyHues: [UInt8] = []) {
        self.name = name
        self.manyHues = manyHues.map { Style(color: $0) }
        styles = TextRole.all.map { role in
            if case .speaker(let hue) = role {
                hues[Int(hue) % hues.count]
            } else {
                Self.usual(role)
            }
        }
    }

    /// A theme that is this one until it is changed.
    init(name: String, base: Theme) {
        self.name = name
        styles = base.styles
        manyHues = base.manyHues
    }

    /// What a role looks like where there are so many colours; 0 for none (`NO_COLOR`).
    func style(of role: TextRole, colors: Int) -> Style {
        if colors >= 256, case .speaker(let hue) = role, !manyHues.isEmpty {
            return manyHues[Int(hue) % manyHues.count]
        }
        return styles[role.index].limited(to: colors)
    }

    /// Changes what a role looks like.
    mutating func set(_ role: TextRole, to style: Style) {
        styles[role.index] = style
    }

    /// Gives speakers these styles.
    mutating func setSpeakers(to hues: [Style]) {
        guard !hues.isEmpty else { return }
        manyHues = []
        for hue in 0..<TextRole.hues {
            styles[TextRole.speaker(hue: hue).index] = hues[Int(hue) % hues.count]
        }
    }

    private static func usual(_ role: TextRole) -> Style {
        switch role {
        case .text, .prompt, .speaker: Style()
        case .faint, .notice, .pending, .rule: Style(attributes: .dim)
        case .ownSpeaker, .mention, .currentRoom, .unread, .helpKey: Style(attributes: .bold)
        case .mentionSpeaker, .unreadMention: Style(color: 5, attributes: [.bold, .reverse])
        case .warning: Style(color: 1, attributes: .bold)
        case .helpHeading: Style(attributes: .underline)
        case .newRule: Style(color: 3)
        case .status, .match, .selected: Style(attributes: .reverse)
        case .statusStrong, .statusAlert, .shownMatch: Style(attributes: [.reverse, .bold])
        }
    }
}

// MARK: - Built-in themes

extension Theme {
    static let builtIn: [Theme] = [automatic, dark, light, mono]

    /// Readable on dark and on light: bright yellow, green and cyan are left out, and of the 256
    /// colours those are taken that have a contrast of at least 3.7 to black and to white.
    static let automatic = Theme(
        name: "auto",
        hues: colors([1, 2, 3, 4, 5, 6, 9, 12, 13]) + colors([2, 3, 6], .bold),
        manyHues: [196, 130, 100, 28, 29, 31, 27, 61, 129, 163, 132, 197]
    )

    /// At least 7 to black.
    static let dark = Theme(
        name: "dark",
        hues: colors([9, 10, 11, 12, 13, 14, 1, 2, 3, 4, 5, 6]),
        manyHues: [203, 216, 172, 184, 107, 82, 48, 43, 45, 111, 207, 205]
    )

    /// At least 5 to white.
    static let light = Theme(
        name: "light",
        hues: colors([1, 2, 4, 5, 6, 9, 12, 13]) + colors([1, 2, 4, 5], .bold),
        manyHues: [160, 88, 94, 22, 23, 25, 27, 21, 19, 127, 53, 161]
    )

    /// Attributes only.
    static let mono: Theme = {
        var theme = Theme(name: "mono", hues: [Style()])
        for role in TextRole.all {
            var style = theme.styles[role.index]
            style.color = nil
            theme.set(role, to: style)
        }
        theme.set(.newRule, to: Style(attributes: .bold))
        return theme
    }()

    private static func colors(_ colors: [UInt8], _ attributes: Style.Attributes = []) -> [Style] {
        colors.map { Style(color: $0, attributes: attributes) }
    }
}

/// A theme, and of how many colours it may make use.
struct Appearance: Equatable, Sendable {
    var theme: Theme
    var colour: Settings.Colour

    /// The colours that are used on a terminal that has so many.
    func colors(of terminal: Int, isColorWanted: Bool) -> Int {
        switch colour {
        case .auto: isColorWanted ? terminal : 0
        case .never: 0
        case .sixteen: min(terminal, 16)
        case .twoHundredFiftySix: min(terminal, 256)
        }
    }
}
