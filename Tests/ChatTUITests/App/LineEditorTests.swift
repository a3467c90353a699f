import Testing

@testable import ChatTUI

@Suite("Line editor")
struct LineEditorTests {
    /// An editor with the cursor where `|` stands.
    private func editor(_ picture: String) -> LineEditor {
        let characters = Array(picture)
        let cursor = characters.firstIndex(of: "|") ?? characters.count
        return LineEditor(text: picture.filter { $0 != "|" }, cursor: cursor)
    }

    @Test(
        "moves, deletions and kills",
        arguments: [
            ("ab|c", "left", "a|bc"), ("|abc", "left", "|abc"),
            ("ab|c", "right", "abc|"), ("abc|", "right", "abc|"),
            ("one two|", "wordLeft", "one |two"), ("one  |two", "wordLeft", "|one  two"),
            ("/join o-ne|", "wordLeft", "/join o-|ne"), ("|", "wordLeft", "|"),
            ("|one two", "wordRight", "one| two"), ("one|  two", "wordRight", "one  two|"),
            ("one two|..", "wordRight", "one two..|"), ("|", "wordRight", "|"),
            ("a\nbc|d\ne", "lineStart", "a\n|bcd\ne"), ("a\nb|cd\ne", "lineEnd", "a\nbcd|\ne"),
            ("ab|c", "backspace", "a|c"), ("|abc", "backspace", "|abc"),
            ("ab|c", "delete", "ab|"), ("abc|", "delete", "abc|"),
            ("one t|wo\nx", "killToLineEnd", "one t|\nx"),
            ("one|\ntwo", "killToLineEnd", "one|two"),
            ("x\none t|wo", "killToLineStart", "x\n|wo"),
            ("one\n|two", "killToLineStart", "one|two"),
            ("a/b c-d|", "killBlankWord", "a/b |"), ("a b  |", "killBlankWord", "a |"),
            ("a/b c-d|", "killWordBackward", "a/b c-|"), ("|a b", "killWordForward", "| b"),
            ("a| bc d", "killWordForward", "a| d"),
            ("ab|c", "transpose", "acb|"), ("abc|", "transpose", "acb|"),
            ("|abc", "transpose", "|abc"), ("a|", "transpose", "a|"), ("|", "transpose", "|"),
            ("ab|\ncd", "transpose", "ba|\ncd"), ("ab\n|cd", "transpose", "ab\n|cd"),
            ("ab\nc|", "transpose", "ab\nc|"),
            ("one\ntw|o", "up", "on|e\ntwo"), ("o\ntwo|", "up", "o|\ntwo"),
            ("on|e", "up", "on|e"), ("on|e\ntwo", "down", "one\ntw|o"),
            ("one|\nt\nx", "down", "one\nt|\nx"), ("a\n\n|b", "up", "a\n|\nb"),
        ]
    )
    func table(before: String, action: String, after: String) {
        var editor = editor(before)
        switch action {
        case "left": editor.moveLeft()
        case "right": editor.moveRight()
        case "wordLeft": editor.moveWordLeft()
        case "wordRight": editor.moveWordRight()
        case "lineStart": editor.moveToLineStart()
        case "lineEnd": editor.moveToLineEnd()
        case "backspace": editor.deleteBackward()
        case "delete": editor.deleteForward()
        case "killToLineEnd": editor.killToLineEnd()
        case "killToLineStart": editor.killToLineStart()
        case "killBlankWord": editor.killBlankWordBackward()
        case "killWordBackward": editor.killWordBackward()
        case "killWordForward": editor.killWordForward()
        case "transpose": editor.transpose()
        case "up": _ = editor.moveUp()
        case "down": _ = editor.moveDown()
        default: Issue.record("no action \(action)")
        }
        #expect(editor.picture == after)
    }

    @Test("a combining mark joins the letter before the cursor; one backspace removes both")
    func combining() {
        var editor = LineEditor()
        for scalar in "ae\u{301}".unicodeScalars { _ = editor.type(String(scalar)) }
        #expect(editor.cursor == 2)
        editor.deleteBackward()
        #expect(editor.picture == "a|")
    }

    @Test("a deletion whose neighbours become one character leaves the cursor behind it")
    func joined() {
        var editor = LineEditor(text: "ex\u{301}", cursor: 1)
        editor.deleteForward()
        #expect(editor.picture == "e|")
        editor = LineEditor(text: "👩x\u{200D}👩", cursor: 2)
        editor.deleteBackward()
        #expect(editor.cursor <= editor.text.count)
    }

