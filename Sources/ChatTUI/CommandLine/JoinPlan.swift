import ArgumentParser
import NIOCore
import WSClient
import Wire

/// What `join` is going to do: the command line, the environment below it, the defaults below that, folded into one.
struct JoinPlan: Sendable {
    /// The rooms, each once.
    var rooms: [RoomAddress]
    var sessions: SessionSettings
    /// All that is configured, the command line included.
    var configuration: Configuration
    /// Where settings are saved; `nil` without a home.
    var configurationPath: String?
    /// Whether the full screen is wanted; if the terminal cannot have one, ``pipe`` holds.
    var wantsScreen: Bool
    /// How it behaves without a screen.
    var pipe: PipeOptions
    /// How it speaks on the screen, and without one.
    var screenChat = ChatSettings()
    var pipeChat: ChatSettings

    /// So many of the latest messages a room begins with; more are asked for when they are looked for.
    private static let screenHistory: Int64 = 100

    /// Folds.
    ///
    /// - Throws: A `ValidationError` or `ConfigurationError` with one sentence that is safe to
    ///   show.
    init(
        _ command: JoinCommand,
        environment: Environment,
        file: ConfigurationFile? = nil,
        streams: StandardStreams
    ) throws {
        try Self.checkCombinations(of: command)
        configuration = try command.server.configuration(environment, file: file)
        try configuration.take("nick", command.nick, from: "--nick")
        let log = command.log.map { $0 ? "true" : "false" }
        try configuration.take("log", log, from: "--log")
        rooms = try Self.rooms(command.rooms, configuration)
        let hasTerminal = streams.input == .terminal && streams.output == .terminal
        let isPlainTerminal = hasTerminal && !command.needsPipe
        wantsScreen = isPlainTerminal && !command.plain
        let nick = configuration.settings.nick
        pipe = PipeOptions(rooms: rooms, nick: nick)
        pipe.source = Self.source(command, streams, isPlainTerminal: isPlainTerminal)
        pipe.setUp(command, streams)
        sessions = try command.server.settings(
            environment,
            configuration,
            for: rooms.map(\.url)
        )
        sessions.setTimes(command, sends: pipe.source.sends, isInteractive: isPlainTerminal)
        pipeChat = pipe.chat(nick: nick, environment)
        // Who chats is seen; a pipe without a name only listens, or speaks as plain clients do.
        screenChat.nick = Nick(nick) ?? .guest
        screenChat.history = Self.screenHistory
        screenChat.outboxPath = environment.outboxPath
        screenChat.logPath = configuration.settings.log ? environment.logPath : nil
        screenChat.logLimits.days = Int64(configuration.settings.logDays)
        sessions.serving = try Self.serving(
            command,
            configuration,
            isPlainTerminal: isPlainTerminal
        )
        sessions.history = environment.history
        configurationPath = environment.configurationPath
    }

    private static func checkCombinations(of command: JoinCommand) throws {
        let readsInput = command.one || command.null || command.input != nil
        if !command.message.isEmpty, readsInput {
            throw ValidationError("with -m stdin is not read, so -1, -0 and -i have no meaning")
        }
        if command.message.contains(where: \.utf8.isEmpty) {
            throw ValidationError("the text of -m is empty")
        }
        if command.one, command.null {
            throw ValidationError("-1 and -0 exclude each other")
        }
        if command.quiet, command.verbose {
            throw ValidationError("-q and -v exclude each other")
        }
        if command.resend, command.confirm ?? .echo != .echo {
            throw ValidationError(
                "--resend needs echoes: it does not go with --confirm close or none"
            )
        }
        if command.events, command.output ?? .json != .json {
            throw ValidationError("--events prints JSON lines, so it goes with -o json only")
        }
    }

