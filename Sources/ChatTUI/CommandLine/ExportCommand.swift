import ArgumentParser
import EmbeddedServer
import Glibc
import Store
import Wire

/// `chat-tui export`: a history as lines of JSON.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print a server's history file as lines of JSON.",
        discussion: """
            chat-tui export --file history.db > backup.jsonl
            chat-tui export lobby --file history.db | jq -r .message

            The server may be running. To read from a server: chat-tui log ROOM -o json.
            """
    )

    @Argument(help: "A room's name (default: all rooms).")
    var rooms: [String] = []

    @Option(
        help: ArgumentHelp("The history file.", valueName: "history"),
        completion: .file()
    )
    var file: String

    func run() throws {
        let names = try rooms.map { text in
            guard let name = RoomName(text) else {
                throw ValidationError(
                    "a history's rooms have names of 1 to 64 letters, digits, _ or -"
                )
            }
            return name
        }
        export(names, file: file).endProcess()
    }
}

private func export(_ names: [RoomName], file: String) -> ProcessEnd {
    do throws(StoreError) {
        let log = try HistoryLog(path: file)
        var exporter = HistoryExporter(log: log)
        // Alphabetically, so that two exports can be compared.
        let all = try log.rooms(limit: .max).map(\.name).sorted {
            $0.description.utf8.lexicographicallyPrecedes($1.description.utf8)
        }
        for name in names where !all.contains(name) {
            complain("nothing was said in \(DisplayText(cleaning: name.description))")
        }
        for name in all where names.isEmpty || names.contains(name) {
            if let end = try exporter.export(name) { return end }
        }
        return exporter.finish()
    } catch {
        complainAbout(file: file, error)
        return .exit(.failure)
    }
}
