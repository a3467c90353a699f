import Glibc
import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Editor")
struct EditorTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    /// What comes back from an editor that is this shell command; `$1` is the file.
    private func edit(
        _ text: String,
        with script: String,
        limit: Int = 1000
    ) throws -> Result<String, EditFailure> {
        let path = "\(folder.path)/editor"
        let bytes = Array("#!/bin/sh\n\(script)\n".utf8)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o700)
        _ = write(descriptor, bytes, bytes.count)
        close(descriptor)
        let editor = try Editor(text, command: path, folders: [folder.path])
        var entries = [pollfd(editor.descriptor, POLLIN)]
        wait(&entries, until: Moment.monotonicMilliseconds() + 10_000)
        #expect(entries[0].isReady)
        return editor.finish(limit: limit)
    }

    /// The folders that editors have left.
    private var left: [String] {
        var names: [String] = []
        guard let listing = opendir(folder.path) else { return [] }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.utf8.starts(with: "chat-tui-".utf8) { names.append(name) }
        }
        return names
    }

    @Test("brings back what the editor wrote, without the last line end, and takes the file away")
    func text() throws {
        let result = try edit(
            "one\ntwo",
            with: "cat \"$1\" \"$1\" > \"$1.new\"; mv \"$1.new\" \"$1\"; touch \"$1~\""
        )
        #expect(result == .success("one\ntwo\none\ntwo"))
        #expect(left == [])
    }

    @Test("nobody else can read the file")
    func permissions() throws {
        let script =
            "stat -c '%a' \"$1\" > mode; stat -c '%a' \"$(dirname \"$1\")\" >> mode; cat mode > \"$1\"; rm mode"
        #expect(try edit("", with: "cd \"$(dirname \"$1\")\"; \(script)") == .success("600\n700"))
    }

    @Test("signals are as in a fresh login")
    func signals() throws {
        let result = try edit(
            "",
            with: "grep -E '^Sig(Blk|Ign)' /proc/self/status | cut -f2 > \"$1\""
        )
        // Python's and the test runner's own ignoring of other signals does not matter.
        guard case .success(let text) = result else { return #expect(Bool(false), "\(result)") }
        #expect(text.utf8.starts(with: "0000000000000000\n".utf8))
    }

    @Test("an editor that fails leaves the line as it was and says so", arguments: [1, 126, 127])
    func failure(code: Int) throws {
        guard case .failure(let failure) = try edit("text", with: "exit \(code)") else {
            return #expect(Bool(false))
        }
        #expect(failure.sentence.string.contains(code == 1 ? "ended with 1" : "there is no editor"))
        #expect(left == [])
    }

    @Test("a command that is nowhere is named, read by a shell or not")
    func missing() throws {
        let error = #expect(throws: EditFailure.self) {
            _ = try Editor("text", command: "no-such-editor --wait", folders: [folder.path])
        }
        #expect(
            error?.sentence == "there is no editor no-such-editor --wait: set VISUAL or EDITOR"
        )
        let editor = try Editor("text", command: "A=1 no-such-editor", folders: [folder.path])
        guard case .failure(let failure) = editor.finish(limit: 100) else {
            return #expect(Bool(false))
        }
        #expect(failure.sentence == "there is no editor A=1 no-such-editor: set VISUAL or EDITOR")
        #expect(left == [])
    }

    @Test(
        "options are options, and only what needs a shell gets one",
        arguments: [
            ("vi", ["vi", "F"]), ("code  --wait", ["code", "--wait", "F"]), (" ", ["vi", "F"]),
            (
                "A='b c' vi",
                ["/bin/sh", "-c", "trap : INT QUIT; A='b c' vi \"$1\"", "chat-tui", "F"]
            ),
        ]
    )
    func words(command: String, expected: [String]) {
        #expect(Editor.words(command, path: "F") == expected)
    }

    @Test(
        "what cannot be taken is kept, and the sentence names the place",
        arguments: [
            ("head -c 2000 /dev/zero | tr '\\0' x > \"$1\"", "at most 1000 bytes"),
            ("printf '\\377' > \"$1\"", "not UTF-8"),
        ]
    )
    func kept(script: String, reason: String) throws {
        guard case .failure(let failure) = try edit("text", with: script) else {
            return #expect(Bool(false))
        }
        #expect(failure.sentence.string.contains(reason))
        let name = try #require(left.first)
        #expect(failure.sentence.string.contains("\(name)/message.txt"))
    }

    @Test("a file that the editor took away is told")
    func removed() throws {
        guard case .failure(let failure) = try edit("text", with: "rm \"$1\"") else {
            return #expect(Bool(false))
        }
        #expect(failure.sentence.string.contains("left no text"))
    }

    @Test("without a place for the file there is a sentence")
    func noPlace() {
        let error = #expect(throws: EditFailure.self) {
            _ = try Editor("text", command: "true", folders: ["/nonexistent", "/proc"])
        }
        #expect(error?.sentence.string.contains("no place for a file") == true)
    }
}

@Suite("LinkOpener")
struct LinkOpenerTests {
    private let target = LinkTarget("https://example.org/?a=$(id)&b=;c")

    private func finish(_ opener: inout LinkOpener) -> [DisplayText] {
        var entries = opener.descriptors.map { pollfd($0, POLLIN) }
        wait(&entries, until: Moment.monotonicMilliseconds() + 10_000)
        return opener.finish()
    }

    @Test(
        "the link is one argument, and no shell looks at it",
        arguments: [
            (nil, ["xdg-open", "*"]), ("", ["xdg-open", "*"]), ("firefox", ["firefox", "*"]),
            ("firefox --new-tab:chromium", ["firefox", "--new-tab", "*"]),
            ("browse %s -q", ["browse", "*", "-q"]),
        ] as [(String?, [String])]
    )
    func words(browser: String?, expected: [String]) throws {
        let target = try #require(target)
        let words = LinkOpener.words(browser, target)
        #expect(words == expected.map { $0 == "*" ? target.string : $0 })
    }

    @Test("a program that opens it says nothing")
    func opens() {
        var opener = LinkOpener()
        #expect(opener.open("https://example.org/", browser: "true") == nil)
        #expect(finish(&opener) == [])
        #expect(opener.descriptors == [])
    }

    @Test("a program that fails, or is not there, is told")
    func fails() {
        var opener = LinkOpener()
        #expect(opener.open("https://example.org/", browser: "false") == nil)
        #expect(finish(&opener) == ["false did not open the link (exit code 1)"])
        let sentence = opener.open("https://example.org/", browser: "no-such-browser")
        #expect(sentence?.string.contains("cannot start no-such-browser") == true)
    }

    @Test(
        "other targets are not opened",
        arguments: ["file:///etc/passwd", "javascript:1", "-x", "/bin/sh"]
    )
    func refused(link: String) {
        var opener = LinkOpener()
        #expect(opener.open(link, browser: "true") == "not opened: only web and mail links are")
    }

    @Test("a browser that never comes up is started a few times only")
    func bounded() {
        var opener = LinkOpener()
        let answers = (0..<9).map { _ in opener.open("https://example.org/", browser: "sleep 2 %s")
        }
        // sleep does not take a link and fails, but not before it has been started nine times.
        #expect(answers.prefix(8).allSatisfy { $0 == nil })
        #expect(answers[8] != nil)
        while !opener.descriptors.isEmpty { _ = finish(&opener) }
    }
}
