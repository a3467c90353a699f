import Testing

@testable import ChatTUI

@Suite("Slash commands")
struct SlashCommandTests {
    @Test(
        "a line is split into command and argument",
        arguments: [
            ("/me waves  at you ", "me", "waves  at you"), ("/quit", "quit", ""),
            ("/quit ", "quit", ""), ("/me\ta\nb\n", "me", "a\nb"), ("/", "", ""),
            ("/ x", "", "x"), ("/JOIN x", "JOIN", "x"), ("/a/b c", "a/b", "c"),
        ]
    )
    func parse(line: String, name: String, argument: String) {
        let call = SlashCommand.parse(line)
        #expect(call?.name == name)
        #expect(call?.argument == argument)
    }

    @Test(
        "text, and a line that starts with //, is no command",
        arguments: ["", "a /b", "//a", "//"]
    )
    func text(line: String) {
        #expect(SlashCommand.parse(line) == nil)
    }

    @Test("names and aliases are unique, and each has a summary")
    func table() {
        let names = SlashCommand.all.flatMap { [$0.name] + $0.aliases }
        #expect(Set(names).count == names.count)
        for command in SlashCommand.all {
            #expect(command.usage.hasPrefix("/\(command.name)"))
            #expect(!command.summary.isEmpty)
            for name in [command.name] + command.aliases {
                #expect(SlashCommand.parse("/\(name)")?.command?.name == command.name)
            }
        }
    }

    @Test(
        "the nearest name is at most two letters away",
        arguments: [
            ("jion", "join"), ("hlep", "help"), ("quti", "quit"), ("nik", "nick"), ("m", "me"),
            ("leaves", "leave"), ("xy", nil), ("", nil), ("wxyz", nil), ("somethingelse", nil),
        ] as [(String, String?)]
    )
    func nearest(name: String, nearest: String?) {
        #expect(SlashCommand.nearest(to: name)?.name == nearest)
    }
}
