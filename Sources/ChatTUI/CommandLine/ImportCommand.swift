import ArgumentParser
import EmbeddedServer
import Glibc
import Wire

/// `chat-tui import`: lines of JSON into a history that no server has.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Put what `export` printed into a history file.",
        discussion: """
            chat-tui import --file history.db < backup.jsonl

            No server may have the file. Messages keep their numbers; those that are there already are skipped, so an import
            can be repeated.
            """
    )

    @Option(
        help: ArgumentHelp("The history file; made if there is none.", valueName: "history"),
        completion: .file()
    )
    var file: String

    func run() {
        importLines(into: file).endProcess()
    }
}

private func importLines(into file: String) -> ProcessEnd {
    do throws(HistoryError) {
        var lines = HistoryImport(importer: try HistoryImporter(path: file))
        return lines.run()
    } catch {
        complain(DisplayText(cleaning: "\(error)"))
        return .exit(.failure)
    }
}
