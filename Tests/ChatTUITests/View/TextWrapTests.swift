import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("TextWrap")
struct TextWrapTests {
    init() { useUTF8Locale() }

    private func wrap(_ string: String, _ width: Int, indent: Int = 0) -> [String] {
        let cells = CellText.cells(DisplayText(cleaning: string))
        return TextWrap.rows(cells, width: width, indent: indent).map { text(cells[$0]) }
    }

    @Test(
        "breaks between words",
        arguments: [
            ("", 5, [""]),
            ("one", 5, ["one"]),
            ("one two", 7, ["one two"]),
            ("one two", 6, ["one", "two"]),
            ("one  two", 4, ["one", "two"]),
            ("one two three", 8, ["one two", "three"]),
            ("  two", 5, ["  two"]),
            ("    word", 5, ["word"]), ("      longer", 5, ["longe", "r"]),
            ("a b c d", 1, ["a", "b", "c", "d"]),
        ]
    )
    func words(string: String, width: Int, rows: [String]) {
        #expect(wrap(string, width) == rows)
    }

    @Test("rows after the first leave the indent free")
    func hangingIndent() {
        #expect(wrap("one two three four", 9, indent: 4) == ["one two", "three", "four"])
        #expect(wrap("one two three", 3, indent: 5) == ["one", "two", "thr", "ee"])
    }

    @Test("a link that is longer than a row starts where it stands and breaks at the edge only")
    func links() {
        #expect(
            wrap("see https://example.org/a-b-c/d", 12) == [
                "see https://", "example.org/", "a-b-c/d",
            ]
        )
        #expect(wrap("see http://ex.org", 13) == ["see", "http://ex.org"])
    }

    @Test("breaks around wide characters, and never within one")
    func wide() {
        #expect(wrap("今天我们", 5) == ["今天", "我们"])
        #expect(wrap("ab今天", 5) == ["ab今", "天"])
        #expect(wrap("今天ab", 5) == ["今天", "ab"])
        #expect(wrap("今天", 1) == ["今", "天"])
    }

    @Test("marks stay with their base")
    func marks() {
        #expect(wrap("ae\u{301}e\u{301}", 2) == ["ae\u{301}", "e\u{301}"])
    }

    @Test("line ends end rows, blanks before them are cut at the edge")
    func lineEnds() {
        #expect(wrap("a\nb", 5) == ["a", "b"])
        #expect(wrap("a\n\nb\n", 5) == ["a", "", "b", ""])
        #expect(wrap("a        \nb", 5) == ["a    ", "b"])
        #expect(wrap(String(repeating: " ", count: 50), 5) == ["     "])
        #expect(wrap("abcde\nf", 5) == ["abcde", "f"])
    }

    @Test("no row is too wide and no character but a blank is lost", arguments: 0..<200)
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let alphabet = Array("ab  \n你é-")
        let string = String(
            (0..<80).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] }
        )
        let cells = CellText.cells(DisplayText(cleaning: string))
        let width = Int.random(in: 2...20, using: &generator)
        let indent = Int.random(in: 0...5, using: &generator)
        let rows = TextWrap.rows(cells, width: width, indent: indent)
        for (number, row) in rows.enumerated() {
            let limit = number == 0 || indent + 2 > width ? width : width - indent
            #expect(cells[row].columns <= limit, "\(string.debugDescription) at \(width)")
        }
        let kept = rows.flatMap { cells[$0] }.filter { $0.base != " " }
        #expect(kept == cells.filter { $0.base != " " && !$0.isLineEnd })
    }

    @Test("long texts are wrapped too, and keep all but the spaces at line ends")
    func long() {
        for string in [
            String(repeating: "a", count: 200_000), String(repeating: "a ", count: 100_000),
            String(repeating: " ", count: 200_000) + "a", String(repeating: "你", count: 70_000),
        ] {
            let cells = CellText.cells(DisplayText(cleaning: string))
            let rows = TextWrap.rows(cells, width: 10, indent: 5)
            let kept = rows.flatMap { cells[$0] }.filter { $0.base != " " }
            #expect(kept == cells.filter { $0.base != " " })
        }
    }
}
