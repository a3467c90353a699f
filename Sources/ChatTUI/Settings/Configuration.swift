import Wire

/// All that is configured, and where each value came from.
///
/// A pure fold: defaults, then the file, then the environment, then the command line; what comes
/// later counts.
struct Configuration: Equatable, Sendable {
    /// Where a value came from.
    enum Origin: Equatable, Sendable {
        case standard
        case file(line: Int)
        /// A variable of this name.
        case environment(String)
        /// An option of this name.
        case option(String)
    }

    private(set) var settings = Settings()
    /// Servers with a name of their own, as the file has them.
    var servers: [ServerAlias] = []
    private(set) var keyMap = KeyMap.standard
    private(set) var themes = Themes()
    private var origins: [String: Origin] = [:]

    /// The defaults.
    init() {}

    /// Folds what stands below the command line.
    ///
    /// - Parameters:
    ///   - file: The configuration file, if there is one.
    ///   - environment: Keys of settings with the values of their variables.
    /// - Throws: The first mistake.
    init(
        file: ConfigurationFile?,
        environment: [String: String] = [:]
    ) throws(ConfigurationError) {
        if let file {
            do throws(TOMLError) {
                try take(TOMLReader.read(file.text))
            } catch {
                throw ConfigurationError(path: file.path, error)
            }
        }
        for setting in Setting.all {
            guard let value = environment[setting.key] else { continue }
            do throws(SettingProblem) {
                try take(setting, .string(value), from: .environment(setting.variable))
            } catch {
                throw ConfigurationError(
                    "\(DisplayText(cleaning: setting.variable)) \(error.clause)"
                )
            }
        }
        try checkTheme(file)
    }

    /// Binds keys.
    mutating func bind(_ binding: KeyBinding) throws(SettingProblem) {
        try keyMap.take(binding)
    }

    /// Adds a theme.
    mutating func add(_ theme: Theme) {
        themes.add(theme)
    }

    /// The theme that is chosen must exist.
    private func checkTheme(_ file: ConfigurationFile?) throws(ConfigurationError) {
        do throws(SettingProblem) {
            try themes.check(settings)
        } catch {
            switch origin(of: "theme") {
            case .file(let line):
                let path = DisplayText(cleaning: file?.path ?? "")
                throw ConfigurationError("\(path):\(line): theme \(error.clause)")
            case .environment(let name), .option(let name):
                throw ConfigurationError("\(DisplayText(cleaning: name)) \(error.clause)")
            case .standard: break
            }
        }
    }

    /// Takes a value over that counts more than what was taken before.
    mutating func take(
        _ setting: Setting,
        _ value: TOMLValue,
        from origin: Origin
    ) throws(SettingProblem) {
        try setting.read(&settings, value)
        origins[setting.key] = origin
    }

    /// Where the value of the setting with this key came from.
    func origin(of key: String) -> Origin { origins[key] ?? .standard }

    /// The servers as they count for this run: a nick of their own in the file counts less than
    /// one that was given for the run.
    var knownServers: [ServerAlias] {
        switch origin(of: "nick") {
        case .standard, .file: servers
        case .environment, .option:
            servers.map { ServerAlias(name: $0.name, server: $0.server, nick: nil) }
        }
    }
}

/// A server with a name of its own: `[servers.NAME]`.
struct ServerAlias: Equatable, Sendable {
    /// Letters, digits, `_` and `-`.
    var name: String
    var server: ServerURL
    /// As whom the person speaks there, if not as everywhere.
    var nick: String?

    /// Where its rooms are.
    var url: WebSocketURL { server.url }
}

/// Why the configuration cannot be used, as one sentence for people.
struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    let sentence: DisplayText

    init(_ sentence: DisplayText) {
        self.sentence = sentence.oneLine.prefix(bytes: 1_000)
    }

    /// `config.toml:3:1: reason`.
    init(path: String, _ error: TOMLError) {
        let position = "\(error.position.line):\(error.position.column)" as DisplayText
        self.init("\(DisplayText(cleaning: path)):\(position): \(error.reason)")
    }

    var description: String { sentence.string }
}
