import Glibc
import Wire

/// The person's editor at work on a text; it has the terminal meanwhile.
final class Editor {
    /// Readable when it has ended.
    var descriptor: CInt { child.descriptor }

    private let file: EditorFile
    private let child: ChildProcess
    private let name: DisplayText

    /// Starts the editor.
    ///
    /// - Parameters:
    ///   - text: What is to be edited.
    ///   - command: What the person has set.
    ///   - folders: Where the file may be.
    /// - Throws: A sentence that says why it does not run.
    init(
        _ text: String,
        command: String = Editor.command,
        folders: [String] = EditorFile.folders
    ) throws(EditFailure) {
        name = DisplayText(cleaning: command).oneLine.prefix(bytes: 60)
        let file = try EditorFile(text, in: folders)
        do throws(ChildProcess.StartError) {
            child = try ChildProcess(Self.words(command, path: file.path), in: .terminal)
        } catch {
            file.remove()
            guard error.number != ENOENT else { throw Self.missing(name) }
            throw EditFailure(
                sentence:
                    "the editor \(name) cannot be started: \(DisplayText(errno: error.number))"
            )
        }
        self.file = file
    }

    /// `$VISUAL`, `$EDITOR` or `vi`.
    static var command: String {
        for name in ["VISUAL", "EDITOR"] {
            if let value = getenv(name).map({ String(cString: $0) }), !value.utf8.isEmpty {
                return value
            }
        }
        return "vi"
    }

    /// The program and its arguments: what was set may have options in it, and where it has more than
    /// that, a shell reads it.
    ///
    /// The shell has a handler of Ctrl+C, which the editor does not inherit, and so outlives it.
    static func words(_ command: String, path: String) -> [String] {
        let needsShell = command.utf8.contains { "|&;<>()$`\\\"'*?[#~=%\n".utf8.contains($0) }
        guard needsShell else {
            let words = command.utf8.split { $0 == 0x20 || $0 == 0x09 }
            return (words.isEmpty ? ["vi"] : words.map { String(Substring($0)) }) + [path]
        }
        return ["/bin/sh", "-c", "trap : INT QUIT; \(command) \"$1\"", "chat-tui", path]
    }

    private static func missing(_ name: DisplayText) -> EditFailure {
        EditFailure(sentence: "there is no editor \(name): set VISUAL or EDITOR")
    }

    /// Asks it to end, and gives it a second to leave the terminal as it found it; what was written
    /// stays in the file.
    ///
    /// - Returns: A sentence that says where.
    func abandon() -> DisplayText {
        child.send(SIGTERM)
        var entries = [pollfd(descriptor, POLLIN)]
        wait(&entries, until: Moment.monotonicMilliseconds() + 1000)
        return "the text that was edited is in \(DisplayText(cleaning: file.path))"
    }

    /// The text that it left; call when it has ended.
    ///
    /// Where the text cannot be taken, its file is kept.
    func finish(limit: Int) -> Result<String, EditFailure> {
        switch child.wait() {
        case .exited(0): break
        case .exited(126), .exited(127):
            file.remove()
            return .failure(Self.missing(name))
        case .exited(let code):
            file.remove()
            return failure("\(name) ended with \(code): the line is as it was")
        case .signal(let signal):
            return failure(
                "\(name) was ended by signal \(signal); its file is \(DisplayText(cleaning: file.path))"
            )
        }
        do throws(EditFailure) {
            let text = try file.text(limit: limit)
            file.remove()
            return .success(text)
        } catch {
            return .failure(error)
        }
    }

    private func failure(_ sentence: DisplayText) -> Result<String, EditFailure> {
        .failure(EditFailure(sentence: sentence))
    }
}
