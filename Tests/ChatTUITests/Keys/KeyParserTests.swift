import TestSupport
import Testing

@testable import ChatTUI

@Suite("KeyParser")
struct KeyParserTests {
    private static func key(_ code: Key.Code, _ modifiers: Key.Modifiers = []) -> TerminalInput {
        .key(Key(code: code, modifiers: modifiers))
    }

    private static func typed(_ text: String) -> [TerminalInput] {
        text.unicodeScalars.map { .key(.character($0)) }
    }

    static let plainCases: [(String, [TerminalInput])] = [
        ("abc", typed("abc")),
        ("é你👍\u{10FFFF}", typed("é你👍\u{10FFFF}")),
        ("\r", [key(.enter)]),
        ("\n", [.key(.control("j"))]),
        ("\t", [key(.tab)]),
        ("\u{7F}\u{08}", [key(.backspace), key(.backspace)]),
        ("\u{01}\u{1A}", [.key(.control("a")), .key(.control("z"))]),
        ("\u{00}\u{1F}\u{1C}", [.key(.control(" ")), .key(.control("_")), .key(.control("\\"))]),
        ("\u{1B}a\u{1B}1\u{1B}é", [.key(.alt("a")), .key(.alt("1")), .key(.alt("é"))]),
        ("\u{1B}\r\u{1B}\u{7F}", [key(.enter, .alt), key(.backspace, .alt)]),
        ("\u{1B}\u{01}", [.key(.character("a", [.alt, .control]))]),
        (
            "\u{1B}_x\u{1B}]x\u{1B}Px",
            [.key(.alt("_"))] + typed("x") + [.key(.alt("]"))] + typed("x") + [.key(.alt("P"))]
                + typed("x")
        ),
        ("\u{1B}\u{1B}x", [key(.escape), .key(.alt("x"))]),
    ]

