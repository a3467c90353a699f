import Glibc
import Logging
import TestSupport
import Testing

@testable import ChatTUI

@Suite("Event log")
struct EventLogHandlerTests {
    private let moment = Moment(monotonic: 0, wall: 1_787_564_527_318, utcOffset: 7200)

    @Test("a line is time in UTC, level, message, and fields by name")
    func line() {
        #expect(
            EventLogHandler.line(
                at: moment,
                .info,
                "listens",
                ["port": "8000", "address": "127.0.0.1"]
            )
                == "2026-08-24T09:42:07.318Z info listens address=127.0.0.1 port=8000"
        )
    }

    @Test(
        "values that are not one plain word are quoted",
        arguments: [
            ("two words", #""two words""#), ("", #""""#), (#"a"b\c"#, #""a\"b\\c""#),
            ("a=b", #""a=b""#),
            ("é", #""é""#), ("x/y?z", "x/y?z"),
        ]
    )
    func quoting(value: String, text: String) {
        let line = EventLogHandler.line(at: moment, .notice, "m", ["k": "\(value)"])
        #expect(line.hasSuffix(" notice m k=\(text)"))
    }

    @Test("nothing that a peer says begins a line or acts on a terminal")
    func hostile() {
        let hostile = "a\nb\r\u{1B}[2J\u{9B}1m\u{202E}"
        let line = EventLogHandler.line(at: moment, .error, "\(hostile)", ["k": "\(hostile)"])
        #expect(!line.unicodeScalars.contains { $0.value < 32 || (127..<160) ~= $0.value })
        #expect(!line.unicodeScalars.contains("\u{202E}"))
        #expect(line.contains(#"a\nb"#))
    }

    @Test("what nobody reads is counted instead of waited for")
    func full() throws {
        let pipe = try SystemPipe()
        let output = LogOutput(descriptor: pipe.writeEnd)
        let line = String(repeating: "x", count: 4_000)
        for _ in 0..<40 { output.write(line) }
        let first = pipe.readAll()
        #expect(first.split(separator: "\n").allSatisfy { $0 == line })
        let missing = 40 - first.split(separator: "\n").count
        #expect(missing > 0)
        output.write("next")
        #expect(
            pipe.readAll() == "(\(missing) log lines are missing here: nobody read them)\nnext\n"
        )
    }
}
