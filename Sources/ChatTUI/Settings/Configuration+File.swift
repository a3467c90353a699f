import Wire

/// What the tables and keys of the file mean.
extension Configuration {
    private static let tables = ["servers", "bind", "themes"]
    /// More servers, and more themes, are nobody's.
    private static let maximumCount = 100

    /// Takes the file over.
    ///
    /// - Throws: The first key that is not known, or value that does not fit.
    mutating func take(_ document: TOMLDocument) throws(TOMLError) {
        for table in document.tables where !Self.isKnown(table: table.path) {
            throw TOMLError(
                position: table.position,
                reason: "there is no table [\(shown(table.path))]" + offer(table.path, Self.tables)
            )
        }
        var (bindings, themeKeys): ([TOMLDocument.Entry], [TOMLDocument.Entry]) = ([], [])
        for entry in document.entries {
            switch (entry.path.first, entry.path.count) {
            case ("servers", 3): try takeServer(entry)
            case ("themes", 3): themeKeys.append(entry)
            case ("bind", 2): bindings.append(entry)
            case ("servers", 1...2): throw noTable(entry, below: "url = \"ws://…\"")
            case ("themes", 1...2): throw noTable(entry, below: "its roles")
            case ("bind", 1): throw noTable(entry, below: "keys and what they do")
            case (_, 1): try takeSetting(entry)
            default: throw unknown(entry, among: Self.tables)
            }
        }
        try checkServers(document)
        try takeBindings(bindings)
        try takeThemes(themeKeys, document.tables)
    }

    private static func isKnown(table path: [String]) -> Bool {
        tables.contains(path[0]) && path.count <= (path[0] == "bind" ? 1 : 2)
    }

    private mutating func takeSetting(_ entry: TOMLDocument.Entry) throws(TOMLError) {
        guard let setting = Setting.named(entry.path[0]) else {
            throw unknown(entry, among: Setting.all.map(\.key) + Self.tables)
        }
        do throws(SettingProblem) {
            try take(setting, entry.value, from: .file(line: entry.position.line))
        } catch {
            throw problem(entry, error.clause)
        }
    }

    private mutating func takeServer(_ entry: TOMLDocument.Entry) throws(TOMLError) {
        let name = entry.path[1]
        guard (1...32).contains(name.utf8.count), name.utf8.allSatisfy(isBareKeyPart) else {
            throw TOMLError(
                position: entry.position,
                reason: "a server's name has 1 to 32 of the signs A-Z, 0-9, _ -"
            )
        }
        let index =
            servers.firstIndex { $0.name.utf8.elementsEqual(name.utf8) } ?? servers.count
        if index == servers.count {
            guard index < Self.maximumCount else { throw tooMany("servers", entry.position) }
            servers.append(ServerAlias(name: name, server: .standard))
        }
        do throws(SettingProblem) {
            switch entry.path[2] {
            case "url": servers[index].server = try ServerURL(setting: entry.value)
            case "nick": servers[index].nick = try Setting.nick(entry.value)
            default: throw SettingProblem(clause: "")
            }
        } catch {
            throw error.clause.isEmpty
                ? unknown(entry, among: ["url", "nick"]) : problem(entry, error.clause)
        }
    }

    /// A server without a URL is none, and one with two names would have two nicks.
    private func checkServers(_ document: TOMLDocument) throws(TOMLError) {
        let places =
            document.tables.map { ($0.path, $0.position) }
            + document.entries.map { ($0.path, $0.position) }
        let urls = document.entries.filter { entry in
            entry.path.count == 3 && entry.path[0] == "servers" && entry.path[2] == "url"
        }
        for (path, position) in places where path[0] == "servers" && path.count > 1 {
            guard !urls.contains(where: { $0.path[1] == path[1] }) else { continue }
            throw TOMLError(position: position, reason: "[\(shown(Array(path[..<2])))] needs a url")
        }
        var names: [String: String] = [:]
        for entry in urls {
            guard let server = servers.first(where: { $0.name == entry.path[1] }) else { continue }
            if let other = names.updateValue(server.name, forKey: server.url.serverKey) {
                throw problem(
                    entry,
                    "is on the same server as servers.\(DisplayText(cleaning: other)): one server has one name"
                )
            }
        }
    }