    static let sequencesCases: [(String, [TerminalInput])] = [
        ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [key(.up), key(.down), key(.right), key(.left)]),
        ("\u{1B}OA\u{1B}OH\u{1B}OF", [key(.up), key(.home), key(.end)]),
        (
            "\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~",
            [key(.home), key(.end), key(.home), key(.end), key(.home), key(.end)]
        ),
        (
            "\u{1B}[2~\u{1B}[3~\u{1B}[5~\u{1B}[6~",
            [key(.insert), key(.delete), key(.pageUp), key(.pageDown)]
        ),
        (
            "\u{1B}[1;5C\u{1B}[1;3A\u{1B}[1;2H",
            [key(.right, .control), key(.up, .alt), key(.home, .shift)]
        ),
        ("\u{1B}[3;5~\u{1B}[5;3~", [key(.delete, .control), key(.pageUp, .alt)]),
        ("\u{1B}[1;8D", [key(.left, [.shift, .alt, .control])]),
        ("\u{1B}[Z", [key(.tab, .shift)]),
        (
            "\u{1B}OP\u{1B}[12~\u{1B}[[C\u{1B}[15~\u{1B}[24~",
            [1, 2, 3, 5, 12].map { key(.function($0)) }
        ),
        ("\u{1B}[1;2P\u{1B}[34~", [key(.function(1), .shift), key(.function(20))]),
        ("\u{1B}O5C\u{1B}OM\u{1B}Op", [key(.right, .control), key(.enter), .key(.character("0"))]),
        ("\u{1B}\u{1B}[A\u{1B}\u{1B}OB", [key(.up, .alt), key(.down, .alt)]),
        // The kitty protocol, and xterm's modifyOtherKeys.
        (
            "\u{1B}[13;2u\u{1B}[13;3u\u{1B}[27;5;13~",
            [key(.enter, .shift), key(.enter, .alt), key(.enter, .control)]
        ),
        (
            "\u{1B}[27u\u{1B}[9;2u\u{1B}[127;5u",
            [key(.escape), key(.tab, .shift), key(.backspace, .control)]
        ),
        (
            "\u{1B}[97;5u\u{1B}[97;6u\u{1B}[27;6;65~",
            [
                .key(.control("a")), .key(.character("a", [.control, .shift])),
                .key(.character("a", [.control, .shift])),
            ]
        ),
        (
            "\u{1B}[97;3u\u{1B}[97;4u\u{1B}[228;3u",
            [.key(.alt("a")), .key(.alt("A")), .key(.alt("ä"))]
        ),
        (
            "\u{1B}[105;5u\u{1B}[109;5u\u{1B}[91;5u\u{1B}[104;5u",
            [key(.tab), key(.enter), key(.escape), key(.backspace)]
        ),
        ("\u{1B}[97;1:1u\u{1B}[97;1:2u\u{1B}[97;1:3u", typed("aa")),
        ("\u{1B}[97:65;2;65u", typed("A")),
        ("\u{1B}[57400u\u{1B}[57414u\u{1B}[57421u", typed("1") + [key(.enter), key(.pageUp)]),
        // Mouse and focus.
        (
            "\u{1B}[<0;1;1M\u{1B}[<4;3;2m",
            [
                .mouse(MouseEvent(action: .press, row: 0, column: 0)),
                .mouse(MouseEvent(action: .release, row: 1, column: 2)),
            ]
        ),
        ("\u{1B}[<64;300;12M", [.mouse(MouseEvent(action: .wheelUp, row: 11, column: 299))]),
        (
            "\u{1B}[<65;1;2M\u{1B}[<69;1;2M",
            Array(repeating: .mouse(MouseEvent(action: .wheelDown, row: 1, column: 0)), count: 2)
        ),
        ("\u{1B}[I\u{1B}[O", [.focus(true), .focus(false)]),
        // Pastes are data to the last byte.
        (
            "\u{1B}[200~a\r\n\u{1B}[31m\u{03}é\u{1B}[201~b",
            [.paste("a\r\n\u{1B}[31m\u{03}é")] + typed("b")
        ),
        ("\u{1B}[200~\u{1B}[201~x", typed("x")),
        ("\u{1B}[200~\u{1B}[200~\u{1B}[201\u{1B}[201~", [.paste("\u{1B}[200~\u{1B}[201")]),
    ]

    static let swallowedCases = [
        // Replies: attributes, modes, cursor position, colours, version, windows.
        "\u{1B}[?62;22c", "\u{1B}[>1;10;0c", "\u{1B}[?2026;2$y", "\u{1B}[12;40R",
        "\u{1B}]11;rgb:0000/0000/0000\u{1B}\\",
        "\u{1B}]11;rgb:0000/0000/0000\u{07}", "\u{1B}P>|xterm(370)\u{1B}\\", "\u{1B}P1$r0m\u{1B}\\",
        "\u{1B}[8;24;80t", "\u{1B}[?1u",
        "\u{1B}_Gi=1;OK\u{1B}\\",
        // Mouse: motion, releases, other buttons, the old encoding with anything in it.
        "\u{1B}[<35;10;10M", "\u{1B}[<1;10;10m", "\u{1B}[<2;10;10M", "\u{1B}[M !!",
        "\u{1B}[M\u{60}\u{7F}\u{41}", "\u{1B}[<;M", "\u{1B}[<0;1M",
        // Keys with super; releases; modifier keys; numbers that are no characters.
        "\u{1B}[97;9u", "\u{1B}[57441u", "\u{1B}[55296u", "\u{1B}[1114112u",
        "\u{1B}[99999999999999999999u", "\u{1B}[1u", "\u{1B}[u",
        // What nobody knows.
        "\u{1B}[99;9x", "\u{1B}[1;2;3;4;5z", "\u{1B}[=c", "\u{1B}[ q", "\u{1B}[199~", "\u{1B}[201~",
        "\u{1B}OZ", "\u{1B}[[Z", "\u{1B}[~",
        "\u{1B}[\u{21}\u{22}p", "\u{1B}[" + String(repeating: "1;", count: 500) + "A",
        "\u{C2}\u{9B}",
    ]

    @Test("reads characters, controls and Alt, however they are cut", arguments: plainCases)
    func plain(bytes: String, events: [TerminalInput]) {
        expect(Array(bytes.utf8), events)
    }

    @Test("reads sequences, however they are cut", arguments: sequencesCases)
    func sequences(bytes: String, events: [TerminalInput]) {
        expect(Array(bytes.utf8), events)
    }

    @Test("swallows replies and unknown sequences whole", arguments: swallowedCases)
    func swallowed(bytes: String) {
        let text = bytes == "\u{C2}\u{9B}" ? [0xC2, 0x9B] : Array(bytes.utf8)
        expect(text + Array("x".utf8), [.key(.character("x"))])
    }

    @Test(
        "bytes that are no UTF-8 are one U+FFFD each, and nothing after them is lost",
        arguments: [
            (Bytes("FF 61"), "\u{FFFD}a"), (Bytes("C3 61"), "\u{FFFD}a"),
            (Bytes("E4 BD 61"), "\u{FFFD}a"),
            (Bytes("80 C0 61"), "\u{FFFD}\u{FFFD}a"), (Bytes("C3 C3 A9"), "\u{FFFD}é"),
            (Bytes("ED A0 80 61"), "\u{FFFD}a"),
            (Bytes("F4 90 80 80 61"), "\u{FFFD}a"),
        ]
    )
    func notUTF8(bytes: Bytes, text: String) {
        expect(bytes, Self.typed(text))
    }

    @Test(
        "a sequence that is broken off does not swallow what comes then",
        arguments: [
            ("\u{1B}[1;\u{1B}[A", [key(.up)]),
            ("\u{1B}[1\rx", [key(.enter)] + typed("x")),
            ("\u{1B}]11;rgb\rx", [key(.enter)] + typed("x")),
            ("\u{1B}]11;rgb\u{1B}[A", [key(.up)]),
            ("\u{1B}[é", [.key(.alt("["))] + typed("é")),
            ("\u{1B}O\u{1B}[A", [.key(.alt("O")), key(.up)]),
        ]
    )
    func brokenOff(bytes: String, events: [TerminalInput]) {
        expect(Array(bytes.utf8), events)
    }

    @Test(
        "what may go on is decided by the timeout",
        arguments: [
            ("\u{1B}", [key(.escape)]), ("\u{1B}\u{1B}", [key(.escape), key(.escape)]),
            ("\u{1B}[", [.key(.alt("["))]),
            ("\u{1B}O", [.key(.alt("O"))]), ("\u{1B}]", [.key(.alt("]"))]),
            ("\u{1B}_", [.key(.alt("_"))]),
        ]
    )
    func timeouts(bytes: String, events: [TerminalInput]) {
        var parser = KeyParser()
        #expect(parser.parse(bytes.utf8) == [])
        #expect(parser.needsTimeout)
        #expect(parser.timeout() == events)
        #expect(!parser.needsTimeout)
        #expect(parser.parse("x".utf8) == Self.typed("x"))
    }

    @Test("a sequence that has begun waits for its end without a timeout")
    func noTimeout() {
        var parser = KeyParser()
        for bytes in ["\u{1B}[1;", "5", "C"] {
            #expect(!parser.needsTimeout)
            #expect(parser.timeout() == [])
            let events = parser.parse(bytes.utf8)
            #expect(events == (bytes == "C" ? [Self.key(.right, .control)] : []))
        }
    }

    @Test("a paste that never ends is ended by the shell")
    func unfinishedPaste() {
        var parser = KeyParser()
        #expect(parser.endPaste() == [])
        #expect(parser.parse("\u{1B}[200~half\u{1B}[20".utf8) == [])
        #expect(parser.isPasting)
        #expect(!parser.needsTimeout)
        #expect(parser.endPaste() == [.paste("half\u{1B}[20")])
        #expect(!parser.isPasting)
        #expect(parser.parse("x".utf8) == Self.typed("x"))
    }

    @Test(
        "a paste of more than 1 MiB is told of once, and nothing of it is typed",
        arguments: [0, 1, 2 << 20]
    )
    func longPaste(excess: Int) {
        let text = String(repeating: "aé\r\n\u{1B}[20", count: IncomingPaste.maximum / 9)
        let fill = IncomingPaste.maximum - text.utf8.count
        let bytes = Array((text + String(repeating: "\u{1B}", count: fill + excess)).utf8)
        var parser = KeyParser()
        let events = parser.parse("\u{1B}[200~".utf8) + parser.parse(bytes)
        #expect(events == [])
        let end = parser.parse("\u{1B}[201~x\u{1B}[200~y\u{1B}[201~".utf8)
        let whole = TerminalInput.paste(String(decoding: bytes, as: UTF8.self))
        let first = excess == 0 ? whole : .longPaste
        #expect(end == [first, .key(.character("x")), .paste("y")])
    }

    @Test("text that one read brings is one input; other keys stand for themselves")
    func joinedText() {
        let inputs = Self.typed("a") + [Self.key(.up)] + Self.typed("bÉ👍c")
        let others: [TerminalInput] = [.key(.alt("x")), .key(.control("x")), .paste("p")]
        #expect(
            TerminalInput.joiningText(inputs + others + Self.typed("de"))
                == [.key(.character("a")), Self.key(.up), .text("bÉ👍c")] + others
                + [.text("de")]
        )
        #expect(TerminalInput.joiningText([]) == [])
    }

    @Test(
        "a line end with more text behind it in one read is a paste, one at the end is a key",
        arguments: [
            ("ls\r", [.text("ls"), key(.enter)]), ("a\rb", [.paste("a\nb")]),
            ("a\nb\n", [.paste("a\nb\n")]), ("a\t\rb", [.paste("a\t\nb")]),
            ("a\tb", [.key(.character("a")), key(.tab), .key(.character("b"))]),
            ("\r\r", [key(.enter), key(.enter)]),
            ("a\r\u{1B}[Ab\rc", [.key(.character("a")), key(.enter), key(.up), .paste("b\nc")]),
        ] as [(String, [TerminalInput])]
    )
    func bracketlessPaste(bytes: String, inputs: [TerminalInput]) {
        var parser = KeyParser()
        #expect(TerminalInput.joiningText(parser.parse(bytes.utf8)) == inputs)
    }

    @Test("the end of a paste that came in several reads is not sent")
    func pasteInPieces() {
        var parser = KeyParser()
        let last = parser.parse("the end\r".utf8)
        let joined = TerminalInput.joiningText(last, continuesPaste: true)
        #expect(joined == [.paste("the end\n")])
        let enter = TerminalInput.joiningText(parser.parse("\r".utf8), continuesPaste: true)
        #expect(enter == [Self.key(.enter)])
    }

    @Test("random bytes give the same events however they are cut", arguments: 0..<20)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet =
            Array("\u{1B}\u{1B}\u{1B}[[OP]_;0123459<?~uAMmI\\\u{07}\r a".utf8) + [0xC3, 0xA9, 0xFF]
        let bytes = (0..<60).map { _ in
            alphabet[Int.random(in: alphabet.indices, using: &generator)]
        }
        var parser = KeyParser()
        expect(bytes, parser.parse(bytes))
    }

    private func expect(
        _ bytes: [UInt8],
        _ events: [TerminalInput],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        Chunks.forEachWay(of: bytes) { pieces in
            var parser = KeyParser()
            let parsed = pieces.flatMap { parser.parse($0) }
            if parsed != events {
                Issue.record("\(pieces.map(Array.init)): \(parsed)", sourceLocation: sourceLocation)
            }
        }
    }
}
