import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("A log that is read from a server")
struct LogSessionTests {
    @Test("greets, asks, prints in order, closes and ends")
    func whole() throws {
        var run = try Run()
        run.take(.connected(subprotocol: "chat-tui.1"))
        #expect(run.sent.count == 1)
        #expect(run.sent[0].hasPrefix(#"{"type":"hello","device":""#))
        #expect(run.sent[0].hasSuffix(#"","last":0}"#))
        run.welcome(oldest: 2, top: 3)
        #expect(run.sent.last == #"{"type":"history","before":4,"limit":2}"#)
        run.history(2...3, before: 4)
        #expect(run.printed == "1970-01-01 00:00:02 bob: text 2\n1970-01-01 00:00:03 bob: text 3\n")
        #expect(run.isClosed)
        run.take(.closed(answer: nil))
        #expect(run.end == .done)
        #expect(run.complaints.isEmpty)
    }

    @Test("a server that keeps no history is named, with exit code 5")
    func plain() throws {
        var run = try Run()
        run.take(.connected(subprotocol: nil))
        run.take(.closed(answer: nil))
        #expect(run.sent.isEmpty)
        #expect(
            run.complaints == [
                "lobby: this server keeps no history for us: it does not speak chat-tui.1"
            ]
        )
        #expect(run.end == .lost)
    }

    @Test("what is logged here is read when the server keeps nothing or is not there")
    func leavesToLog() throws {
        var run = try Run()
        run.session.isLogged = true
        run.take(.connected(subprotocol: nil))
        run.take(.closed(answer: nil))
        #expect(run.complaints == ["lobby: this server keeps no history; what was logged here:"])
        #expect(run.session.leavesToLog)
        #expect(run.end == .done)

        run = try Run()
        run.session.isLogged = true
        run.take(.lost(.nobodyListens, retryIn: nil))
        #expect(
            run.complaints
                == ["cannot connect to lobby: nobody listens at h:80; what was logged here:"]
        )
        #expect(run.session.leavesToLog)
        #expect(run.end == .done)
    }

    @Test("a server that keeps nothing is followed: first what was logged here, then what is heard")
    func followsPlain() throws {
        var run = try Run(follows: true)
        run.session.isLogged = true
        run.take(.connected(subprotocol: nil))
        #expect(run.sent.isEmpty && !run.isClosed)
        #expect(run.printed == "(the log)\n")
        run.now.wall = 3_000
        run.frame(#"{"message":"bob: hi"}"#)
        run.frame("no chat")
        #expect(run.printed == "(the log)\n1970-01-01 00:00:03 bob: hi\n")
        run.take(.lost(.ended, retryIn: .seconds(1)))
        run.now.wall = 8_000
        run.take(.lost(.nobodyListens, retryIn: .seconds(1)))
        run.take(.connected(subprotocol: nil))
        run.frame(#"{"message":[1]}"#)
        #expect(run.printed.hasSuffix("bob: hi\n1970-01-01 00:00:08 [1]\n"))
        #expect(
            run.complaints == [
                "lobby: this server keeps no history; what was logged here, then what is said:",
                "lobby: the connection was cut (1006); trying again",
                "lobby: connected again; 5 s not connected: messages may be missing",
            ]
        )
        #expect(run.end == nil)
    }

    @Test("where nothing was logged a server that keeps nothing is followed all the same")
    func followsPlainWithoutLog() throws {
        var run = try Run(follows: true)
        run.take(.connected(subprotocol: nil))
        run.frame(#"{"message":"hi"}"#)
        #expect(run.printed == "1970-01-01 00:00:00 hi\n")
        let sentence = "this server keeps no history, and nothing was logged here; what is said:"
        #expect(run.complaints == ["lobby: \(sentence)"])
        #expect(run.session.takesEvents)
        run.session.hasRoom = false
        #expect(!run.session.takesEvents)
    }

    @Test("what is heard is filtered; a number means nothing where none are given")
    func followsPlainQuery() throws {
        var run = try Run(follows: true, pattern: "dep")
        run.take(.connected(subprotocol: nil))
        for text in ["lunch", "deployed"] { run.frame(#"{"message":"\#(text)"}"#) }
        #expect(run.printed == "1970-01-01 00:00:00 deployed\n")
        run = try Run(follows: true, since: .seq(7))
        run.take(.connected(subprotocol: nil))
        run.take(.closed(answer: nil))
        #expect(run.end == .lost)
    }

    @Test("following needs a server: what is logged here does not stand in for it")
    func followsNobody() throws {
        var run = try Run(follows: true)
        run.session.isLogged = true
        run.take(.lost(.nobodyListens, retryIn: nil))
        #expect(!run.session.leavesToLog)
        #expect(run.end == .cannotConnect)
    }

    @Test("a server with a history that goes away does not lead to the log")
    func staysWithServer() throws {
        var run = try Run()
        run.session.isLogged = true
        run.connect(oldest: 1, top: 3)
        run.take(.lost(.ended, retryIn: nil))
        #expect(!run.session.leavesToLog)
        #expect(run.end == .lost)
    }

    @Test(
        "a first connection that fails ends it with exit code 4, also one that would be tried again"
    )
    func cannotConnect() throws {
        for retryIn in [nil, TimeAmount.seconds(1)] {
            var run = try Run(follows: true)
            run.take(.lost(.nobodyListens, retryIn: retryIn))
            #expect(run.end == .cannotConnect)
            #expect(run.complaints == ["cannot connect to lobby: nobody listens at h:80"])
            #expect(run.isClosed == (retryIn != nil))
        }
    }

    @Test("it goes on behind a loss where it was, and says so")
    func resumes() throws {
        var run = try Run(follows: true)
        run.connect(oldest: 1, top: 2)
        run.history(1...2, before: 3)
        run.take(.lost(.ended, retryIn: .seconds(1)))
        run.take(.lost(.nobodyListens, retryIn: .seconds(1)))
        run.connect(oldest: 1, top: 4)
        #expect(run.sent.last == #"{"type":"history","before":5,"limit":2}"#)
        run.history(3...4, before: 5)
        run.live(5)
        run.live(5)
        #expect(run.numbers == [1, 2, 3, 4, 5])
        #expect(
            run.complaints == [
                "lobby: the connection was cut (1006); trying again", "lobby: connected again",
            ]
        )
        #expect(run.end == nil)
    }

    @Test("what is gone meanwhile is told behind what was printed before")
    func gap() throws {
        var run = try Run(follows: true)
        run.connect(oldest: 1, top: 1)
        run.history(1...1, before: 2)
        run.take(.lost(.ended, retryIn: .seconds(1)))
        run.connect(oldest: 5, top: 5)
        run.history(5...5, before: 6)
        #expect(run.numbers == [1, 5])
        #expect(run.complaints.last == "lobby: messages 2 to 4 are not kept any more")
    }

    @Test("a loss that is final ends it with exit code 5")
    func finalLoss() throws {
        var run = try Run(follows: true)
        run.connect(oldest: 1, top: 0)
        run.take(.lost(.closed(CloseStatus(code: .policyViolation)), retryIn: nil))
        #expect(run.end == .lost)
        #expect(run.complaints == ["lobby: the server refused by one of its rules (1008)"])
    }

    @Test("a server that does not answer is given up after 30 s, with exit code 3")
    func silence() throws {
        for greets in [false, true] {
            var run = try Run()
            run.take(.connected(subprotocol: "chat-tui.1"))
            if greets { run.welcome(oldest: 1, top: 1) }
            #expect(run.session.nextDeadline == run.now.monotonic + LogSession.patience)
            run.pass(LogSession.patience)
            #expect(run.complaints == ["lobby: the server does not answer"])
            run.take(.closed(answer: nil))
            #expect(run.end == .unconfirmed)
        }
    }

    @Test("an answer that is put off is asked for again, ten times at most")
    func putOff() throws {
        var run = try Run()
        run.connect(oldest: 1, top: 1)
        for attempt in 1..<LogSession.maximumRefusals {
            run.frame(#"{"type":"error","code":"rate","retry_after":2,"reason":"slow down"}"#)
            #expect(run.sent.count == 1 + attempt)
            run.pass(1_999)
            #expect(run.sent.count == 1 + attempt)
            run.pass(1)
            #expect(run.sent.count == 2 + attempt)
        }
        run.frame(#"{"type":"error","code":"rate","retry_after":2,"reason":"slow\ndown"}"#)
        #expect(run.complaints == ["lobby: the server does not give its history: slow⏎down"])
        run.take(.closed(answer: nil))
        #expect(run.end == .lost)
    }

    @Test("nothing is asked for while the output takes nothing")
    func backpressure() throws {
        var run = try Run(follows: true)
        run.connect(oldest: 1, top: 1)
        run.session.hasRoom = false
        run.history(1...1, before: 2)
        run.live(2)
        run.live(3)
        #expect(run.numbers == [1])
        run.session.hasRoom = true
        run.pass(0)
        #expect(run.sent.last == #"{"type":"history","before":4,"limit":2}"#)
        run.history(2...3, before: 4)
        #expect(run.numbers == [1, 2, 3])
    }

    @Test("of a room without messages that is said")
    func nothingSaid() throws {
        var run = try Run()
        run.connect(oldest: 1, top: 0)
        #expect(run.complaints == ["lobby: nothing was said there yet"])
        run.take(.closed(answer: nil))
        #expect(run.end == .done)
    }

    @Test(
        "frames that mean nothing here change nothing",
        arguments: [
            "", "{}", "[", #"{"message":"plain"}"#, #"{"type":"join","nick":"a"}"#,
            #"{"type":"new"}"#,
            #"{"type":"history","before":9,"messages":[]}"#, #"{"type":"ack","nonce":"n","seq":1}"#,
        ]
    )
    func strangeFrames(text: String) throws {
        var run = try Run()
        run.connect(oldest: 1, top: 1)
        run.frame(text)
        #expect(run.sent.count == 2)
        #expect(run.printed.isEmpty)
        run.history(1...1, before: 2)
        #expect(run.numbers == [1])
    }
}

/// A session whose effects are remembered in short.
private struct Run {
    var session: LogSession
    var sent: [String] = []
    var printed = ""
    var complaints: [String] = []
    var isClosed = false
    var end: ExitCode?
    var now = Moment(monotonic: 1_000, wall: 0, utcOffset: 0)
    private var connections = 0

    init(
        follows: Bool = false,
        since: LogQuery.Since = .oldest,
        pattern: String? = nil
    ) throws {
        var query = LogQuery()
        (query.follows, query.since) = (follows, since)
        query.pattern = try pattern.map { text throws(TextPattern.Invalid) in try TextPattern(text)
        }
        let server = WebSocketURL(isSecure: false, host: "h", port: 80, resource: "/")
        var generator = SystemRandomNumberGenerator()
        session = LogSession(
            query,
            of: try RoomAddress("lobby", server: server),
            format: LogFormat(output: .text, room: "lobby", utcOffset: { _ in 0 }),
            device: Device(using: &generator)
        )
    }

    var numbers: [Int] {
        printed.split(separator: "\n").compactMap { Int($0.split(separator: " ").last ?? "") }
    }

    mutating func take(_ event: ClientEvent) {
        if case .connected = event { connections += 1 }
        handle(.client(event))
    }

    mutating func pass(_ milliseconds: Int64) {
        now.monotonic += milliseconds
        handle(.tick)
    }

    mutating func connect(oldest: Int, top: Int) {
        take(.connected(subprotocol: "chat-tui.1"))
        welcome(oldest: oldest, top: top)
    }

    mutating func welcome(oldest: Int, top: Int) {
        frame(
            #"{"type":"welcome","room":"lobby","epoch":"00000000000000ab","oldest":\#(oldest),"#
                + #""top":\#(top),"resumed":true,"members":[]}"#
        )
    }

    mutating func history(_ numbers: ClosedRange<Int>, before: Int) {
        let messages = numbers.map(Self.message).joined(separator: ",")
        frame(#"{"type":"history","before":\#(before),"messages":[\#(messages)]}"#)
    }

    mutating func live(_ seq: Int) { frame(Self.message(seq)) }

    mutating func frame(_ text: String) { take(.text(Array(text.utf8))) }

    private static func message(_ seq: Int) -> String {
        #"{"message":"text \#(seq)","seq":\#(seq),"at":\#(seq * 1000),"from":"bob"}"#
    }

    private mutating func handle(_ event: LogSession.Event) {
        for effect in session.handle(event, at: now) {
            switch effect {
            case .send(let frame, let connection):
                #expect(connection == connections)
                sent.append(String(decoding: frame, as: UTF8.self))
            case .close: isClosed = true
            case .print(let lines): printed += String(decoding: lines, as: UTF8.self)
            case .printLog: printed += "(the log)\n"
            case .complain(let sentence): complaints.append(sentence.string)
            case .end(let code):
                #expect(end == nil)
                end = code
            }
        }
    }
}
