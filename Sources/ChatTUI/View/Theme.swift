/// How a role looks: one of the terminal's own colours, and attributes.
struct Style: Equatable, Sendable {
    struct Attributes: OptionSet, Hashable, Sendable {
        let rawValue: UInt8
        static let bold = Attributes(rawValue: 1)
        static let dim = Attributes(rawValue: 2)
        static let reverse = Attributes(rawValue: 4)
        static let underline = Attributes(rawValue: 8)
    }

    /// A palette colour 0–15, or `nil` for the terminal's default.
    ///
    /// The background is always the default.
    var color: UInt8?
    var attributes: Attributes = []
}

/// What roles look like.
///
/// Only the default colours, the palette that the person's own theme defines, and attributes:
/// readable on light and dark. Colour alone never carries a meaning.
struct Theme: Equatable, Sendable {
    /// Colours the terminal has; 0 without colour (`NO_COLOR`).
    let colors: Int

    func style(of role: TextRole) -> Style {
        var style = Self.style(role)
        if colors == 0 {
            style.color = nil
        } else if colors < 16, let color = style.color {
            style.color = color % 8
        }
        return style
    }

    private static func style(_ role: TextRole) -> Style {
        switch role {
        case .text, .prompt: Style()
        case .faint, .notice, .pending, .rule: Style(attributes: .dim)
        case .speaker(let hue): Style(color: hueColors[Int(hue) % hueColors.count])
        case .ownSpeaker, .mention, .currentRoom, .unread, .helpKey: Style(attributes: .bold)
        case .mentionSpeaker, .unreadMention: Style(color: 5, attributes: [.bold, .reverse])
        case .warning: Style(color: 1, attributes: .bold)
        case .helpHeading: Style(attributes: .underline)
        case .newRule: Style(color: 3)
        case .status, .match, .selected: Style(attributes: .reverse)
        case .statusStrong, .statusAlert, .shownMatch: Style(attributes: [.reverse, .bold])
        }
    }

    /// All palette colours but black, white and the grays.
    private static let hueColors: [UInt8] = [1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14]
}
