import Glibc
import Wire

/// Opens links with the person's browser, away from the terminal.
struct LinkOpener: ~Copyable {
    /// More at work than this is a browser that does not come up.
    private static let maximum = 8

    /// The programs at work; each is watched, because it tells by its end whether it could.
    private var children: [Running] = []

    private final class Running {
        let child: ChildProcess
        let name: DisplayText

        init(_ child: consuming ChildProcess, _ name: DisplayText) {
            self.child = child
            self.name = name
        }
    }

    /// Poll these for reading, and call ``finish()`` when one is ready.
    var descriptors: [CInt] { children.map { $0.child.descriptor } }

    /// Starts the program that opens a link.
    ///
    /// - Parameters:
    ///   - link: What the person chose.
    ///   - browser: `$BROWSER`; `xdg-open` without it.
    /// - Returns: Why it was not started.
    mutating func open(_ link: String, browser: String? = LinkOpener.browser) -> DisplayText? {
        guard let target = LinkTarget(link) else {
            return "not opened: only web and mail links are"
        }
        guard children.count < Self.maximum else {
            return "not opened: the browser does not answer"
        }
        let words = Self.words(browser, target)
        let name = DisplayText(cleaning: words.first ?? "").oneLine.prefix(bytes: 60)
        do throws(ChildProcess.StartError) {
            children.append(Running(try ChildProcess(words, in: .detached), name))
            return nil
        } catch {
            return "not opened: cannot start \(name): \(DisplayText(errno: error.number))"
        }
    }

    /// Takes the programs away that have ended.
    ///
    /// - Returns: What those say that could not open their link.
    mutating func finish() -> [DisplayText] {
        var entries = descriptors.map { pollfd($0, POLLIN) }
        wait(&entries, until: 0)
        let ended = zip(children, entries).filter(\.1.isReady).map(\.0)
        children.removeAll { child in ended.contains { $0 === child } }
        return ended.compactMap { running in
            let status = running.child.wait()
            switch status {
            case .exited(0): return nil
            case .exited(let code):
                return "\(running.name) did not open the link (exit code \(code))"
            case .signal(let signal):
                return "\(running.name) did not open the link (signal \(signal))"
            }
        }
    }

    private static var browser: String? {
        getenv("BROWSER").map { String(cString: $0) }.flatMap { $0.utf8.isEmpty ? nil : $0 }
    }

    /// The program and its arguments: of `BROWSER` the first of several that colons separate, with the
    /// link for `%s` or at the end.
    static func words(_ browser: String?, _ target: LinkTarget) -> [String] {
        let first = (browser ?? "").utf8.split(separator: UInt8(ascii: ":")).first
        let words = first.map { $0.split(separator: 0x20).map { String(Substring($0)) } } ?? []
        guard !words.isEmpty else { return ["xdg-open", target.string] }
        let filled = words.map { word in
            word.utf8.elementsEqual("%s".utf8) ? target.string : word
        }
        let isFilled = words.contains { $0.utf8.elementsEqual("%s".utf8) }
        return isFilled ? filled : words + [target.string]
    }
}
