import Testing
import Wire

@Suite("Chat frames: {\"message\": …}")
struct ChatFrameTests {
    @Test(
        "the value of message is found, with its quotes",
        arguments: [
            (#"{"message": "hi"}"#, #""hi""#),
            (#" { "message" : "hi there, you all" , "n":1e999 } "#, #""hi there, you all""#),
            (#"{"message":1,"message":[{"a":"]}"},2]}"#, #"[{"a":"]}"},2]"#),
            (#"{"\u006dess\u0061ge":"x"}"#, #""x""#),
            (#"{"message":null}"#, "null"),
        ]
    )
    func finds(json: String, value: String) {
        let bytes = Array(json.utf8)
        let found = bytes.withUnsafeBytes { ChatFrame.scan($0) }
        #expect(found.map { String(decoding: bytes[$0.value], as: UTF8.self) } == value)
        #expect(found?.isString == value.utf8.starts(with: "\"".utf8))
    }

    @Test(
        "what is not an object with a message is refused",
        arguments: [
            "", "hi", "{}", "[1]", #""message""#, #"{"message":"x",}"#, #"{"message":NaN}"#,
            #"{"message":"x"}x"#,
            #"{"messag":1}"#, #"{"message"}"#, "\u{FEFF}{\"message\":1}", "{\"message\":\"a\nb\"}",
        ]
    )
    func refuses(json: String) {
        #expect(Array(json.utf8).withUnsafeBytes { ChatFrame.scan($0) } == nil)
    }

    @Test("a frame is decoded for people")
    func decodes() {
        let frame = ChatFrame(
            parsing: Array(#"{"a":[1, "\u00e9"],"message":"\ud83d\ude00 \ud800\n","b":NaN}"#.utf8)
        )
        #expect(frame?.message == "😀 \u{FFFD}\n")
        #expect(frame?.extra == #"{"a":[1,"é"],"b":null}"#)
    }

    @Test("a message is written as Channels writes it")
    func encodes() {
        let bytes = ChatFrame.encode(message: "a\"\\\n\u{1B}\u{7F}\u{9B}\u{2028}é😀\u{E28}")
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "{\"message\": \"a\\\"\\\\\\n\\u001b\\u007f\\u009b\\u2028é😀\u{E28}\"}"
        )
    }
}
