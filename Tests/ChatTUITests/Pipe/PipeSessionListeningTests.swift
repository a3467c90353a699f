import Glibc
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("A pipe that listens")
struct PipeSessionListeningTests {
    private func listening(_ change: (inout PipeOptions) -> Void = { _ in }) -> PipeTranscript {
        PipeTranscript { options in
            options.output = .json
            change(&options)
        }
    }

    @Test("it prints what comes and does not end by itself")
    func prints() {
        var pipe = listening()
        pipe.connect()
        pipe.say("a", "b")
        pipe.pass(86_400_000)
        #expect(pipe.messages == ["a", "b"])
        #expect(pipe.end == nil)
        #expect(pipe.session.nextDeadline == nil)
    }

    @Test("after N messages it leaves, and prints no more than N")
    func count() {
        var pipe = listening { $0.count = 2 }
        pipe.connect()
        pipe.say("a", "b", "c")
        #expect(pipe.closed == [0])
        pipe.say("d")
        pipe.answerClose()
        #expect(pipe.messages == ["a", "b"])
        #expect(pipe.end == .exit(.done))
    }

    @Test("the echo of an own line is printed as own and does not count")
    func own() {
        var pipe = PipeTranscript.sending { options in
            options.output = .json
            options.count = 1
        }
        pipe.connect()
        pipe.lines("!date")
        pipe.take(.inputEnded)
        pipe.say("!date")
        #expect(pipe.closed == [])
        pipe.say("today")
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
        #expect(pipe.messages == ["!date", "today"])
        #expect(
            pipe.printed.split(separator: "\n").map { $0.contains("\"own\":true") } == [
                true, false,
            ]
        )
    }

    @Test("fewer than N messages in time are exit 3")
    func countTimeout() {
        var pipe = listening { options in
            options.count = 2
            options.stayFor = 1_000
        }
        pipe.connect()
        pipe.say("a")
        pipe.pass(1_000)
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
        #expect(pipe.complaints == ["1 of 2 messages came in time"])
    }

    @Test("when all the time passed without a connection it is exit 4")
    func neverConnected() {
        var pipe = listening { options in
            options.retriesFirst = true
            options.stayFor = 1_000
        }
        pipe.lose(.nobodyListens)
        pipe.pass(1_000)
        pipe.answerClose()
        #expect(pipe.end == .exit(.cannotConnect))
    }

    @Test("listening for a time is done after it")
    func timeout() {
        var pipe = listening { $0.stayFor = 1_000 }
        pipe.connect()
        pipe.pass(999)
        #expect(pipe.closed == [])
        pipe.pass(1)
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("with --follow it stays when the input has ended")
    func follow() {
        var pipe = PipeTranscript.sending { options in
            options.output = .json
            options.follows = true
        }
        pipe.connect()
        pipe.lines("a")
        pipe.take(.inputEnded)
        pipe.say("a", "b")
        pipe.pass(60_000)
        #expect(pipe.closed == [])
        #expect(pipe.messages == ["a", "b"])
    }

    @Test(
        "the end of the service is the end, in every room",
        arguments: [CloseCode.normal, .goingAway]
    )
    func farewell(code: CloseCode) {
        var pipe = PipeTranscript(["lobby", "dev"]) { $0.output = .json }
        pipe.connect(0)
        pipe.connect(1)
        pipe.close(code, 0)
        #expect(pipe.end == nil)
        pipe.say("still", in: 1)
        #expect(pipe.messages == ["still"])
        pipe.close(code, 1, retryIn: nil)
        #expect(pipe.end == .exit(.done))
    }

    @Test("the end of the service before N messages is exit 3")
    func farewellTooEarly() {
        var pipe = listening { $0.count = 1 }
        pipe.connect()
        pipe.close(.normal)
        #expect(pipe.end == .exit(.unconfirmed))
    }

    @Test("a loss and the return are told once each")
    func losses() {
        var pipe = listening()
        pipe.connect()
        pipe.lose()
        pipe.lose(.nobodyListens)
        pipe.lose(.nobodyListens)
        pipe.pass(4_200)
        pipe.connect()
        #expect(pipe.complaints.count == 2)
        #expect(pipe.complaints.first?.hasPrefix("lobby: ") == true)
        #expect(pipe.complaints.last?.contains("4.2 s") == true)
        pipe.say("a")
        #expect(pipe.messages == ["a"])
    }

    @Test("when it is told to be quiet it tells failures only")
    func quiet() {
        var pipe = listening { $0.verbosity = .quiet }
        pipe.connect()
        pipe.lose()
        pipe.connect()
        #expect(pipe.complaints == [])
        pipe.close(.policyViolation, retryIn: nil)
        #expect(pipe.complaints.count == 1)
        #expect(pipe.end == .exit(.lost))
    }

    @Test("a failure in one room ends the others")
    func failure() {
        var pipe = PipeTranscript(["lobby", "dev"]) { $0.output = .json }
        pipe.connect(0)
        pipe.room(.lost(.refused(status: 500, reason: ""), retryIn: nil), 1)
        #expect(pipe.closed == [0])
        pipe.answerClose(0)
        #expect(pipe.end == .exit(.cannotConnect))
        #expect(pipe.complaints.first?.contains("500") == true)
    }

    @Test("connection events are JSON lines when they are wanted, and not told twice")
    func events() {
        var pipe = listening { $0.printsEvents = true }
        pipe.connect()
        pipe.lose()
        pipe.lose(.nobodyListens)
        pipe.pass(1_500)
        pipe.connect()
        pipe.take(.signal(SIGTERM))
        pipe.answerClose()
        let events = pipe.printed.split(separator: "\n").map { line in
            JSONMember("event", in: Array(line.utf8))
        }
        #expect(
            events == [
                .string("connected"), .string("lost"), .string("retrying"), .string("refused"),
                .string("retrying"), .string("connected"), .string("closed"),
            ]
        )
        #expect(pipe.printed.contains("\"event\":\"lost\",\"code\":1006,\"reason\":"))
        #expect(pipe.printed.contains("\"event\":\"connected\",\"gap_ms\":1500}"))
        #expect(pipe.complaints == [])
    }

    @Test("a binary message is told, not dropped in silence")
    func binary() {
        var pipe = listening()
        pipe.connect()
        pipe.room(.binary(count: 12))
        #expect(pipe.complaints == ["lobby: left out a binary message of 12 bytes, and all others"])
    }

    @Test("what is no chat frame is printed raw and counts")
    func raw() {
        var pipe = listening { $0.count = 1 }
        pipe.connect()
        pipe.room(.text(Array("hi".utf8)))
        #expect(pipe.printed.contains("\"raw\":\"hi\""))
        #expect(pipe.closed == [0])
    }

    @Test("a signal closes first and names what is not confirmed; a second one ends it at once")
    func signals() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("important")
        pipe.take(.signal(SIGTERM))
        #expect(!pipe.session.wantsInput)
        #expect(pipe.closed == [0])
        #expect(pipe.end == nil)
        var second = pipe
        second.take(.signal(SIGINT))
        #expect(second.end == .signal(SIGINT))
        #expect(second.complaints.last?.contains("important") == true)
        pipe.answerClose()
        #expect(pipe.end == .signal(SIGTERM))
        #expect(pipe.complaints.last?.contains("important") == true)
    }

    @Test("a signal while connecting ends it without an answer")
    func signalWhileConnecting() {
        var pipe = PipeTranscript.sending()
        pipe.room(.connecting(attempt: 1))
        pipe.lines("never sent")
        pipe.take(.signal(SIGINT))
        pipe.room(.closed(answer: nil))
        #expect(pipe.end == .signal(SIGINT))
        #expect(pipe.complaints == ["1 of 1 line not confirmed by lobby: \"never sent\""])
    }

    @Test("a reader that is gone is SIGPIPE")
    func outputClosed() {
        var pipe = listening()
        pipe.connect()
        pipe.take(.outputClosed)
        #expect(pipe.closed == [0])
        pipe.answerClose()
        #expect(pipe.end == .signal(SIGPIPE))
    }

    @Test("a full disk is exit 1")
    func outputFailed() {
        var pipe = listening()
        pipe.connect()
        pipe.take(.failed("cannot write the output: No space left on device"))
        pipe.answerClose()
        #expect(pipe.end == .exit(.failure))
        #expect(pipe.complaints.count == 1)
    }

    @Test("a loss while closing is the end of the closing")
    func lossWhileClosing() {
        var pipe = listening { $0.count = 1 }
        pipe.connect()
        pipe.say("a")
        pipe.lose()
        pipe.connect()
        #expect(pipe.end == nil)
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
        #expect(pipe.complaints == [])
    }
}
