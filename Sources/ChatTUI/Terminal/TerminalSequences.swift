/// What is written around the frames, as static strings: a signal handler needs one of them.
enum TerminalSequences {
    /// Alternate screen, title saved, bracketed paste, focus reports, keys that can be told apart; as
    /// is taken for granted: all rows scroll, text overwrites and wraps, no look is on.
    static let enter: StaticString = """
        \u{1B}[?1049h\u{1B}[22;2t\u{1B}[?2004h\u{1B}[?1004h\u{1B}[>1u\
        \u{1B}[r\u{1B}[4l\u{1B}[?7h\u{1B}[0m
        """

    /// The same once more after somebody else had the terminal, without what is kept on a stack.
    static let reenter: StaticString = """
        \u{1B}[?1049h\u{1B}[?2004h\u{1B}[?1004h\u{1B}[=1;1u\
        \u{1B}[r\u{1B}[4l\u{1B}[?7h\u{1B}[0m
        """

    /// Text goes on in the next row at the right edge, or stays in its own (DECAWM).
    static let wrap: StaticString = "\u{1B}[?7h"
    static let noWrap: StaticString = "\u{1B}[?7l"

    /// Mouse clicks and the wheel as SGR; and no more of them.
    static let mouseOn: StaticString = "\u{1B}[?1000h\u{1B}[?1006h"
    static let mouseOff: StaticString = "\u{1B}[?1000;1002;1006l"

    /// Everything off that this program, or a half-written frame, may have left on: synchronized
    /// update, mouse, focus, paste, key protocol, link, scrolling region, insert mode, no wrapping,
    /// cursor shape, cursor, attributes, keypad, alternate screen, title.
    ///
    /// The scrolling region takes the cursor to the top: where there is no alternate screen, the shell
    /// goes on at the bottom.
    static let leave: StaticString = """
        \u{1B}[?2026l\u{1B}[?1000;1002;1006l\u{1B}[?1004l\u{1B}[?2004l\u{1B}[<u\u{1B}]8;;\u{1B}\\\
        \u{1B}[r\u{1B}[999;1H\u{1B}[4l\u{1B}[?7h\u{1B}[0 q\u{1B}[?25h\u{1B}[0m\u{1B}[?1l\u{1B}>\u{1B}[?1049l\u{1B}[23;2t
        """

    /// Makes the terminal show a frame at once; ignored where unknown.
    static let beginFrame: StaticString = "\u{1B}[?2026h"
    static let endFrame: StaticString = "\u{1B}[?2026l"
}

extension StaticString {
    /// The string's UTF-8.
    var bytes: [UInt8] { withUTF8Buffer { Array($0) } }
}

extension [UInt8] {
    /// Adds the string's UTF-8.
    mutating func append(_ string: StaticString) {
        string.withUTF8Buffer { append(contentsOf: $0) }
    }
}
