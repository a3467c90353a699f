import TestSupport
import Testing
import Wire

@Suite("Sec-WebSocket-Extensions (RFC 6455 section 9.1)")
struct ExtensionElementTests {
    @Test("no field and an empty one offer nothing")
    func nothing() {
        #expect(ExtensionElement.parse([]) == [])
        #expect(ExtensionElement.parse(["", " ", ","]) == [])
    }

    @Test("the examples of the section are read")
    func examples() {
        #expect(ExtensionElement.parse(["foo"]) == [ExtensionElement("foo")])
        #expect(
            ExtensionElement.parse(["bar; baz=2"])
                == [ExtensionElement("bar", [ExtensionElement.Parameter("baz", "2")])]
        )
        #expect(
            ExtensionElement.parse(["deflate-stream", "mux; max-channels=4; flow-control"]) == [
                ExtensionElement("deflate-stream"),
                ExtensionElement(
                    "mux",
                    [
                        ExtensionElement.Parameter("max-channels", "4"),
                        ExtensionElement.Parameter("flow-control"),
                    ]
                ),
            ]
        )
    }

    @Test(
        "white space and empty elements do not matter",
        arguments: ["a;b=1,c", " a ; b = 1 , c ", "\ta;\tb=1,\t,,c,", ",a;b=\"1\",c"]
    )
    func space(value: String) {
        let first = ExtensionElement("a", [ExtensionElement.Parameter("b", "1")])
        #expect(ExtensionElement.parse([value]) == [first, ExtensionElement("c")])
    }

    @Test(
        "a quoted value is the token within",
        arguments: [("\"10\"", "10"), (#""1\0""#, "10"), (#""\1\0""#, "10"), ("\"a-b\"", "a-b")]
    )
    func quoted(value: String, token: String) {
        let parsed = ExtensionElement.parse(["a; b=\(value)"])
        #expect(parsed?.first?.parameters == [ExtensionElement.Parameter("b", token)])
    }

    @Test(
        "what breaks the grammar is refused, whatever stands before it",
        arguments: [
            ";", "=", "a;", "a;;b", "a; b=", "a; b=,c", "a b", "a; b c", "a; b=1 2", "a=1", "a; =1",
            "a; b==1", "a/b", "a; b=\"\"", "a; b=\"", "a; b=\"1", "a; b=\" 1\"", "a; b=\"1,2\"",
            "a; b=\"1\"2", #"a; b="1\"#, #"a; b="\ ""#, "a; \"b\"=1", "\"a\"", "é", "a; b=\u{0}",
        ]
    )
    func malformed(value: String) {
        #expect(ExtensionElement.parse([value]) == nil)
        #expect(ExtensionElement.parse(["good, \(value)"]) == nil)
        #expect(ExtensionElement.parse(["good", value]) == nil)
    }

    @Test("no arrangement of its characters stops the parser")
    func anything() {
        var generator = SeededGenerator(seed: 7692)
        let alphabet = Array("ab1 \t,;=\"\\\u{7F}".utf8)
        for _ in 0..<2_000 {
            let length = Int.random(in: 0...24, using: &generator)
            let bytes = (0..<length).compactMap { _ in alphabet.randomElement(using: &generator) }
            let value = String(decoding: bytes, as: UTF8.self)
            let elements = ExtensionElement.parse([value]) ?? []
            // What was accepted is written back and read again as the same.
            let written = elements.map { element in
                element.name
                    + element.parameters.map { "; \($0.name)" + ($0.value.map { "=\($0)" } ?? "") }
                    .joined()
            }
            #expect(ExtensionElement.parse(written) == elements)
        }
    }
}
