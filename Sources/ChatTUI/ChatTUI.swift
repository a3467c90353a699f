import ArgumentParser
import Glibc
import Wire

/// The program: what is common to its commands, and how it ends.
@main
struct ChatTUI: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chat-tui",
        abstract: "A terminal chat client, a chat server and a filter for scripts.",
        discussion: """
            It speaks the protocol of Django Channels' chat tutorial: {"message": "hi"} on
            ws://HOST/ws/chat/ROOM/, over RFC 6455.
            """,
        version: "chat-tui 0.1.0",
        subcommands: [
            JoinCommand.self, ServeCommand.self, LogCommand.self, RoomsCommand.self,
            ExportCommand.self, ImportCommand.self, ConfigCommand.self, GenerateDocsCommand.self,
        ]
    )

    static func main() {
        StandardStreams.fillGaps()
        // A reader or peer that is gone shows in what write(2) returns.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Glibc.exit(report(error).rawValue)
        }
    }

    /// Prints what was asked for (help, version, completions), or says in one sentence what is wrong.
    private static func report(_ error: any Error) -> ExitCode {
        if let error = error as? ConfigurationError {
            complain(error.sentence)
            return .usage
        }
        guard exitCode(for: error) != .success else {
            let failure = writeFully(
                Array((fullMessage(for: error) + "\n").utf8),
                to: STDOUT_FILENO
            )
            guard failure != 0 else { return .done }
            complain("cannot write the output: \(DisplayText(errno: failure))")
            return .failure
        }
        let message = DisplayText(cleaning: uncapitalized(self.message(for: error))).oneLine
        complain("\(message) (see \(helpCommand()))")
        return .usage
    }

    /// ArgumentParser writes sentences; here they follow `chat-tui: `.
    private static func uncapitalized(_ sentence: String) -> String {
        var bytes = Array(sentence.utf8)
        while bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        guard bytes.count > 1, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[1]) else {
            return String(decoding: bytes, as: UTF8.self)
        }
        if (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[0]) { bytes[0] |= 0x20 }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func helpCommand() -> DisplayText {
        let name = CommandLine.arguments.dropFirst().first ?? ""
        let isCommand = configuration.subcommands.contains { command in
            command.configuration.commandName?.utf8.elementsEqual(name.utf8) ?? false
        }
        return isCommand ? "chat-tui \(DisplayText(cleaning: name)) --help" : "chat-tui --help"
    }
}
