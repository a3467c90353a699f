import ArgumentParser
import Glibc
import Wire

/// `chat-tui config`: what is configured, and where it comes from.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Print what is configured, and where each value comes from.",
        discussion: """
            chat-tui config                  all settings, in the form of the file
            chat-tui config theme            the value of one
            $EDITOR "$(chat-tui config --path)"
            """
    )

    @Argument(
        help: "Print the value of this setting alone.",
        completion: .list(Setting.all.map(\.key))
    )
    var key: String?

    @Flag(help: "Print where the configuration file is, or would be.")
    var path = false

    func validate() throws {
        if path, key != nil { throw ValidationError("--path and a setting exclude each other") }
        if let key, Setting.named(key) == nil {
            let nearest = nearestName(to: key, among: Setting.all.map(\.key))
            let offer = nearest.map { ": did you mean \($0)?" } ?? ""
            throw ValidationError("there is no setting \(key)\(offer)")
        }
    }

    func run() throws {
        let environment = Environment.current()
        if path {
            guard let path = environment.configurationPath else {
                throw ConfigurationError("there is no place for it: HOME is not set")
            }
            return print([path])
        }
        let file = try environment.configurationFile()
        let configuration = try Configuration(file: file, environment: environment.settings)
        guard let setting = key.flatMap(Setting.named) else {
            return print(configuration.listing(path: file?.path))
        }
        switch setting.value(configuration.settings) {
        case .string(let text): print([text])
        case .array(let values):
            print(values.map { if case .string(let text) = $0 { text } else { $0.text } })
        case let value: print([value.text])
        }
    }

    private func print(_ lines: [String]) {
        let text = lines.map { DisplayText(cleaning: $0).oneLine.string + "\n" }.joined()
        let failure = writeFully(Array(text.utf8), to: STDOUT_FILENO)
        guard failure != 0 else { return }
        complain("cannot write the output: \(DisplayText(errno: failure))")
        ProcessEnd.exit(.failure).endProcess()
    }
}

extension Configuration {
    /// All that is configured, as lines of a configuration file.
    func listing(path: String?) -> [String] {
        let lines = Setting.all.map { setting in
            (text: "\(setting.key) = \(setting.value(settings).text)", origin(of: setting.key))
        }
        let width = min(lines.map(\.text.count).max() ?? 0, 40)
        var listing = [path.map { "# \($0)" } ?? "# no configuration file"]
        for (text, origin) in lines {
            let blanks = String(repeating: " ", count: max(width - text.count, 0))
            listing.append("\(text)\(blanks)  # \(origin)")
        }
        for server in servers {
            listing += ["", "[servers.\(server.name)]", "url = \(server.server.setting.text)"]
            if let nick = server.nick { listing.append("nick = \(TOMLValue.quoted(nick))") }
        }
        let changes = keyMap.changes
        if !changes.isEmpty { listing += ["", "[bind]"] }
        for (chord, binding) in changes {
            let key = TOMLValue.key(chord.description)
            listing.append("\(key) = \(TOMLValue.quoted(KeyBinding.text(binding)))")
        }
        for theme in themes.own {
            listing += ["", "[themes.\(TOMLValue.key(theme.name))]"] + theme.listing
        }
        return listing
    }
}

extension Configuration.Origin: CustomStringConvertible {
    var description: String {
        switch self {
        case .standard: "default"
        case .file(let line): "line \(line)"
        case .environment(let name): "$\(name)"
        case .option(let name): name
        }
    }
}
