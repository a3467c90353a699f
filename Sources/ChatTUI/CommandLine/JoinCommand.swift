import ArgumentParser
import Glibc
import Wire

/// `chat-tui join`: the options as they are written.
///
/// ``JoinPlan`` says what they mean.
struct JoinCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "join",
        abstract: "Chat in rooms: on a terminal as a screen, in a pipe as a filter.",
        discussion: """
            chat-tui join lobby                          chat
            chat-tui join lobby dev -s ws://host:8000    two rooms of a server
            echo done | chat-tui join ops                send a line
            chat-tui join ops -m "deployed" || mail …    send, and know that it arrived
            chat-tui join lobby | jq -r .message         print what is said, as JSON lines
            """
    )

    @Argument(
        help:
            "A room's name; SERVER/NAME on a server of the configuration; or its URL as in ws://host/ws/chat/lobby/ (default: the setting rooms)."
    )
    var rooms: [String] = []

    @OptionGroup var server: ServerOptions

    @Option(
        name: .shortAndLong,
        help:
            "The name to speak under; put as 'NICK: ' before what you send where servers know no names (default: the setting nick)."
    )
    var nick: String?

    @Option(
        name: .shortAndLong,
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Send TEXT and leave; repeatable. stdin is not read.", valueName: "text")
    )
    var message: [String] = []

    @Flag(name: [.customShort("1"), .long], help: "All of stdin is one message.")
    var one = false

    @Flag(name: [.customShort("0"), .long], help: "Messages on stdin end with NUL.")
    var null = false

    @Option(
        name: .shortAndLong,
        help: "How messages are printed (default: json)."
    )
    var output: PipeOptions.Output?

    @Option(name: .shortAndLong, help: "What stdin holds, line by line.")
    var input: InputFormat?

    @Flag(name: .shortAndLong, help: "Stay when stdin has ended.")
    var follow = false

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Leave after N messages of others.", valueName: "n")
    )
    var count: Count?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Give up connecting, confirming or counting after so long (default: 10 when sending, else none).",
            valueName: "secs"
        )
    )
    var timeout: Seconds?

    @Option(
        help: ArgumentHelp(
            "Keep connecting that long (default: 30 after a loss when sending, for ever when listening).",
            valueName: "secs|no"
        )
    )
    var retry: RetryOption?

    @Flag(
        help:
            "After a loss send unconfirmed lines again to a plain server: at least once instead of at most once."
    )
    var resend = false

    @Option(
        help:
            "What confirms a line: its echo or acknowledgement, the answer to our Close frame, or nothing."
    )
    var confirm: PipeOptions.Confirmation?

    @Flag(help: "Print connection events as JSON lines too.")
    var events = false

    @Flag(name: .shortAndLong, help: "Say only why it failed.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more.")
    var verbose = false

    @Flag(help: "No full screen: lines only.")
    var plain = false

    @Flag(
        inversion: .prefixedNo,
        help:
            "Keep on disk what the screen shows of rooms whose servers keep nothing (default: yes)."
    )
    var log: Bool?

    @Flag(
        inversion: .prefixedNo,
        help:
            "Be the server too when nobody listens at a local URL (default: on a terminal, without --server)."
    )
    var serve: Bool?

    func run() throws {
        let environment = Environment.current()
        let plan = try JoinPlan(
            self,
            environment: environment,
            file: environment.configurationFile(),
            streams: .current()
        )
        runJoin(plan).endProcess()
    }
}