    @Test("the cursor stands in the text wherever it is put")
    func clamped() {
        var editor = LineEditor(text: "ab", cursor: 9)
        #expect(editor.picture == "ab|")
        editor.move(to: -3)
        #expect(editor.picture == "|ab")
    }

    @Test("what the line cannot hold is refused as a whole")
    func full() {
        var editor = LineEditor(text: String(repeating: "x", count: LineEditor.maximumBytes - 1))
        #expect(editor.insert("éa") == false)
        #expect(editor.type("é") == false)
        #expect(editor.text.utf8.count == LineEditor.maximumBytes - 1)
        #expect(editor.type("a") == true)
        #expect(editor.type("b") == false)
        #expect(editor.text.utf8.count == LineEditor.maximumBytes)
    }

    @Test("kills in a row are one yank, on both sides of the cursor")
    func killRing() {
        var editor = editor("one two| three four")
        editor.killBlankWordBackward()
        editor.killWordForward()
        editor.killWordForward()
        #expect(editor.picture == "one |")
        #expect(editor.yank() == true)
        #expect(editor.picture == "one two three four|")
    }

    @Test("Alt+Y after Ctrl+Y goes through older kills and around")
    func yankOlder() {
        var editor = LineEditor()
        for word in ["one", "two", "three"] {
            _ = editor.insert(word)
            editor.killToLineStart()
        }
        #expect(editor.yankOlder() == true)
        #expect(editor.picture == "|")
        _ = editor.yank()
        #expect(editor.picture == "three|")
        _ = editor.yankOlder()
        #expect(editor.picture == "two|")
        _ = editor.yankOlder()
        #expect(editor.picture == "one|")
        _ = editor.yankOlder()
        #expect(editor.picture == "three|")
        #expect(editor.undo() == true)
        #expect(editor.picture == "|")
    }

    @Test("the kill ring outlives the line")
    func killRingStays() {
        var editor = editor("gone|")
        editor.killToLineStart()
        editor.reset(to: "new ")
        #expect(editor.yank() == true)
        #expect(editor.picture == "new gone|")
    }

    @Test("a yank that does not fit changes nothing")
    func yankFull() {
        var editor = LineEditor(text: String(repeating: "x", count: 40_000))
        editor.killToLineStart()
        #expect(editor.yank() == true)
        #expect(editor.yank() == false)
        #expect(editor.text.utf8.count == 40_000)
    }

    @Test("undo takes back typed words one by one, redo brings them again")
    func undo() {
        var editor = LineEditor()
        for scalar in "one two".unicodeScalars { _ = editor.type(String(scalar)) }
        editor.killBlankWordBackward()
        #expect(editor.picture == "one |")
        #expect(editor.undo() == true)
        #expect(editor.picture == "one two|")
        #expect(editor.undo() == true)
        #expect(editor.picture == "one|")
        #expect(editor.undo() == true)
        #expect(editor.picture == "|")
        #expect(editor.undo() == false)
        #expect(editor.redo() == true)
        #expect(editor.redo() == true)
        #expect(editor.picture == "one two|")
        _ = editor.type("!")
        #expect(editor.redo() == false)
    }

    @Test("a move ends a group of typing")
    func moveEndsGroup() {
        var editor = LineEditor()
        _ = editor.type("a")
        editor.moveLeft()
        _ = editor.type("b")
        #expect(editor.undo() == true)
        #expect(editor.picture == "|a")
    }

    @Test("clearing can be undone")
    func clear() {
        var editor = editor("a long| text")
        editor.clear()
        #expect(editor.isEmpty)
        #expect(editor.undo() == true)
        #expect(editor.picture == "a long| text")
    }

    @Test(
        "hostile text of full size takes no quadratic time",
        arguments: ["\u{301}", "🇩", "👩\u{200D}", "\n", "a\u{20E3} "]
    )
    func hostile(piece: String) {
        let count = LineEditor.maximumBytes / piece.utf8.count
        var editor = LineEditor()
        #expect(editor.insert(String(repeating: piece, count: count)) == true)
        editor.moveWordLeft()
        editor.moveLeft()
        _ = editor.moveUp()
        editor.moveWordRight()
        _ = editor.moveDown()
        editor.transpose()
        editor.killWordBackward()
        editor.killToLineStart()
        _ = editor.yank()
        editor.deleteForward()
        for _ in 0..<20 where !editor.undo() { break }
        #expect(editor.cursor <= editor.text.count)
    }
}
