import Testing
import Wire

@testable import ChatTUI

@Suite("A pipe that sends")
struct PipeSessionSendingTests {
    @Test("it ends with 0 when all lines are echoed and the Close frame is answered")
    func done() {
        var pipe = PipeTranscript.sending()
        pipe.lines("a")
        #expect(pipe.sent == [])
        pipe.connect()
        pipe.lines("b")
        #expect(pipe.sent == ["a", "b"])
        pipe.take(.inputEnded)
        pipe.write("a", "b")
        pipe.say("a")
        #expect(pipe.closed == [])
        pipe.say("b")
        #expect(pipe.closed == [0])
        #expect(pipe.end == nil)
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
        #expect(pipe.complaints == [])
        #expect(pipe.printed == "")
    }

    @Test("without an answer to the Close frame it ends all the same, a little later")
    func silentClose() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.take(.inputEnded)
        #expect(pipe.closed == [0])
        pipe.pass(1_400)
        #expect(pipe.end == nil)
        pipe.pass(200)
        #expect(pipe.end == .exit(.done))
    }

    @Test("time in which nobody read the output is not the server's")
    func heldUp() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.write("a")
        pipe.take(.inputEnded)
        pipe.pass(9_000)
        pipe.stall(60_000)
        pipe.pass(999)
        #expect(pipe.closed == [])
        pipe.say("a")
        #expect(pipe.closed == [0])
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("without a line it still waits for the connection")
    func nothing() {
        var pipe = PipeTranscript.sending()
        pipe.take(.inputEnded)
        #expect(pipe.closed == [])
        pipe.connect()
        #expect(pipe.closed == [0])
    }

    @Test("only the oldest line is confirmed by an echo")
    func order() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a", "b")
        pipe.take(.inputEnded)
        pipe.say("b", "other", "a")
        #expect(pipe.closed == [])
        pipe.say("b")
        #expect(pipe.closed == [0])
    }

    @Test("the nick stands before each line, in the echo too")
    func nick() {
        var pipe = PipeTranscript.sending { $0.nick = "bob" }
        pipe.connect()
        pipe.lines("hi")
        #expect(pipe.sent == ["bob: hi"])
        pipe.take(.inputEnded)
        pipe.say("bob: hi")
        #expect(pipe.closed == [0])
    }

    @Test("lines of the command line are sent without any input")
    func messages() {
        var pipe = PipeTranscript { options in
            options.source = .messages(["one", "two"])
        }
        #expect(!pipe.session.wantsInput)
        pipe.connect()
        #expect(pipe.sent == ["one", "two"])
        pipe.say("one", "two")
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("with 64 lines unconfirmed no more are wanted")
    func windowLines() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        for number in 0..<64 {
            #expect(pipe.session.wantsInput)
            pipe.lines("\(number)")
        }
        #expect(!pipe.session.wantsInput)
        pipe.say("0")
        #expect(pipe.session.wantsInput)
    }

    @Test("with a mebibyte unconfirmed no more lines are wanted")
    func windowBytes() {
        var pipe = PipeTranscript.sending()
        let text = String(repeating: "x", count: 1 << 20)
        pipe.lines(text)
        #expect(!pipe.session.wantsInput)
        pipe.connect()
        #expect(!pipe.session.wantsInput)
        pipe.say(text)
        #expect(pipe.session.wantsInput)
    }

    @Test("a mistake in the input ends it with 2 when the lines before it are confirmed")
    func mistake() {
        var pipe = PipeTranscript.sending { $0.follows = true }
        pipe.connect()
        pipe.lines("a")
        pipe.take(.inputFailed("line 2 of the input is bad"))
        #expect(!pipe.session.wantsInput)
        #expect(pipe.end == nil)
        pipe.say("a")
        pipe.answerClose()
        #expect(pipe.end == .exit(.usage))
        #expect(pipe.complaints == ["line 2 of the input is bad"])
    }

    @Test("a line may name its room; one that is not joined is a mistake")
    func rooms() {
        var pipe = PipeTranscript(["lobby", "dev"]) { options in
            options.source = .stdin(.lines, isJSON: true)
        }
        pipe.connect(0)
        pipe.connect(1)
        pipe.take(.line(PipeInput.Line(number: 1, text: "to dev", room: "dev")))
        pipe.take(.line(PipeInput.Line(number: 2, text: "to the first")))
        pipe.take(.line(PipeInput.Line(number: 3, text: "lost", room: "x\u{1B}")))
        pipe.say("to dev", in: 0)
        #expect(pipe.closed == [])
        pipe.say("to dev", in: 1)
        pipe.say("to the first", in: 0)
        #expect(pipe.closed == [0, 1])
        pipe.answerClose(0)
        #expect(pipe.end == nil)
        pipe.answerClose(1)
        #expect(pipe.end == .exit(.usage))
        #expect(pipe.complaints.count == 1)
        #expect(pipe.complaints.first?.hasPrefix("line 3 of the input is for a room") == true)
    }

    @Test("of bad UTF-8 it warns once")
    func repair() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.take(.line(PipeInput.Line(number: 1, text: "a", isRepaired: true)))
        pipe.take(.line(PipeInput.Line(number: 2, text: "b", isRepaired: true)))
        #expect(pipe.sent == ["a", "b"])
        #expect(pipe.complaints.count == 1)
    }

    @Test("somebody who types is not thrown out for an echo that does not come")
    func keyboard() {
        var pipe = PipeTranscript { options in
            options.source = .keyboard
            options.confirmWithin = 10_000
            options.output = .text
        }
        pipe.connect()
        pipe.lines("hello")
        pipe.pass(60_000)
        #expect(pipe.closed == [])
        pipe.say("hello")
        #expect(pipe.printed == "")
        pipe.say("hi back")
        #expect(pipe.printed.hasSuffix(" lobby hi back\n"))
        pipe.take(.inputEnded)
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }
}
