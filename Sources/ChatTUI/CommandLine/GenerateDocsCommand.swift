import ArgumentParser
import Glibc
import Wire

/// `chat-tui generate-docs`: writes the parts of documents that are made from tables of the
/// program; for who builds it (`make docs`).
struct GenerateDocsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate-docs",
        abstract: "Write the generated parts of documents anew.",
        shouldDisplay: false
    )

    @Argument(help: "Documents of this project.", completion: .file())
    var files: [String]

    func run() throws {
        for path in files {
            guard let file = try ConfigurationFile.read(path) else {
                throw ValidationError("there is no file \(path)")
            }
            let document = String(decoding: file.text, as: UTF8.self)
            let text = GeneratedDocs.fill(document)
            let descriptor = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC)
            guard descriptor >= 0, writeFully(Array(text.utf8), to: descriptor) == 0 else {
                throw ValidationError("cannot write \(path)")
            }
            close(descriptor)
        }
    }
}
