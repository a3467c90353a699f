import Testing
import Wire

@testable import ChatTUI

@Suite("OperatingSystemCommand")
struct OperatingSystemCommandTests {
    @Test("a title is one line of at most 120 characters without semicolons")
    func title() {
        let bytes = OperatingSystemCommand.title("a;b\nc", isUTF8: true)
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]2;a,b⏎c\u{1B}\\")
        let long = DisplayText(cleaning: String(repeating: "x", count: 1000))
        #expect(OperatingSystemCommand.title(long, isUTF8: true).count <= 120 + 8)
    }

    @Test("without UTF-8 all of it is ASCII")
    func ascii() {
        let bytes = OperatingSystemCommand.title("你 a", isUTF8: false)
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]2;? a\u{1B}\\")
    }

    @Test(
        "the clipboard gets base64",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy"),
            ("é\n", "w6kK"),
        ]
    )
    func clipboard(text: String, base64: String) {
        let bytes = OperatingSystemCommand.clipboard(text)
        #expect(String(decoding: bytes, as: UTF8.self) == "\u{1B}]52;c;\(base64)\u{1B}\\")
    }

    @Test("for the terminal outside tmux each ESC is doubled")
    func tmux() {
        let bytes = OperatingSystemCommand.throughTmux(Array("\u{1B}]9;x\u{1B}\\".utf8))
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "\u{1B}Ptmux;\u{1B}\u{1B}]9;x\u{1B}\u{1B}\\\u{1B}\\"
        )
    }

    @Test("parts of the same link have the same id")
    func links() throws {
        let first = try #require(LinkTarget("https://example.org/a"))
        let second = try #require(LinkTarget("https://example.org/b"))
        #expect(OperatingSystemCommand.link(first) == OperatingSystemCommand.link(first))
        #expect(OperatingSystemCommand.link(first) != OperatingSystemCommand.link(second))
    }
}

@Suite("NotificationSequence")
struct NotificationSequenceTests {
    private let hostile = Notification(
        title: DisplayText(cleaning: "lo;bby\u{1B}]0;x\u{07}"),
        body: DisplayText(cleaning: "ana: a;b\nc\u{9C}\u{1B}\\d")
    )

    private func sequence(
        _ choice: Settings.NotifyWith,
        term: String = "xterm-256color",
        _ variables: [String: String] = [:]
    ) -> String {
        let kind = TerminalKind(term: term) { variables[$0] }
        let notification = Notification(title: "lobby", body: "ana: hi")
        let bytes = NotificationSequence.bytes(
            for: notification,
            with: choice,
            on: kind,
            isUTF8: true
        )
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(
        "each form as it is known",
        arguments: [
            (.bell, ""), (.auto, ""), (.osc9, "\u{1B}]9;lobby: ana: hi\u{1B}\\"),
            (.osc777, "\u{1B}]777;notify;lobby;ana: hi\u{1B}\\"),
            (
                .osc99,
                "\u{1B}]99;i=chat-tui:d=0;lobby\u{1B}\\\u{1B}]99;i=chat-tui:d=1:p=body;ana: hi\u{1B}\\"
            ),
        ] as [(Settings.NotifyWith, String)]
    )
    func forms(choice: Settings.NotifyWith, expected: String) {
        #expect(sequence(choice) == expected)
    }

    @Test(
        "auto goes by what terminals say of themselves",
        arguments: [
            ("xterm-kitty", [:], "\u{1B}]99;"), ("foot", [:], "\u{1B}]777;"),
            ("xterm-ghostty", [:], "\u{1B}]777;"), ("rxvt-unicode-256color", [:], "\u{1B}]777;"),
            ("xterm-256color", ["TERM_PROGRAM": "iTerm.app"], "\u{1B}]9;"),
            ("xterm-256color", ["TERM_PROGRAM": "WezTerm"], "\u{1B}]777;"),
            ("xterm-256color", ["VTE_VERSION": "7200"], "\u{1B}]777;"),
            ("xterm-256color", ["KITTY_WINDOW_ID": "1"], "\u{1B}]99;"),
            (
                "tmux-256color", ["TMUX": "/tmp/x,1,0", "KITTY_WINDOW_ID": "1"],
                "\u{1B}Ptmux;\u{1B}\u{1B}]99;"
            ),
        ] as [(String, [String: String], String)]
    )
    func auto(term: String, variables: [String: String], start: String) {
        #expect(sequence(.auto, term: term, variables).utf8.starts(with: start.utf8))
    }

    @Test(
        "what others wrote ends no sequence and begins no field",
        arguments: Settings.NotifyWith.allCases
    )
    func hostileText(choice: Settings.NotifyWith) {
        let kind = TerminalKind(term: "xterm-kitty")
        let bytes = NotificationSequence.bytes(for: hostile, with: choice, on: kind, isUTF8: true)
        var model = TerminalModel(columns: 80, rows: 3)
        model.take(bytes)
        #expect(model.unknown == [])
        #expect(model.lines.allSatisfy { $0.utf8.allSatisfy { $0 == 0x20 } })
        let fields = model.commands.map { $0.utf8.count { $0 == UInt8(ascii: ";") } }
        switch choice {
        case .bell: #expect(fields == [])
        case .osc9: #expect(fields == [1])
        case .osc777: #expect(fields == [3])
        case .osc99, .auto: #expect(fields == [2, 2])
        }
    }
}

@Suite("LinkTarget")
struct LinkTargetTests {
    @Test(
        "is ASCII without blanks, quotation marks and brackets",
        arguments: [
            ("https://example.org/a?b=c&d=%20#e", "https://example.org/a?b=c&d=%20#e"),
            ("HTTP://example.org/ä b", "HTTP://example.org/%C3%A4%20b"),
            ("mailto:ana@example.org", "mailto:ana@example.org"),
            ("https://example.org/<\"`{|}^\\>", "https://example.org/%3C%22%60%7B%7C%7D%5E%5C%3E"),
        ]
    )
    func encoded(text: String, target: String) {
        #expect(LinkTarget(text)?.string == target)
    }

    @Test(
        "is refused",
        arguments: [
            "", "https://", "javascript:alert(1)", "file:///etc/passwd", "ftp://example.org/",
            "//example.org",
            "https://example.org/\u{1B}\\", "https://example.org/\u{7}", "http://a\nb",
            "ssh://host", "-flag",
        ]
    )
    func refused(text: String) {
        #expect(LinkTarget(text) == nil)
    }

    @Test("is at most 2,000 bytes, encoded")
    func length() {
        let prefix = "https://e.org/"
        #expect(LinkTarget(prefix + String(repeating: "a", count: 2000 - prefix.utf8.count)) != nil)
        #expect(LinkTarget(prefix + String(repeating: "a", count: 2001 - prefix.utf8.count)) == nil)
        #expect(LinkTarget(prefix + String(repeating: "é", count: 400)) == nil)
    }
}
