import Testing
import Wire

@testable import ChatTUI

@Suite("A line of an exported history")
struct HistoryLineTests {
    private static let at: Int64 = 1_790_000_000_123

    @Test("it holds what is known, in this order")
    func order() throws {
        let line = HistoryLine(
            room: "lobby",
            epoch: Epoch(rawValue: 0xAB),
            seq: 7,
            at: Self.at,
            from: Nick("bob"),
            device: Device(Array(repeating: UInt8(ascii: "0"), count: 32)),
            nonce: Nonce("n-1".utf8),
            value: Array(#""hi""#.utf8)
        )
        let expected =
            #"{"room":"lobby","epoch":"00000000000000ab","seq":7,"at":"2026-09-21T14:13:20.123Z","#
            + #""from":"bob","device":"00000000000000000000000000000000","nonce":"n-1","message":"hi"}"#
        #expect(String(decoding: line.encoded, as: UTF8.self) == expected + "\n")
        #expect(try HistoryLine(parsing: Array(expected.utf8)) == line)
    }

    @Test("a message of a server has no more than that")
    func served() {
        let message = ServerFrame.Message(text: "a\"\nb\u{9B}", seq: 1, at: 0, from: nil)
        let line = HistoryLine(message, room: "r").encoded
        let expected =
            #"{"room":"r","seq":1,"at":"1970-01-01T00:00:00.000Z","message":"a\"\nb\u009b"}"# + "\n"
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }

    @Test(
        "a value stays what it is, on one line",
        arguments: [
            (#"{"a": [1.50, null]}"#, #"{"a": [1.50, null]}"#), ("[\n1,\t2\r\n]", "[ 1, 2  ]"),
            ("\"\u{7F}\u{85}\u{2028}\u{2029}é\"", #""\u007f\u0085\u2028\u2029é""#),
            (#""\ud800""#, #""\ud800""#), ("12345678901234567890", "12345678901234567890"),
        ]
    )
    func values(value: String, expected: String) throws {
        let line = HistoryLine(room: "r", seq: 1, at: 0, from: nil, value: Array(value.utf8))
        let text = String(decoding: line.encoded, as: UTF8.self)
        #expect(text.hasSuffix(",\"message\":\(expected)}\n"))
        let parsed = try HistoryLine(parsing: Array(line.encoded.dropLast()))
        #expect(String(decoding: parsed.value, as: UTF8.self) == expected)
    }

    @Test(
        "what is wrong with a line is told",
        arguments: [
            ("", "it is not a JSON object"), ("[1]", "it is not a JSON object"),
            ("{\"room\":\"\u{FFFD}\"", "it is not a JSON object"),
            (#"{"seq":1,"at":1,"message":""}"#, #"it has no "room" that is a string"#),
            (#"{"room":"r","at":1,"message":""}"#, #"it has no "seq" that is a number from 1 up"#),
            (
                #"{"room":"r","seq":0,"at":1,"message":""}"#,
                #"it has no "seq" that is a number from 1 up"#
            ),
            (
                #"{"room":"r","seq":1.5,"at":1,"message":""}"#,
                #"it has no "seq" that is a number from 1 up"#
            ),
            (
                #"{"room":"r","seq":1,"at":"2026-02-31T00:00:00Z","message":""}"#,
                #"it has no "at" that is a time, as in 2026-08-24T09:42:07.318Z"#
            ),
            (
                #"{"room":"r","seq":1,"at":"2026-02-03T00:00:00","message":""}"#,
                #"it has no "at" that is a time, as in 2026-08-24T09:42:07.318Z"#
            ),
            (#"{"room":"r","seq":1,"at":1}"#, #"it has no "message""#),
            (#"{"room":"r","seq":1,"at":1,"message":"","from":"a b"}"#, #"its "from" is not one"#),
            (
                #"{"room":"r","seq":1,"at":1,"message":"","nonce":"n"}"#,
                #""device" and "nonce" go together"#
            ),
        ]
    )
    func invalid(line: String, reason: String) {
        do throws(HistoryLine.Invalid) {
            _ = try HistoryLine(parsing: Array(line.utf8))
            Issue.record("taken: \(line)")
        } catch {
            #expect(error.reason.string == reason)
        }
    }

    @Test("bytes that are not UTF-8 are no line")
    func notUTF8() {
        #expect(throws: HistoryLine.Invalid(reason: "it is not UTF-8")) {
            try HistoryLine(parsing: [0x7B, 0xFF, 0x7D])
        }
    }
}

@Suite("A message of a log in print")
struct LogFormatTests {
    private static func text(_ message: ServerFrame.Message) -> String {
        let format = LogFormat(output: .text, room: "lobby", utcOffset: { $0 < 0 ? 0 : 3_600 })
        return String(decoding: format.lines(message), as: UTF8.self)
    }

    @Test("for people it has local time, sender and text, cleaned")
    func people() {
        let message = ServerFrame.Message(
            text: "hi\u{1B}[2J",
            seq: 1,
            at: 1_790_000_000_999,
            from: Nick("bob")
        )
        let text = Self.text(message)
        #expect(text.hasPrefix("2026-09-21 15:13:20 bob: hi"))
        #expect(!text.utf8.contains(0x1B))
    }

    @Test("no line of a message passes for another message")
    func lines() {
        let text = "a\n2026-09-21 15:13:20 eve: b\n"
        let message = ServerFrame.Message(text: text, seq: 1, at: 0, from: nil)
        let lines = Self.text(message).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.first == "1970-01-01 01:00:00 a")
        #expect(lines[1] == "                    2026-09-21 15:13:20 eve: b")
        #expect(lines.last == "")
    }
}
