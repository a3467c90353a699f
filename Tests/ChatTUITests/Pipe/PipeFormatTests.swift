import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Pipe format")
struct PipeFormatTests {
    /// 2026-08-24, 09:42:07.318 UTC; local time is two hours ahead.
    private let moment = Moment(monotonic: 0, wall: 1_787_564_527_318, utcOffset: 7200)

    private func line(
        _ output: PipeOptions.Output,
        _ frame: String,
        room: String = "lobby",
        isOwn: Bool = false
    ) -> String {
        let bytes = Array(frame.utf8)
        let message = PipeFormat.Message(
            room: room,
            moment: moment,
            content: content(bytes, isOwn: isOwn)
        )
        return String(decoding: PipeFormat(output: output).line(message), as: UTF8.self)
    }

    private func content(_ bytes: [UInt8], isOwn: Bool) -> PipeFormat.Content {
        guard let frame = ChatFrame(parsing: bytes) else { return .notChat(bytes) }
        var message = RoomMessage(text: frame.message)
        message.isString = frame.isString
        message.extra = frame.extra
        message.isOwn = isOwn
        message.frame = bytes
        return .message(message)
    }

    @Test("number, sender and time of a server that knows them are told")
    func numbered() {
        var said = RoomMessage(text: "hi")
        (said.seq, said.at, said.from) = (43, moment.wall - 1_000, Nick("bob"))
        let message = PipeFormat.Message(room: "lobby", moment: moment, content: .message(said))
        let line = { (output: PipeOptions.Output) in
            String(decoding: PipeFormat(output: output).line(message), as: UTF8.self)
        }
        #expect(
            line(.json)
                == #"{"room":"lobby","at":"2026-08-24T09:42:06.318Z","seq":43,"from":"bob",""#
                + #"message":"hi","own":false}"# + "\n"
        )
        #expect(line(.text) == "11:42 lobby bob: hi\n")
        #expect(
            line(.raw)
                == #"{"message":"hi","seq":43,"at":\#(moment.wall - 1_000),"from":"bob"}"# + "\n"
        )
    }

    @Test("a message is an object of room, time, message and own, in this order")
    func json() {
        #expect(
            line(.json, #"{"message": "ana: hi"}"#)
                == #"{"room":"lobby","at":"2026-08-24T09:42:07.318Z","message":"ana: hi","own":false}"#
                + "\n"
        )
        #expect(line(.json, #"{"message": "x"}"#, isOwn: true).contains(#""own":true}"#))
    }

    @Test("what else the frame holds is extra")
    func extra() {
        let text = line(.json, #"{"user": "ana", "message": "x", "id": 7}"#)
        #expect(text.hasSuffix(#""message":"x","own":false,"extra":{"user":"ana","id":7}}"# + "\n"))
    }

    @Test(
        "what is no chat frame with a string is raw",
        arguments: [
            ("hi", #""hi""#), ("", #""""#), ("[1]", #""[1]""#),
            (#"{"message":5}"#, #""{\"message\":5}""#),
            ("a\nb\u{1B}", #""a\nb\u001b""#),
        ]
    )
    func raw(frame: String, value: String) {
        #expect(
            line(.json, frame)
                == #"{"room":"lobby","at":"2026-08-24T09:42:07.318Z","raw":\#(value)}"# + "\n"
        )
    }

    @Test(
        "control characters are escaped, in names too",
        arguments: ["\u{1B}", "\u{9B}", "\u{7F}"]
    )
    func escapes(control: String) {
        let text = line(.json, "{\"message\": \"a\(control)\"}", room: "r\(control)")
        #expect(
            !text.unicodeScalars.dropLast().contains { $0.properties.generalCategory == .control }
        )
    }

    @Test("text is one clean line with local time and room")
    func text() {
        #expect(line(.text, #"{"message": "ana: hi"}"#) == "11:42 lobby ana: hi\n")
        #expect(line(.text, #"{"message": "one\ntwo"}"#) == "11:42 lobby one⏎two\n")
        #expect(line(.text, #"{"message": [1, 2]}"#) == "11:42 lobby [1,2]\n")
        #expect(line(.text, "no frame") == "11:42 lobby no frame\n")
        let hostile = line(.text, #"{"message": "\u001b[2J\u009b1m\u202e"}"#, room: "a\nb\u{1B}")
        #expect(
            !hostile.unicodeScalars.dropLast().contains { $0.value < 32 || (127..<160) ~= $0.value }
        )
        #expect(!hostile.unicodeScalars.contains("\u{202E}"))
    }

    @Test("raw is the frame as it came, on one line")
    func rawOutput() {
        #expect(line(.raw, "{\"message\": \"\\u00e9\"}") == "{\"message\": \"\\u00e9\"}\n")
        #expect(line(.raw, "{\r\n\"message\": 1}") == "{  \"message\": 1}\n")
    }

    @Test("an event has the parts that are known")
    func events() {
        var event = PipeFormat.Event(room: "lobby", moment: moment, name: "lost")
        event.code = 1006
        event.reason = "cut"
        event.gap = 4200
        #expect(
            String(decoding: PipeFormat.line(event), as: UTF8.self)
                == #"{"room":"lobby","at":"2026-08-24T09:42:07.318Z","event":"lost","code":1006,"reason":"cut","gap_ms":4200}"#
                + "\n"
        )
        let bare = PipeFormat.Event(room: "a\"b", moment: moment, name: "connected")
        #expect(
            String(decoding: PipeFormat.line(bare), as: UTF8.self)
                == #"{"room":"a\"b","at":"2026-08-24T09:42:07.318Z","event":"connected"}"# + "\n"
        )
    }
}
