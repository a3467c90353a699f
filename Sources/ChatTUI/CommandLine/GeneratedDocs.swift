/// The parts of the documentation that are made from the tables of keys, commands and settings.
///
/// In a document a part stands between two comments: `<!-- begin keys -->` and
/// `<!-- end keys -->`, or in a manual page `.\" begin keys` and `.\" end keys`.
enum GeneratedDocs {
    /// The document with its parts as they should be.
    static func fill(_ document: String) -> String {
        var lines: [Substring] = []
        var skipsTo: String?
        for line in document.split(separator: "\n", omittingEmptySubsequences: false) {
            if let end = skipsTo {
                guard line == end else { continue }
                skipsTo = nil
            }
            lines.append(line)
            for part in parts where line == part.begin {
                lines += part.lines.map { $0[...] }
                skipsTo = part.end
            }
        }
        return lines.joined(separator: "\n")
    }

    private struct Part {
        var begin: String
        var end: String
        var lines: [String]

        static func markdown(_ name: String, _ lines: [String]) -> Part {
            Part(begin: "<!-- begin \(name) -->", end: "<!-- end \(name) -->", lines: lines)
        }

        static func manual(_ name: String, _ lines: [String]) -> Part {
            Part(begin: ".\\\" begin \(name)", end: ".\\\" end \(name)", lines: lines)
        }
    }

    private static let parts: [Part] = [
        .markdown("keys", keys),
        .markdown("commands", commands),
        .markdown("settings", settings),
        .markdown("roles", [TextRole.named.map { "`\($0.name)`" }.joined(separator: ", ") + "."]),
        .manual("keys", manualKeys),
        .manual("commands", manualCommands),
        .manual("settings", manualSettings),
    ]
}

// MARK: - Markdown

extension GeneratedDocs {
    private static let keys: [String] = KeyActionRow.Group.allCases.flatMap { group in
        ["", "### \(group.rawValue)", "", "| keys | what | action |", "|---|---|---|"]
            + rows(group).map { row in
                let keys = row.keys.map { "`` \($0) ``" }.joined(separator: ", ")
                return "| \(keys) | \(cell(row.summary)) | `\(row.name)` |"
            }
    }

    private static let commands: [String] =
        ["", "| command | what |", "|---|---|"]
        + SlashCommand.all.map { command in
            let others = command.aliases.map { "`/\($0)`" }.joined(separator: ", ")
            let aliases = others.isEmpty ? "" : " (also \(others))"
            return
                "| `\(cell(command.usage))` | \(cell(command.summary(with: .standard)))\(aliases) |"
        }

    private static let settings: [String] =
        ["", "| key | takes | default | what |", "|---|---|---|---|"]
        + Setting.all.map { setting in
            let value = setting.value(Settings()).text
            return
                "| `\(setting.key)` | \(cell(setting.syntax)) | `\(value)` | \(cell(setting.summary)) |"
        }

    private static func rows(_ group: KeyActionRow.Group) -> [KeyActionRow] {
        KeyActionRow.all.filter { $0.group == group }
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}

// MARK: - The manual page

extension GeneratedDocs {
    private static let manualKeys: [String] = KeyActionRow.Group.allCases.flatMap { group in
        [".Ss \(group.rawValue)"]
            + list(
                rows(group).map { row in
                    let keys = row.keys.map(\.description).joined(separator: ", ")
                    return (keys, row.summary + " (" + row.name + ")")
                }
            )
    }

    private static let manualCommands = list(
        SlashCommand.all.map { ($0.usage, $0.summary(with: .standard)) }
    )

    private static let manualSettings = list(
        Setting.all.map { setting in
            let value = setting.value(Settings()).text
            return ("\(setting.key) = \(setting.syntax)", "\(setting.summary); by default \(value)")
        }
    )

    private static func list(_ entries: [(name: String, text: String)]) -> [String] {
        [".Bl -tag -width Ds -compact"]
            + entries.flatMap {
                [".It Ic \"\(escaped($0.name, inQuotes: true))\"", escaped($0.text)]
            }
            + [".El"]
    }

    /// What roff would take for a request, an escape or another character.
    private static func escaped(_ text: String, inQuotes: Bool = false) -> String {
        var escaped = ""
        for (index, character) in text.enumerated() {
            switch character {
            case "\\": escaped += "\\e"
            case "`": escaped += "\\(ga"
            case "\"" where inQuotes: escaped += "\\(dq"
            case ".", "'": escaped += index == 0 ? "\\&\(character)" : String(character)
            default: escaped.append(character)
            }
        }
        return escaped
    }
}
