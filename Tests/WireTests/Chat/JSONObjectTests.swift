import Testing

@testable import Wire

@Suite("Objects in lists and lines")
struct JSONObjectTests {
    private func object(_ json: String) -> JSONObject? { JSONObject(parsing: Array(json.utf8)) }

    @Test("members are found by name and type; the last of two wins")
    func members() throws {
        let json = #"{"a":"x\u0041","n":7,"o":{"b":[1, 2]},"n":8,"e":""}"#
        let object = try #require(self.object(json))
        #expect(object.string("a") == "xA")
        #expect(object.string("e") == "")
        #expect(object.integer("n") == 8)
        #expect(object.json("o").map { String(decoding: $0, as: UTF8.self) } == #"{"b":[1, 2]}"#)
        #expect(object.string("n") == nil)
        #expect(object.integer("a") == nil)
        #expect(object.has("o"))
        #expect(!object.has("b"))
    }

    @Test(
        "what is no object of ours is none",
        arguments: [
            "", "[]", "1", #""x""#, "{", "{}}", #"{"a":1,}"#,
            "{" + (0..<65).map { #""k\#($0)":1"# }.joined(separator: ",") + "}",
        ]
    )
    func invalid(json: String) {
        #expect(object(json) == nil)
    }

    @Test(
        "a list is one of objects alone",
        arguments: [
            ("[]", 0), (#"[{"a":1}, {} ]"#, 2), ("[1]", nil), ("{}", nil), ("[{}", nil),
            ("[{}] x", nil), ("", nil),
            ("[[]]", nil), (#"[{"a":1},{"a":}]"#, nil),
        ] as [(String, Int?)]
    )
    func lists(json: String, count: Int?) {
        #expect(JSONObject.list(parsing: Array(json.utf8))?.count == count)
    }
}
