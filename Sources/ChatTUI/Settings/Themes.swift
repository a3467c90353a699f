import Wire

/// The themes that there are: the built-in ones, and those of `[themes.NAME]`.
struct Themes: Equatable, Sendable {
    private(set) var own: [Theme] = []

    /// Their names.
    var names: [String] { (Theme.builtIn + own).map(\.name) }

    /// The theme of this name.
    subscript(name: String) -> Theme? {
        own.first { $0.name == name } ?? Theme.builtIn.first { $0.name == name }
    }

    /// Adds a theme.
    mutating func add(_ theme: Theme) {
        own.append(theme)
    }

    /// Sees to it that the theme that is chosen exists.
    ///
    /// - Throws: That it does not.
    func check(_ settings: Settings) throws(SettingProblem) {
        guard self[settings.theme] == nil else { return }
        let all = names.map { DisplayText(cleaning: $0).oneLine }
        throw SettingProblem(clause: "takes one of \(all.joined(separator: ", "))")
    }
}

extension Theme {
    /// Takes a key of `[themes.NAME]`.
    ///
    /// - Throws: What is wrong with the value; with an empty clause, that there is no such key.
    mutating func take(_ key: String, _ value: TOMLValue) throws(SettingProblem) {
        if key.utf8.elementsEqual("speakers".utf8) {
            return setSpeakers(to: try Self.styles(value))
        }
        guard let role = TextRole.named.first(where: { $0.name.utf8.elementsEqual(key.utf8) })?.role
        else { throw SettingProblem(clause: "") }
        set(role, to: try Self.style(value))
    }

    /// The keys of the file that make it, all that it may have.
    var listing: [String] {
        let hues = (0..<TextRole.hues).map { style(of: .speaker(hue: $0), colors: 256) }
        let speakers = TOMLValue.array(hues.map { .string($0.text) }).text
        return ["speakers = \(speakers)"]
            + TextRole.named.map { name, role in
                "\(name) = \(TOMLValue.quoted(style(of: role, colors: 256).text))"
            }
    }

    /// What a theme may say, besides `base`.
    static let keys = ["speakers"] + TextRole.named.map(\.name)

    private static func styles(_ value: TOMLValue) throws(SettingProblem) -> [Style] {
        guard case .array(let values) = value else { return [try style(value)] }
        var styles: [Style] = []
        for value in values { styles.append(try style(value)) }
        return styles
    }

    private static func style(_ value: TOMLValue) throws(SettingProblem) -> Style {
        let text: String? =
            switch value {
            case .string(let text): text
            case .integer(let number): String(number)
            case .boolean, .array: nil
            }
        guard let style = text.flatMap({ Style($0) }) else {
            throw SettingProblem(
                clause:
                    "takes words such as bold, dim, reverse, underline, red, bright-red, 208, on blue, plain"
            )
        }
        return style
    }
}