    /// The rooms of a command line, each once.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    static func rooms(_ texts: [String], _ configuration: Configuration) throws -> [RoomAddress] {
        let texts = texts.isEmpty ? configuration.settings.rooms : texts
        guard !texts.isEmpty else {
            throw ValidationError("no room is named, as in: chat-tui join lobby")
        }
        do throws(RoomAddress.Invalid) {
            return try RoomAddress.all(
                texts,
                server: configuration.settings.server.url,
                aliases: configuration.knownServers
            )
        } catch {
            throw ValidationError("a room's name or URL is not right: \(error.reason)")
        }
    }

    private static func source(
        _ command: JoinCommand,
        _ streams: StandardStreams,
        isPlainTerminal: Bool
    ) -> PipeOptions.Source {
        guard command.message.isEmpty else { return .messages(command.message) }
        if isPlainTerminal { return .keyboard }
        let framing: PipeInput.Framing = command.one ? .whole : command.null ? .null : .lines
        switch streams.input {
        case .null: return .nothing
        // So that `chat-tui join lobby | … &` is not stopped for reading the terminal.
        case .terminal where !command.readsTerminal: return .nothing
        case .terminal, .other: return .stdin(framing, isJSON: command.input == .json)
        }
    }

    private static func serving(
        _ command: JoinCommand,
        _ configuration: Configuration,
        isPlainTerminal: Bool
    ) throws -> ServingRule {
        let isWanted =
            command.serve
            ?? (isPlainTerminal && configuration.origin(of: "server") == .standard)
        guard isWanted else { return ServingRule() }
        let url = configuration.settings.server.url
        guard ServingRule.canServe(at: url) else {
            throw ValidationError(
                "--serve needs a server URL of this machine, such as \(ServerURL.standard.text)"
            )
        }
        return ServingRule(address: url)
    }
}

// MARK: - What the options mean

extension JoinCommand {
    /// Whether an option is given that only a pipe knows.
    var needsPipe: Bool {
        !message.isEmpty || one || null || output != nil || input != nil || follow || count != nil
            || timeout != nil || resend || confirm != nil || events
    }

    /// Whether stdin is asked for so clearly that even a terminal is read.
    fileprivate var readsTerminal: Bool { one || null || input != nil || plain }
}

extension PipeOptions.Source {
    /// Whether anything is sent.
    var sends: Bool { self != .nothing }
}

extension PipeOptions {
    /// Milliseconds for confirming and counting when something is sent.
    private static let defaultTimeout: Int64 = 10_000

    fileprivate mutating func setUp(_ command: JoinCommand, _ streams: StandardStreams) {
        output = Self.output(command, streams, source)
        printsOnTerminal = streams.output == .terminal
        printsEvents = command.events
        confirmation = command.confirm ?? .echo
        resends = command.resend
        count = command.count?.value
        follows = command.follow
        retriesFirst = isInteractive || command.retry.map { $0 != .no } ?? false
        verbosity = command.quiet ? .quiet : command.verbose ? .verbose : .normal
        let explicit = command.timeout?.milliseconds
        if source.sends { confirmWithin = explicit ?? Self.defaultTimeout }
        stayFor = explicit ?? (source.sends && count != nil ? Self.defaultTimeout : nil)
    }

    /// Prints into a pipe; on a terminal, where input is piped, only what is asked for.
    private static func output(
        _ command: JoinCommand,
        _ streams: StandardStreams,
        _ source: Source
    ) -> Output? {
        if let output = command.output { return output }
        if command.events { return .json }
        guard streams.output == .terminal else { return .json }
        let isWanted =
            command.follow || command.count != nil || source == .keyboard || !source.sends
        return isWanted ? .text : nil
    }
}

extension SessionSettings {
    private static let defaultRetryWhenSending = TimeAmount.seconds(30)

    fileprivate mutating func setTimes(_ command: JoinCommand, sends: Bool, isInteractive: Bool) {
        let timeout = command.timeout.map { TimeAmount.milliseconds($0.milliseconds) }
        if let timeout { connectTimeout = min(timeout, connectTimeout) }
        switch command.retry {
        case .no: retry = .no
        case .within(let seconds): retry = .upTo(.milliseconds(seconds.milliseconds))
        case nil:
            let limit = min(timeout ?? Self.defaultRetryWhenSending, Self.defaultRetryWhenSending)
            retry = sends && !isInteractive ? .upTo(limit) : .forever
        }
    }
}

extension PipeOptions {
    /// How the rooms speak when there is no screen.
    ///
    /// Where nothing but the kernel or our Close frame confirms, nothing is said in a protocol that
    /// could do better, and no line is kept.
    fileprivate func chat(nick: String, _ environment: Environment) -> ChatSettings {
        var chat = ChatSettings()
        chat.nick = Nick(nick)
        chat.resends = resends
        chat.awaitsEchoes = confirmation == .echo
        chat.offersSubprotocol = chat.awaitsEchoes
        // Who reads the exit code has been told what was not confirmed.
        chat.keepsLines = false
        chat.outboxPath = chat.awaitsEchoes ? environment.outboxPath : nil
        return chat
    }
}

extension Environment {
    /// Where own lines are kept whose fate is open.
    var outboxPath: String? { stateDirectory.map { "\($0)/chat-tui/outbox.db" } }

    /// Where what is said is logged in rooms whose servers keep nothing.
    var logPath: String? { stateDirectory.map { "\($0)/chat-tui/log.db" } }
}
