import Testing

@testable import Wire

@Suite("Chat frames: {\"message\": …}")
struct ChatFrameTests {
    private func scan(_ json: String) -> String? {
        let bytes = Array(json.utf8)
        return bytes.withUnsafeBytes { buffer in
            ChatFrame.scan(buffer).map { String(decoding: buffer[$0.value], as: UTF8.self) }
        }
    }

    private func parse(_ json: String) -> ChatFrame? {
        ChatFrame(parsing: Array(json.utf8))
    }
}

// MARK: - Scanning

extension ChatFrameTests {
    @Test(
        "the value of message is found as it was written",
        arguments: [
            (#"{"message": "hi"}"#, #""hi""#),
            (#" { "message" : "hi there, you all" , "n":1e999 } "#, #""hi there, you all""#),
            (#"{"a":{"message":1},"message":"x","b":["message"]}"#, #""x""#),
            (#"{"message":1,"message":[{"a":"]}"}, 2]}"#, #"[{"a":"]}"}, 2]"#),
            (#"{"\u006dess\u0061ge":"x"}"#, #""x""#),
            (#"{"\u006d\u0065\u0073\u0073\u0061\u0067\u0065":"x"}"#, #""x""#),
            (#"{"message":1,"\u006dessage":2}"#, "2"),
            (#"{"message":"\ud800\u0000"}"#, #""\ud800\u0000""#),
            (#"{"message":null}"#, "null"), (#"{"message":""}"#, #""""#),
            (#"{"message":{}}"#, "{}"),
            (#"{"message":-1.5}"#, "-1.5"), (#"{"Message":1,"message ":2,"message":3}"#, "3"),
        ]
    )
    func finds(json: String, value: String) {
        #expect(scan(json) == value)
        #expect(parse(json) != nil)
    }

    @Test("whether the value is a string is told")
    func kinds() {
        let bytes = Array(#"{"message":"x"}"#.utf8)
        let string = bytes.withUnsafeBytes { ChatFrame.scan($0) }
        #expect(string == ChatFrame.Scanned(value: 11..<14, isString: true))
        let number = Array(#"{"message":12}"#.utf8).withUnsafeBytes { ChatFrame.scan($0) }
        #expect(number == ChatFrame.Scanned(value: 11..<13, isString: false))
    }

    @Test(
        "what is not an object with a message is refused",
        arguments: [
            "", "hi", "{}", "[1]", "null", "1", #""message""#, #"{"message":"x",}"#,
            #"{"message":"x"}x"#,
            #"{"messag":1}"#, #"{"messages":1}"#, #"{"Message":1}"#, #"{"message"}"#,
            #"{"message":}"#,
            #"[{"message":1}]"#, #"{"a":{"message":1}}"#, "\u{FEFF}{\"message\":1}",
            "{\"message\":\"a\nb\"}", "{\"message\":\"a\u{1B}b\"}", #"{"message":"x""#,
            #"{"message":"x","a":01}"#,
            #"{"message\u0000":1}"#, #"{"mess\age":1}"#, #"{'message':1}"#,
        ]
    )
    func refuses(json: String) {
        #expect(scan(json) == nil)
        #expect(parse(json) == nil)
    }

    @Test("the object counts as the first of 32 levels")
    func depth() {
        func nested(_ depth: Int) -> String {
            let value = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return #"{"n": \#(value), "message": 1}"#
        }
        #expect(scan(nested(31)) == "1")
        #expect(scan(nested(32)) == nil)
        #expect(parse(nested(32)) == nil)
        #expect(scan(#"{"message":"# + String(repeating: "[", count: 100_000)) == nil)
    }

    @Test("Python's words are refused by a server and understood by a client")
    func nonFinite() {
        for word in ["NaN", "Infinity", "-Infinity"] {
            #expect(scan(#"{"message": \#(word)}"#) == nil)
            #expect(parse(#"{"message": \#(word)}"#)?.message == word)
        }
    }
}

// MARK: - Parsing

extension ChatFrameTests {
    @Test(
        "a string is decoded, another value shown as compact JSON",
        arguments: [
            (#"{"message":"\ud83d\ude00 \ud800\n\u0000é"}"#, "😀 \u{FFFD}\n\u{0}é", true),
            (#"{"message":""}"#, "", true), (#"{"message":"null"}"#, "null", true),
            (#"{"message": null}"#, "null", false), (#"{"message": 1.50}"#, "1.50", false),
            (#"{"message": [1, {"a": "\u00e9"}, NaN]}"#, #"[1,{"a":"é"},NaN]"#, false),
        ]
    )
    func decodes(json: String, message: String, isString: Bool) {
        let frame = parse(json)
        #expect(frame?.message.utf8.elementsEqual(message.utf8) == true)
        #expect(frame?.isString == isString)
        #expect(frame?.extra == nil)
    }

    @Test(
        "the other keys are kept as compact JSON",
        arguments: [
            (#"{"user": "ana", "message": "x", "id": 7}"#, #"{"user":"ana","id":7}"#),
            (
                #"{"message":1,"a":NaN,"\u0061":[ -Infinity , "\ud800" ],"message":2}"#,
                "{\"a\":null,\"a\":[null,\"\u{FFFD}\"]}"
            ),
            (#"{"message":1,"":{}}"#, #"{"":{}}"#),
        ]
    )
    func extra(json: String, extra: String) {
        #expect(parse(json)?.extra == extra)
    }
}

// MARK: - Writing

extension ChatFrameTests {
    @Test("a message is written as Channels writes it")
    func encodes() {
        let bytes = ChatFrame.encode(message: "a\"\\\n\u{1B}\u{7F}\u{9B}\u{2028}é😀")
        let expected = #"{"message": "a\"\\\n\u001b\u007f\u009b\u2028é😀"}"#
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        #expect(
            String(decoding: ChatFrame.encode(message: ""), as: UTF8.self) == #"{"message": ""}"#
        )
    }

    @Test(
        "what is written is read again",
        arguments: ["", "hi", "\u{0}\"\\/\u{2029}", "e\u{301}é", "👨‍👩‍👧‍👦"]
    )
    func roundTrip(message: String) {
        let frame = ChatFrame(parsing: ChatFrame.encode(message: message))
        #expect(frame?.message.utf8.elementsEqual(message.utf8) == true)
        #expect(frame?.isString == true)
    }

    @Test("a server relays a value as it was written, behind what is there")
    func relays() {
        let json = Array(#"{"x":1,"message": [ 1, "\ud800" ] }"#.utf8)
        var output: [UInt8] = [0x81]
        json.withUnsafeBytes { bytes in
            guard let found = ChatFrame.scan(bytes) else { return }
            let value = UnsafeRawBufferPointer(rebasing: bytes[found.value])
            ChatFrame.append(value: value, to: &output)
            #expect(output.count == 1 + ChatFrame.encodedCount(valueCount: found.value.count))
        }
        #expect(output == [0x81] + Array(#"{"message": [ 1, "\ud800" ]}"#.utf8))
    }
}
