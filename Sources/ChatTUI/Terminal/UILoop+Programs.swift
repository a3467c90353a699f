import Glibc

/// Other programs that work for the person: the editor, in the terminal, and what opens links.
extension UILoop {
    /// Gives the terminal to the editor.
    ///
    /// Meanwhile nothing is drawn and no key is read; what the rooms say is taken as ever.
    mutating func beginEditing(_ text: String, _ perform: (Effect) -> Void) {
        guard editor == nil, end == nil else { return }
        terminal.leave()
        do throws(EditFailure) {
            editor = try Editor(text)
            // Nobody sees what arrives.
            take(.input(.focus(false)), perform)
        } catch {
            comeBack(with: .failure(error), perform)
        }
    }

    /// Takes what programs leave that have ended.
    mutating func takePrograms(_ ready: Ready, _ perform: (Effect) -> Void) {
        if ready.editor, let ended = editor {
            editor = nil
            comeBack(with: ended.finish(limit: LineEditor.maximumBytes), perform)
            take(.input(.focus(true)), perform)
        }
        if ready.opener {
            for failure in opener.finish() { take(.failed(failure), perform) }
        }
    }

    /// Takes a signal while the editor has the terminal, which has got it too if it came from there.
    mutating func takeWhileEditing(_ signal: CInt, _ perform: (Effect) -> Void) {
        switch signal {
        case SIGTSTP:
            SignalQueue.stop(wholeGroup: false)
            now = Moment.now()
        case SIGTERM, SIGHUP:
            lastWords = editor?.abandon()
            editor = nil
            take(.terminate, perform)
            end = .signal(signal)
        // Ctrl+C is the editor's, the size is asked for afterwards.
        default: break
        }
    }

    private mutating func comeBack(
        with result: Result<String, EditFailure>,
        _ perform: (Effect) -> Void
    ) {
        terminal.enter()
        now = Moment.now()
        resize(perform)
        take(.edited(result), perform)
    }
}