    /// Keys that are set free come first, whatever their order: others may need them.
    private mutating func takeBindings(_ entries: [TOMLDocument.Entry]) throws(TOMLError) {
        var bindings: [(entry: TOMLDocument.Entry, binding: KeyBinding)] = []
        var lines: [KeyChord: Int] = [:]
        for entry in entries {
            do throws(SettingProblem) {
                guard case .string(let text) = entry.value else {
                    throw SettingProblem(clause: "takes an action or a /command in quotation marks")
                }
                let chord = try KeyBinding.chord(entry.path[1])
                if let line = lines.updateValue(entry.position.line, forKey: chord) {
                    let name = DisplayText(cleaning: chord.description)
                    throw SettingProblem(clause: "has \(name) in line \(line) already")
                }
                let binding = try KeyBinding.binding(text)
                bindings.append((entry, KeyBinding(chord: chord, binding: binding)))
            } catch {
                throw TOMLError(position: entry.position, reason: "bind \(error.clause)")
            }
        }
        let isFree = bindings.partition { $0.binding.binding != nil }
        for (entry, binding) in bindings[..<isFree] + bindings[isFree...] {
            do throws(SettingProblem) {
                try bind(binding)
            } catch {
                throw TOMLError(position: entry.position, reason: "bind \(error.clause)")
            }
        }
        do throws(SettingProblem) {
            try keyMap.checkNeeded()
        } catch {
            let culprit = bindings.last { KeyMap.standard[$0.binding.chord] == lackingBinding }
            throw TOMLError(
                position: culprit?.entry.position ?? TOMLPosition(line: 1, column: 1),
                reason: "bind \(error.clause)"
            )
        }
    }

    private var lackingBinding: KeyMap.Binding? { keyMap.lacking.map { .action($0) } }

    /// A table without keys is a theme too: the automatic one under another name.
    private mutating func takeThemes(
        _ entries: [TOMLDocument.Entry],
        _ tables: [TOMLDocument.Table]
    ) throws(TOMLError) {
        let places =
            entries.map { ($0.path, $0.position) }
            + tables.filter { $0.path[0] == "themes" && $0.path.count == 2 }
            .map { ($0.path, $0.position) }
        var names: [String] = []
        for (path, position) in places where !names.contains(path[1]) {
            let name = path[1]
            guard names.count < Self.maximumCount else { throw tooMany("themes", position) }
            guard !Theme.builtIn.contains(where: { $0.name == name }) else {
                throw TOMLError(
                    position: position,
                    reason: "the theme \(DisplayText(cleaning: name)) is built in"
                )
            }
            names.append(name)
            add(try theme(name, entries.filter { $0.path[1] == name }))
        }
    }

    private func theme(
        _ name: String,
        _ entries: [TOMLDocument.Entry]
    ) throws(TOMLError) -> Theme {
        let base = entries.first { $0.path[2] == "base" }
        var theme = Theme(name: name, base: .automatic)
        if let base {
            guard case .string(let baseName) = base.value,
                let builtIn = Theme.builtIn.first(where: { $0.name == baseName })
            else { throw problem(base, "takes auto, dark, light or mono") }
            theme = Theme(name: name, base: builtIn)
        }
        for entry in entries where entry.path[2] != "base" {
            do throws(SettingProblem) {
                try theme.take(entry.path[2], entry.value)
            } catch {
                throw error.clause.isEmpty
                    ? unknown(entry, among: ["base"] + Theme.keys) : problem(entry, error.clause)
            }
        }
        return theme
    }

    // MARK: Mistakes

    private func tooMany(_ what: DisplayText, _ position: TOMLPosition) -> TOMLError {
        TOMLError(position: position, reason: "there are more than \(Self.maximumCount) \(what)")
    }

    private func unknown(_ entry: TOMLDocument.Entry, among names: [String]) -> TOMLError {
        TOMLError(
            position: entry.position,
            reason: "there is no setting \(shown(entry.path))" + offer(entry.path, names)
        )
    }

    /// A value where a table belongs: `servers.work = "ws://…"`.
    private func noTable(_ entry: TOMLDocument.Entry, below: DisplayText) -> TOMLError {
        let isNamed = entry.path.count > 1 || entry.path[0] == "bind"
        let table: DisplayText = isNamed ? shown(entry.path) : "\(shown(entry.path)).NAME"
        return TOMLError(
            position: entry.position,
            reason: "\(shown(entry.path)) is a table: write [\(table)] and below it \(below)"
        )
    }

    private func problem(_ entry: TOMLDocument.Entry, _ clause: DisplayText) -> TOMLError {
        TOMLError(position: entry.valuePosition, reason: "\(shown(entry.path)) \(clause)")
    }

    private func offer(_ path: [String], _ names: [String]) -> DisplayText {
        let name = path.count == 3 ? path[2] : path[0]
        let nearest = nearestName(to: name, among: names)
        return nearest.map { ": did you mean \(DisplayText(cleaning: $0))?" } ?? ""
    }

    private func shown(_ path: [String]) -> DisplayText {
        DisplayText(cleaning: path.map { TOMLValue.key($0) }.joined(separator: "."))
            .oneLine.prefix(characters: 60)
    }
}
