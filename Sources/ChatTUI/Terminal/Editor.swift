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
    ///   - command: What the person has set. A shell reads it, because it may have options in it; the file
    ///     is an argument of its own.
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
            let words = ["/bin/sh", "-c", "\(command) \"$1\"", "chat-tui", file.path]
            child = try ChildProcess(words, in: .terminal)
        } catch {
            file.remove()
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
            return failure("there is no editor \(name): set VISUAL or EDITOR")
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
