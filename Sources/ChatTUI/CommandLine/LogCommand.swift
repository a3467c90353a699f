import ArgumentParser
import Glibc
import NIOCore
import WSClient
import Wire

/// `chat-tui log`: what was said in a room.
struct LogCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Print what was said in a room, and with -f what is said.",
        discussion: """
            chat-tui log lobby -n 20                     the latest 20 messages
            chat-tui log lobby --since 2h                of the last two hours
            chat-tui log ops --since 2026-11-22 --grep 'deploy(ed|s)'
            chat-tui log ops -f -o json | jq …           the latest 10, then what is said, through losses
            chat-tui log ops --since 413 -o json         what came after message 412

            What a server does not keep, `join` has logged here: from there it is printed when the server keeps
            no history, or cannot be reached. With -f what is said there follows.
            """
    )

    @Argument(help: "A room's name, or its URL as in ws://host/ws/chat/lobby/.")
    var room: String

    @Option(
        help: ArgumentHelp(
            "Begin there: so long ago (90s, 5m, 2h, 3d, 1w), at a time (2026-11-22 18:00, local unless it ends with Z), or with a message's number.",
            valueName: "time|seq"
        )
    )
    var since: LogSince?

    @Option(
        help: ArgumentHelp(
            "Only messages whose text this extended regular expression is found in.",
            valueName: "re"
        )
    )
    var grep: String?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp(
            "Only the latest COUNT (default: all; with -f but without --since 10).",
            valueName: "count"
        )
    )
    var count: Int?

    @Flag(name: .shortAndLong, help: "Go on with what is said, through losses of the connection.")
    var follow = false

    @Option(name: .shortAndLong, help: "How messages are printed.")
    var output: LogFormat.Output = .text

    @OptionGroup var server: ServerOptions

    @Option(
        help: ArgumentHelp(
            "Read this history file of a server, which may be running, instead of asking the server.",
            valueName: "history"
        ),
        completion: .file()
    )
    var file: String?

    @Flag(help: "Read what `join` has logged here, and ask no server.")
    var local = false

    func validate() throws {
        if let count, count < 0 { throw ValidationError("-n takes a number from 0 up") }
        if local, file != nil { throw ValidationError("--local and --file exclude each other") }
        if local, follow {
            throw ValidationError("-f follows a server, so it does not go with --local")
        }
        if local, case .seq = since {
            throw ValidationError("the log here has no numbers: --since takes a time with --local")
        }
        guard file != nil else { return }
        if server.areGiven {
            throw ValidationError(
                "with --file no server is asked, so what leads to one has no meaning"
            )
        }
        if follow { throw ValidationError("-f follows a server, so it does not go with --file") }
    }

    func run() throws {
        let query = try query(at: Moment.now().wall)
        if let file {
            guard let name = RoomName(room) else {
                throw ValidationError(
                    "a history's rooms have names of 1 to 64 letters, digits, _ or -"
                )
            }
            printLog(query, of: name, file: file, format: format(room)).endProcess()
        }
        let environment = Environment.current()
        let configuration = try server.configuration(
            environment,
            file: environment.configurationFile()
        )
        let address = try JoinPlan.rooms([room], configuration)[0]
        let format = format(address.name)
        if local {
            guard let log = environment.logPath else {
                throw ValidationError(
                    "there is no log here: neither XDG_STATE_HOME nor HOME is set"
                )
            }
            printLocalLog(query, of: address, file: log, format: format).endProcess()
        }
        let settings = try server.settings(environment, configuration, for: [address.url])
        readLog(query, of: address, settings, log: environment.logPath, format: format).endProcess()
    }

    /// What is asked for.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    func query(at now: Int64) throws -> LogQuery {
        var query = LogQuery()
        query.since = since?.since(at: now) ?? .oldest
        query.count = count ?? (follow && since == nil ? 10 : nil)
        query.follows = follow
        do throws(TextPattern.Invalid) {
            if let grep { query.pattern = try TextPattern(grep) }
        } catch {
            throw ValidationError("--grep is not a regular expression: \(error.reason)")
        }
        return query
    }

    private func format(_ room: String) -> LogFormat {
        LogFormat(output: output, room: room, utcOffset: { Moment.utcOffset(at: $0) })
    }
}

extension LogFormat.Output: ExpressibleByArgument {}

/// Reads from a server until it is over, or instead from the local log.
private func readLog(
    _ query: LogQuery,
    of room: RoomAddress,
    _ settings: SessionSettings,
    log: String?,
    format: LogFormat
) -> ProcessEnd {
    var settings = settings
    // A single answer is not worth more patience than a sent line.
    settings.retry = query.follows ? .forever : .upTo(.seconds(30))
    var configuration = settings.configuration(for: room.url)
    configuration.subprotocols = [Subprotocol.chatTUI1]
    var generator = SystemRandomNumberGenerator()
    var session = LogSession(query, of: room, format: format, device: Device(using: &generator))
    if let log, query.canBeLocal, isLogged(room, file: log) { session.isLogged = true }
    // Before the first thread is made, so that no thread takes a signal away.
    guard let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP]) else { return outOfDescriptors() }
    let runner = LogRunner(session, configuration: configuration) {
        guard let log else { return .exit(.done) }
        let now = Moment.now().wall
        return printLocalLog(query, of: room, file: log, format: format, now: now)
    }
    guard var runner else { return outOfDescriptors() }
    let end = runner.run(signals: signals)
    guard let log, runner.leavesToLog, case .exit(.done) = end else { return end }
    return printLocalLog(query, of: room, file: log, format: format)
}
