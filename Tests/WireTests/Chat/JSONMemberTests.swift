import Testing
import Wire

@Suite("JSON member")
struct JSONMemberTests {
    @Test(
        "a member is found by its decoded name, the last one of several",
        arguments: [
            (#"{"room":"lobby"}"#, JSONMember.string("lobby")),
            (#" { "a" : [1, {"room": "no"}], "room" : "a\"\u00e9\n" } "#, .string("a\"é\n")),
            (#"{"\u0072oom":"x"}"#, .string("x")),
            (#"{"room":"x","room":"y"}"#, .string("y")),
            (#"{"room":5}"#, .other),
            (#"{"room":{"room":"x"}}"#, .other),
            (#"{"room":null}"#, .other),
            (#"{"rooms":"x"}"#, .absent),
            (#"{}"#, .absent),
            (#"["room"]"#, .absent),
            ("", .absent),
        ]
    )
    func lookup(json: String, member: JSONMember) {
        #expect(JSONMember("room", in: Array(json.utf8)) == member)
    }
}
