import ArgumentParser
import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Join plan")
struct JoinPlanTests {
    private static let terminals = StandardStreams(input: .terminal, output: .terminal)
    private static let pipes = StandardStreams(input: .other, output: .other)
    private static let inputPiped = StandardStreams(input: .other, output: .terminal)
    private static let outputPiped = StandardStreams(input: .terminal, output: .other)
    private static let cron = StandardStreams(input: .null, output: .other)

    private func plan(
        _ arguments: String...,
        on streams: StandardStreams = pipes,
        environment: [String: String] = [:]
    ) throws -> JoinPlan {
        let command = try #require(
            try JoinCommand.parseAsRoot(["lobby"] + arguments) as? JoinCommand
        )
        return try JoinPlan(
            command,
            environment: Environment { environment[$0] },
            streams: streams
        )
    }

    private func complaint(_ arguments: [String], on streams: StandardStreams = pipes) -> String? {
        do {
            let command = try JoinCommand.parseAsRoot(arguments) as? JoinCommand
            _ = try command.map {
                try JoinPlan($0, environment: Environment { _ in nil }, streams: streams)
            }
            return nil
        } catch {
            return JoinCommand.message(for: error)
        }
    }

    // MARK: - What stands behind stdin and stdout

    @Test("between two terminals it is a screen, with lines in reserve")
    func screen() throws {
        let plan = try plan(on: Self.terminals)
        #expect(plan.wantsScreen)
        #expect(plan.pipe.source == .keyboard)
        #expect(plan.pipe.output == .text)
        #expect(plan.sessions.retry == .forever)
        #expect(plan.pipe.retriesFirst)
    }

    @Test("--plain is lines, typed and read")
    func plain() throws {
        let plan = try plan("--plain", on: Self.terminals)
        #expect(!plan.wantsScreen)
        #expect(plan.pipe.source == .keyboard)
        #expect(plan.pipe.output == .text)
    }

    @Test(
        "an option that only a pipe knows makes it a pipe",
        arguments: [
            ["-m", "x"], ["-c", "1"], ["-o", "json"], ["-f"], ["-t", "5"], ["-1"], ["-i", "text"],
            ["--confirm", "none"], ["--resend"], ["--events"],
        ]
    )
    func pipeOptions(arguments: [String]) throws {
        let command = try #require(
            try JoinCommand.parseAsRoot(["lobby"] + arguments) as? JoinCommand
        )
        let plan = try JoinPlan(
            command,
            environment: Environment { _ in nil },
            streams: Self.terminals
        )
        #expect(!plan.wantsScreen)
        #expect(plan.pipe.source != .keyboard)
    }

    @Test("input piped: it sends and prints nothing")
    func sends() throws {
        let plan = try plan(on: Self.inputPiped)
        #expect(plan.pipe.source == .stdin(.lines, isJSON: false))
        #expect(plan.pipe.output == nil)
    }

    @Test("output piped: it prints, and leaves the terminal alone")
    func prints() throws {
        let plan = try plan(on: Self.outputPiped)
        #expect(plan.pipe.source == .nothing)
        #expect(plan.pipe.output == .json)
        #expect(plan.pipe.stayFor == nil)
        #expect(plan.sessions.retry == .forever)
    }

    @Test("both piped: it does both")
    func both() throws {
        let plan = try plan(on: Self.pipes)
        #expect(plan.pipe.source == .stdin(.lines, isJSON: false))
        #expect(plan.pipe.output == .json)
    }

    @Test("/dev/null means nothing to send: it listens, on a terminal too")
    func null() throws {
        #expect(try plan(on: Self.cron).pipe.source == .nothing)
        let plan = try plan(on: StandardStreams(input: .null, output: .terminal))
        #expect(plan.pipe.source == .nothing)
        #expect(plan.pipe.output == .text)
    }

    @Test("with -m stdin is not read")
    func messages() throws {
        let plan = try plan("-m", "a", "-m", "-b")
        #expect(plan.pipe.source == .messages(["a", "-b"]))
        #expect(plan.pipe.framing == nil)
    }

    @Test(
        "-1, -0 and -i say how stdin is read",
        arguments: [
            (["-1"], PipeInput.Framing.whole, false), (["-0"], .null, false),
            (["-i", "json"], .lines, true), (["-0", "-i", "json"], .null, true),
        ]
    )
    func framing(arguments: [String], framing: PipeInput.Framing, isJSON: Bool) throws {
        for streams in [Self.pipes, Self.terminals] {
            let command = try #require(
                try JoinCommand.parseAsRoot(["lobby"] + arguments) as? JoinCommand
            )
            let plan = try JoinPlan(
                command,
                environment: Environment { _ in nil },
                streams: streams
            )
            #expect(plan.pipe.source == .stdin(framing, isJSON: isJSON))
        }
    }

    @Test("what is asked for is printed on a terminal too")
    func explicitOutput() throws {
        #expect(try plan("-o", "raw", on: Self.inputPiped).pipe.output == .raw)
        #expect(try plan("--events", on: Self.inputPiped).pipe.output == .json)
        #expect(try plan("-f", on: Self.inputPiped).pipe.output == .text)
        #expect(try plan("-c", "1", on: Self.inputPiped).pipe.output == .text)
    }

    // MARK: - Times

    @Test("a sender has 10 s for confirmations and 30 s to come back")
    func sendingTimes() throws {
        let plan = try plan("-m", "x")
        #expect(plan.pipe.confirmWithin == 10_000)
        #expect(plan.pipe.stayFor == nil)
        #expect(plan.sessions.retry == .upTo(.seconds(30)))
        #expect(!plan.pipe.retriesFirst)
        #expect(try self.plan("-m", "x", "-c", "1").pipe.stayFor == 10_000)
    }

    @Test("-t is the limit of everything that is waited for")
    func timeout() throws {
        let plan = try plan("-m", "x", "-t", "2.5")
        #expect(plan.pipe.confirmWithin == 2_500)
        #expect(plan.pipe.stayFor == 2_500)
        #expect(plan.sessions.connectTimeout == .milliseconds(2_500))
        #expect(plan.sessions.retry == .upTo(.milliseconds(2_500)))
        let patient = try self.plan("-t", "60", on: Self.cron)
        #expect(patient.pipe.stayFor == 60_000)
        #expect(patient.sessions.connectTimeout == .seconds(10))
        #expect(patient.sessions.retry == .forever)
    }

    @Test("--retry holds for the first connection too, no and none do not")
    func retry() throws {
        let patient = try plan("--retry", "60", "-m", "x")
        #expect(patient.sessions.retry == .upTo(.seconds(60)))
        #expect(patient.pipe.retriesFirst)
        let impatient = try plan("--retry", "no", on: Self.cron)
        #expect(impatient.sessions.retry == .no)
        #expect(!impatient.pipe.retriesFirst)
    }

    // MARK: - Where, and under which name

    @Test("flags stand above the environment, and the environment above the defaults")
    func environment() throws {
        let environment = [
            "CHAT_TUI_SERVER": "wss://chat.example/x/{room}", "CHAT_TUI_NICK": "eva",
        ]
        let default_ = try plan()
        #expect(
            default_.rooms.map(\.url) == [try WebSocketURL("ws://127.0.0.1:8000/ws/chat/lobby/")]
        )
        #expect(default_.configuration.settings.nick == "")
        let set = try plan(environment: environment)
        #expect(set.rooms.map(\.url) == [try WebSocketURL("wss://chat.example/x/lobby")])
        #expect(set.configuration.settings.nick == "eva")
        #expect(set.pipe.nick == "eva")
        let given = try plan("-s", "ws://h:1", "-n", "bob", environment: environment)
        #expect(given.rooms.map(\.url) == [try WebSocketURL("ws://h:1/ws/chat/lobby/")])
        #expect(given.configuration.settings.nick == "bob")
        let empty = try plan(environment: ["CHAT_TUI_SERVER": "", "CHAT_TUI_NICK": ""])
        #expect(empty.rooms == default_.rooms)
    }

    @Test("the embedded server: on a terminal by itself, in a pipe when asked, elsewhere never")
    func serving() throws {
        let local = try WebSocketURL("ws://127.0.0.1:8000")
        #expect(try plan(on: Self.terminals).sessions.serving.address == local)
        #expect(try plan("--plain", on: Self.terminals).sessions.serving.address == local)
        #expect(try plan("--no-serve", on: Self.terminals).sessions.serving.address == nil)
        #expect(
            try plan("-s", "ws://127.0.0.1:8000", on: Self.terminals).sessions.serving.address
                == nil
        )
        let environment = ["CHAT_TUI_SERVER": "ws://127.0.0.1:8000"]
        #expect(
            try plan(on: Self.terminals, environment: environment).sessions.serving.address == nil
        )
        #expect(try plan().sessions.serving.address == nil)
        #expect(try plan("--serve").sessions.serving.address == local)
        let other = try plan("--serve", "-s", "ws://[::1]:9000")
        #expect(other.sessions.serving.address?.port == 9000)
    }

    @Test("header fields are kept in order")
    func headers() throws {
        let plan = try plan("-H", "A: 1", "-H", "b:  two words ")
        #expect(plan.sessions.headers == [HeaderField("A", "1"), HeaderField("b", "two words")])
    }

    @Test("quiet, verbose and what becomes of lines are passed on")
    func rest() throws {
        #expect(try plan("-q").pipe.verbosity == .quiet)
        #expect(try plan("-v").pipe.verbosity == .verbose)
        let plan = try plan("--resend", "-f", "-c", "3", "--events")
        #expect(plan.pipe.resends && plan.pipe.follows && plan.pipe.printsEvents)
        #expect(plan.pipe.count == 3)
        #expect(try self.plan("--confirm", "close").pipe.confirmation == .close)
    }

    // MARK: - Mistakes

    @Test(
        "a mistake is one sentence",
        arguments: [
            [], [""], ["lobby", "-t", "0"], ["lobby", "-t", "soon"], ["lobby", "-t", "nan"],
            ["lobby", "-t", "1e99"], ["lobby", "-c", "0"], ["lobby", "-o", "yaml"],
            ["lobby", "--retry", "never"], ["lobby", "--confirm", "fax"],
            ["lobby", "-s", "http://127.0.0.1:1"], ["lobby", "-s", "ws://"],
            ["lobby", "-s", "ws://h:99999"], ["http://h/chat/lobby/"], ["ftp://h/x"],
            ["lobby", "-H", "no colon"], ["lobby", "-H", "X: a\r\nEvil: b"],
            ["lobby", "-H", ": x"],
            ["lobby", "-n", "a\u{1B}"], ["lobby", "-n", "a\nb"],
            ["lobby", "-n", String(repeating: "x", count: 65)],
            ["lobby", "-m", ""], ["lobby", "-m", "x", "-1"], ["lobby", "-m", "x", "-i", "json"],
            ["lobby", "-1", "-0"], ["lobby", "-q", "-v"],
            ["lobby", "--resend", "--confirm", "close"],
            ["lobby", "--events", "-o", "text"], ["lobby", "--serve", "-s", "ws://example.org"],
            ["lobby", "--serve", "-s", "wss://127.0.0.1"], ["lobby", "--cafile", "/no/such/file"],
        ]
    )
    func mistakes(arguments: [String]) {
        let complaint = complaint(arguments)
        #expect(complaint?.contains("\n") == false)
        #expect(complaint?.isEmpty == false)
    }

    @Test("without a room the sentence names an example")
    func noRoom() {
        #expect(complaint([])?.contains("chat-tui join lobby") == true)
    }
}
