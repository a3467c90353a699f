import Testing

@testable import Wire

@Suite("Members and elements of JSON")
struct JSONScannerMembersTests {
    /// The members as `key=value`, with `!` behind a string; `nil` if that is not all there is.
    private func members(_ json: String, allowsNonFinite: Bool = false) -> [String]? {
        var found: [String] = []
        let bytes = Array(json.utf8)
        let isObject = bytes.withUnsafeBytes { buffer in
            JSONScanner.forEachMember(of: buffer, allowsNonFinite: allowsNonFinite) { key, value in
                let texts = [key, value.range].map { String(decoding: bytes[$0], as: UTF8.self) }
                found.append(texts.joined(separator: "=") + (value.isString ? "!" : ""))
            }
        }
        return isObject ? found : nil
    }

    private func elements(_ json: String) -> [String]? {
        var found: [String] = []
        let bytes = Array(json.utf8)
        let isArray = bytes.withUnsafeBytes { buffer in
            JSONScanner.forEachElement(of: buffer) { value in
                let text = String(decoding: bytes[value.range], as: UTF8.self)
                found.append(text + (value.isString ? "!" : ""))
            }
        }
        return isArray ? found : nil
    }

    @Test(
        "an object's members come in order, whole and as they are written",
        arguments: [
            ("{}", []), (" { } ", []), (#"{"a":1}"#, [#""a"=1"#]),
            (#" { "a" : "x\"" , "b" : [1, {"c": 2}] } "#, [#""a"="x\""!"#, #""b"=[1, {"c": 2}]"#]),
            (#"{"a":1,"a":"2"}"#, [#""a"=1"#, #""a"="2"!"#]),
            (#"{"\u0061":null,"":{}}"#, [#""\u0061"=null"#, #"""={}"#]),
        ] as [(String, [String])]
    )
    func wholeObjects(json: String, expected: [String]) {
        #expect(members(json) == expected)
    }

    /// What was told before the fault does not count: the caller looks at the answer.
    @Test(
        "what is not one whole object is told apart",
        arguments: [
            "", " ", "[]", "1", #""a""#, "{", #"{"a"#, #"{"a""#, #"{"a":"#, #"{"a":1"#, #"{"a":1,"#,
            #"{"a":1,}"#, #"{"a":1}}"#, #"{"a":1} {}"#, #"{"a":[}"#, #"{"a":NaN}"#, #"{1:1}"#,
        ]
    )
    func otherThanObjects(json: String) {
        #expect(members(json) == nil)
    }

    @Test("the numbers that only Python writes are taken where that is wanted")
    func nonFinite() {
        let json = #"{"a":NaN,"b":-Infinity}"#
        #expect(members(json, allowsNonFinite: true) == [#""a"=NaN"#, #""b"=-Infinity"#])
    }

    @Test("an array's elements come in order, whole and as they are written")
    func wholeArrays() {
        #expect(elements("[]") == [])
        #expect(elements(" [ ] ") == [])
        let many = #"[1, "a]", [2, [3]], {"b": []}, null]"#
        #expect(elements(many) == ["1", #""a]"!"#, "[2, [3]]", #"{"b": []}"#, "null"])
    }

    @Test("another value is no array, not even an object", arguments: ["{}", #""[]""#, "1", ""])
    func otherThanArrays(json: String) {
        #expect(elements(json) == nil)
    }
}
