import Testing

@testable import ChatTUI

@Suite("Arrays with comments in a configuration file")
struct TOMLArrayLayoutTests {
    private func edited(_ text: String, to values: [String]) throws -> String {
        let value = TOMLValue.array(values.map { .string($0) })
        let new = try TOMLEdit.setting(["rooms"], to: value, in: Array(text.utf8))
        #expect(try TOMLReader.read(new).entries.first?.value == value)
        return String(decoding: new, as: UTF8.self)
    }

    @Test("comments in an array stay with their elements; those of one that goes stay too")
    func comments() throws {
        let text = """
            rooms = [ # mine
                # work
                "ops",
                "dev", # loud
                "x", "lobby", # all
                # maybe: "random"
            ] # end
            nick = 1

            """
        let values = ["lobby", "new", "ops"]
        let expected = """
            rooms = [ # mine
                # loud
                "lobby", # all
                "new",
                # work
                "ops",
                # maybe: "random"
            ] # end
            nick = 1

            """
        #expect(try edited(text, to: values) == expected)
        let none = """
            rooms = [ # mine
                # work
                # loud
                # all
                # maybe: "random"
            ] # end
            nick = 1

            """
        #expect(try edited(text, to: []) == none)
        #expect(try edited(expected, to: values) == expected)
    }

    @Test(
        "an array without comments becomes one line, and line ends stay what they are",
        arguments: [
            ("rooms = [\n  'a',\n  'b'\n]\n", "rooms = [\"a\", \"b\"]\n"),
            (
                "rooms = [\r\n\t'#a', # a\r\n]\r\n",
                "rooms = [\r\n\t\"a\",\r\n\t\"b\",\r\n\t# a\r\n]\r\n"
            ),
            ("rooms = [] # none\n", "rooms = [\"a\", \"b\"] # none\n"),
        ]
    )
    func arrays(text: String, expected: String) throws {
        #expect(try edited(text, to: ["a", "b"]) == expected)
    }
}
