import Wire

/// Commands that change what is configured: now, and with `-s` for the next time too.
extension SlashCommand {
    static let set = SlashCommand(
        name: "set",
        usage: "/set [-s] [KEY [VALUE]]",
        summary: "tell or change a setting; -s saves it too"
    ) { (model, argument) throws(CommandError) in
        let (saves, words) = savingWords(of: argument)
        guard let key = words.first else {
            for setting in Setting.all { model.tell(model.line(of: setting)) }
            return []
        }
        guard let setting = Setting.named(key) else { throw .unknownSetting(key) }
        let value = words.dropFirst().joined(separator: " ")
        guard words.count > 1 || saves else {
            model.tell("\(model.line(of: setting))  \(DisplayText(cleaning: setting.summary))")
            return []
        }
        var effects: [Effect] = []
        if words.count > 1 { effects = try model.change(setting, to: .string(unquoted(value))) }
        if saves {
            let change = SettingChange(path: [setting.key], value: setting.value(model.settings))
            effects.append(.save(change))
            if setting.waitsForStart {
                model.tell("\(model.line(of: setting)) from the next start on")
            }
        } else if setting.waitsForStart {
            model.say(
                "\(model.line(of: setting)) from the next start on, if saved: /set -s \(DisplayText(cleaning: setting.key))"
            )
        } else {
            model.say(model.line(of: setting) + setting.scope)
        }
        return effects
    }
    .completing { model, words in
        let words = words.filter { $0 != "-s" }
        guard let key = words.first else { return Setting.all.map(\.key) }
        guard words.count == 1, let setting = Setting.named(key) else { return [] }
        return key == "theme" ? model.themes.names : setting.choices
    }

    static let bind = SlashCommand(
        name: "bind",
        usage: "/bind [-s] [KEY [ACTION]]",
        summary: "tell or change what a key does: an action, a /command or none; -s saves it too"
    ) { (model, argument) throws(CommandError) in
        let (saves, words) = savingWords(of: argument)
        // The first word is a key, and so is the second if it is the name of one.
        let keys = words.prefix(words.dropFirst().first.flatMap { Key($0) } == nil ? 1 : 2)
        guard !keys.isEmpty else {
            model.tellBindings()
            return []
        }
        do throws(SettingProblem) {
            let chord = try KeyBinding.chord(keys.joined(separator: " "))
            let rest = words.dropFirst(keys.count)
            var binding = KeyBinding(chord: chord, binding: model.keyMap[chord])
            if !rest.isEmpty {
                binding.binding = try KeyBinding.binding(rest.joined(separator: " "))
                var changed = model.keyMap
                try changed.take(binding)
                try changed.checkNeeded()
                model.keyMap = changed
            }
            if saves { return [.save(binding.change)] }
            model.say(binding.sentence)
            return []
        } catch {
            throw CommandError("bind \(error.clause)")
        }
    }
    .completing { _, words in
        let words = words.filter { $0 != "-s" }
        return words.isEmpty || KeyChord(words.joined(separator: " ")) == nil
            ? [] : KeyActionRow.all.map(\.name) + ["none"]
    }
}

extension Model {
    /// Takes the value of a setting, and what follows from it.
    ///
    /// - Throws: Why not.
    fileprivate mutating func change(
        _ setting: Setting,
        to value: TOMLValue
    ) throws(CommandError) -> [Effect] {
        var changed = settings
        do throws(SettingProblem) {
            try setting.read(&changed, value)
            try themes.check(changed)
        } catch {
            throw CommandError("\(DisplayText(cleaning: setting.key)) \(error.clause)")
        }
        let old = settings
        guard !changed.nick.utf8.isEmpty || old.nick.utf8.isEmpty else {
            throw CommandError(
                "nick has 1 to 24 letters, digits, _ . or -: only the file may have an empty one"
            )
        }
        settings = changed
        if changed.nick != old.nick {
            nick = changed.nick
            guard let nick = Nick(changed.nick) else { return [] }
            return rename(to: nick)
        }
        // `/connect` may have led elsewhere since.
        if setting.key == "server" { connect(to: changed.server.url) }
        if changed.roomOrder != old.roomOrder { rankRooms() }
        return changed.mouse == old.mouse ? [] : [.mouse(changed.mouse)]
    }

    /// `notify = "mention"`.
    fileprivate func line(of setting: Setting) -> DisplayText {
        DisplayText(cleaning: "\(setting.key) = \(setting.value(settings).text)").oneLine
    }

    /// Tells what the keys do that do not do what they do without configuration.
    fileprivate mutating func tellBindings() {
        let changes = keyMap.changes.map { KeyBinding(chord: $0.chord, binding: $0.binding) }
        for change in changes { tell(change.sentence) }
        guard changes.isEmpty else { return }
        let help = keyMap.name(.help, or: "/help")
        say("no keys of your own: /bind KEY ACTION; \(help) shows all keys")
    }

    /// Tells whether a value was saved.
    mutating func saved(_ result: Result<String, ConfigurationError>) {
        switch result {
        case .success(let path): say("saved in \(DisplayText(cleaning: path))")
        // Longer than the status line: what is wrong stands behind the path.
        case .failure(let error): tell("not saved: \(error.sentence)")
        }
    }
}

extension KeyBinding {
    /// `Alt+Q  next-room: the next room`.
    fileprivate var sentence: DisplayText {
        var text = "\(chord)  \(Self.text(binding))"
        if case .action(let action) = binding, let row = KeyActionRow.of(action) {
            text += ": \(row.summary)"
        }
        return DisplayText(cleaning: text).oneLine
    }
}

extension CommandError {
    fileprivate static func unknownSetting(_ key: String) -> CommandError {
        let shown = DisplayText(cleaning: key.utf8.prefix(400)).oneLine.prefix(characters: 40)
        let nearest = nearestName(to: key, among: Setting.all.map(\.key))
        let offer: DisplayText =
            nearest.map { ": did you mean \(DisplayText(cleaning: $0))?" } ?? "; /set shows all"
        return CommandError("there is no setting \(shown)\(offer)")
    }
}

/// The words of an argument, and whether `-s` was the first.
private func savingWords(of argument: String) -> (saves: Bool, words: [String]) {
    let words = argument.utf8.split { [0x20, 0x09, 0x0A].contains($0) }
        .map { String(Substring($0)) }
    guard words.first?.utf8.elementsEqual("-s".utf8) == true else { return (false, words) }
    return (true, Array(words.dropFirst()))
}

/// Who knows the file writes quotation marks here too.
private func unquoted(_ text: String) -> String {
    let bytes = text.utf8
    guard bytes.count >= 2, let quote = bytes.first, quote == bytes.last,
        quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    else { return text }
    return String(Substring(bytes.dropFirst().dropLast()))
}
