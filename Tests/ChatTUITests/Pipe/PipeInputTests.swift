import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Pipe input")
struct PipeInputTests {
    private typealias Line = PipeInput.Line

    /// What comes out when `pieces` go in, asked for after each of them.
    private func lines(
        _ pieces: [ArraySlice<UInt8>],
        _ framing: PipeInput.Framing = .lines,
        isJSON: Bool = false
    ) throws -> [Line] {
        var input = PipeInput(framing, isJSON: isJSON)
        var lines: [Line] = []
        for piece in pieces {
            input.append(piece)
            while let line = try input.next() { lines.append(line) }
        }
        #expect(!input.isExhausted)
        input.end()
        while let line = try input.next() { lines.append(line) }
        #expect(input.isExhausted)
        return lines
    }

    private func texts(
        _ text: String,
        _ framing: PipeInput.Framing = .lines
    ) throws -> [String] {
        try lines([Array(text.utf8)[...]], framing).map(\.text)
    }

    @Test(
        "each line is a message, whatever ends it",
        arguments: [
            ("a\nb\n", ["a", "b"]),
            ("a\r\nb\r\n", ["a", "b"]),
            ("no line end", ["no line end"]),
            ("carriage\rinside\n", ["carriage\rinside"]),
            ("a\r\r\n", ["a\r"]),
            ("", []),
            ("\n\n \t\n\r\n", []),
            ("a\n\n\nb", ["a", "b"]),
            (" indented\n", [" indented"]),
            ("nul\u{0}inside\n", ["nul\u{0}inside"]),
        ]
    )
    func linesOfText(text: String, expected: [String]) throws {
        #expect(try texts(text) == expected)
    }

    @Test("lines are counted with the blank ones")
    func numbers() throws {
        let lines = try lines([Array("a\n\n\r\nb\nc".utf8)[...]])
        #expect(lines.map(\.number) == [1, 4, 5])
    }

    @Test(
        "messages that end with NUL keep their line ends",
        arguments: [
            ("a\nb\u{0}c\u{0}", ["a\nb", "c"]),
            ("a\n\u{0}\n", ["a\n"]),
            ("last one\n open", ["last one\n open"]),
            ("\u{0}\u{0} \n\u{0}", []),
        ]
    )
    func null(text: String, expected: [String]) throws {
        #expect(try texts(text, .null) == expected)
    }

    @Test(
        "all of the input is one message without its last line end",
        arguments: [
            ("diff\n\n-a\n+b\n", ["diff\n\n-a\n+b"]),
            ("a\r\nb\r\n", ["a\r\nb"]),
            ("two\n\n", ["two\n"]),
            ("one", ["one"]),
            ("\n \n", []),
            ("", []),
        ]
    )
    func whole(text: String, expected: [String]) throws {
        #expect(try texts(text, .whole) == expected)
    }

    @Test("where the bytes were cut makes no difference")
    func chunks() throws {
        let bytes = Array("é\r\n\n👍 two\u{0}\n\r\n  \nlast".utf8) + [0xFF, 0x0A, 0xE2, 0x82]
        for framing in [PipeInput.Framing.lines, .null, .whole] {
            let expected = try lines([bytes[...]], framing)
            try Chunks.forEachWay(of: bytes) { pieces in
                let cut = try lines(pieces, framing)
                #expect(cut == expected)
            }
        }
    }

    @Test("bytes that are not UTF-8 are replaced, and the line says so")
    func repair() throws {
        let lines = try lines([[0x61, 0xFF, 0x62, 0x0A, 0x63, 0x0A, 0xC3][...]])
        #expect(lines.map(\.text) == ["a\u{FFFD}b", "c", "\u{FFFD}"])
        #expect(lines.map(\.isRepaired) == [true, false, true])
    }

    @Test("a JSON line says what, and perhaps where")
    func json() throws {
        let text = """
            {"message":"hi"}

            {"room":"dev","message":"a\\nb","more":[1,{"room":2}]}
            """
        #expect(
            try lines([Array(text.utf8)[...]], isJSON: true)
                == [
                    Line(number: 1, text: "hi"),
                    Line(number: 3, text: "a\nb", room: "dev"),
                ]
        )
    }

    @Test(
        "another JSON line is a mistake, told with its number",
        arguments: [
            #"hi"#, #"{"text":"hi"}"#, #"{"message":5}"#, #"{"message":"x""#, "[]",
            #"{"message":"x","room":7}"#,
        ]
    )
    func jsonFault(line: String) throws {
        let text = "{\"message\":\"first\"}\n\n\(line)\n{\"message\":\"never\"}\n"
        var input = PipeInput(.lines, isJSON: true)
        input.append(Array(text.utf8))
        #expect(try input.next()?.text == "first")
        let fault = #expect(throws: PipeInput.Fault.self) { try input.next() }
        #expect(fault?.reason.string.hasPrefix("line 3 of the input ") == true)
        #expect(try input.next() == nil)
        #expect(input.isExhausted)
    }

    @Test("JSON that is not UTF-8 is a mistake")
    func jsonUTF8() {
        let bytes = Array(#"{"message":"x"#.utf8) + [0xFF] + Array("\"}\n".utf8)
        #expect(throws: PipeInput.Fault(reason: "line 1 of the input is not UTF-8")) {
            try lines([bytes[...]], isJSON: true)
        }
    }

    @Test("a message of a mebibyte is taken, a longer one is not", arguments: [0, 1])
    func limit(excess: Int) throws {
        let bytes = [UInt8](repeating: 0x78, count: PipeInput.maximumLine + excess)
        let pieces = [bytes[...], [0x0A][...]]
        if excess == 0 {
            #expect(try lines(pieces).map(\.text.utf8.count) == [PipeInput.maximumLine])
        } else {
            let reason: DisplayText = "line 1 of the input is longer than 1048576 bytes"
            #expect(throws: PipeInput.Fault(reason: reason)) { try lines(pieces) }
        }
    }

    @Test("a line that does not end is refused before it fills the memory")
    func endless() throws {
        var input = PipeInput(.lines, isJSON: false)
        let piece = [UInt8](repeating: 0x78, count: 65_536)
        for _ in 0..<16 {
            input.append(piece)
            #expect(try input.next() == nil)
        }
        input.append([0x78])
        #expect(throws: PipeInput.Fault.self) { try input.next() }
    }
}
