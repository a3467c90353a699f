import NIOCore
import Testing
import WSClient
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

    @Test("a final loss with a line under way is a loss, not a line that was not confirmed in time")
    func finalLoss() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.take(.inputEnded)
        pipe.write("a")
        pipe.lose(retryIn: nil)
        #expect(pipe.end == .exit(.lost))
        #expect(pipe.complaints.last?.hasPrefix("1 of 1 line not confirmed") == true)
    }

    @Test("a line that the server refuses is named with its reason")
    func refused() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.take(.inputEnded)
        pipe.take(
            .conversation(
                RoomID(rawValue: 0),
                .own(1, .refused(.denied, reason: "not\u{1B} here"))
            )
        )
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
        #expect(pipe.complaints.first == "lobby refuses \"a\": not␛ here")
    }

    @Test("a gap is told, with the numbers in its event")
    func gap() {
        var pipe = PipeTranscript { options in
            options.output = .json
            options.printsEvents = true
        }
        pipe.connect(subprotocol: Subprotocol.chatTUI1)
        let gap = MessageGap(after: 3, before: 7, isNewLog: false)
        pipe.take(.conversation(RoomID(rawValue: 0), .gap(gap)))
        #expect(
            pipe.printed.hasSuffix(#""event":"gap","after":3,"before":7,"new_log":false}"# + "\n")
        )
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

    @Test("lines that no echo confirms in time are named, and it ends with 3")
    func timeout() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("one", "two\u{1B}", "three", "four", "five")
        pipe.take(.inputEnded)
        pipe.pass(9_000)
        pipe.say("one")
        pipe.pass(9_900)
        #expect(pipe.closed == [])
        pipe.pass(100)
        #expect(pipe.closed == [0])
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
        #expect(pipe.complaints.count == 1)
        let sentence = pipe.complaints.first ?? ""
        #expect(sentence.hasPrefix("4 of 5 lines not confirmed by lobby: \"two"))
        #expect(sentence.hasSuffix("\", \"three\", \"four\", …"))
        #expect(!sentence.unicodeScalars.contains("\u{1B}"))
    }

    @Test("an echo that comes while it closes counts")
    func lateEcho() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("one")
        pipe.take(.inputEnded)
        pipe.pass(10_000)
        pipe.say("one")
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("the clock of the confirmations stands still without lines and without a connection")
    func clock() {
        var pipe = PipeTranscript.sending()
        pipe.pass(60_000)
        pipe.connect()
        pipe.pass(60_000)
        pipe.lines("one")
        pipe.pass(9_000)
        pipe.lose()
        pipe.pass(20_000)
        #expect(pipe.closed == [])
        #expect(pipe.end == nil)
    }

    @Test("lines that were never written are sent again in order, written ones are not")
    func loss() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a", "b", "c", "d")
        pipe.write("a", "b")
        pipe.say("a")
        pipe.lose()
        pipe.lines("e")
        pipe.take(.inputEnded)
        #expect(pipe.sent == ["a", "b", "c", "d"])
        pipe.connect()
        #expect(pipe.sent == ["a", "b", "c", "d", "c", "d", "e"])
        pipe.say("c", "d", "e")
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
        #expect(pipe.complaints.last == "1 of 5 lines not confirmed by lobby: \"b\"")
    }

    @Test("with --resend written lines are sent again too, before those that came later")
    func resend() {
        var pipe = PipeTranscript.sending { $0.resends = true }
        pipe.connect()
        pipe.lines("a", "b")
        pipe.write("a")
        pipe.lose()
        pipe.lines("c")
        pipe.take(.inputEnded)
        pipe.connect()
        #expect(pipe.sent == ["a", "b", "a", "b", "c"])
        pipe.say("a", "b", "c")
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("lines in doubt leave room for others")
    func lostWindow() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        for number in 0..<64 { pipe.lines("\(number)") }
        for number in 0..<64 { pipe.write("\(number)") }
        #expect(!pipe.session.wantsInput)
        pipe.lose()
        #expect(pipe.session.wantsInput)
    }

    @Test("an echo of an earlier connection confirms nothing on the next one")
    func staleEcho() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.write("a")
        pipe.lose()
        pipe.connect()
        pipe.take(.inputEnded)
        #expect(pipe.closed == [0])
        pipe.say("a")
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
    }

    @Test("a first connection that fails is final: one sentence, exit 4", arguments: [true, false])
    func dead(isRetriable: Bool) {
        var pipe = PipeTranscript.sending()
        pipe.lines("a")
        pipe.room(.connecting(attempt: 1))
        pipe.lose(.nobodyListens, retryIn: isRetriable ? .seconds(1) : nil)
        #expect(pipe.end == .exit(.cannotConnect))
        #expect(pipe.complaints.count == 1)
        #expect(pipe.complaints.first?.hasPrefix("cannot connect to lobby: ") == true)
    }

    @Test("with --retry a first connection that fails is tried again")
    func patient() {
        var pipe = PipeTranscript.sending { $0.retriesFirst = true }
        pipe.lines("a")
        pipe.take(.inputEnded)
        pipe.lose(.nobodyListens)
        pipe.lose(.nobodyListens)
        #expect(pipe.end == nil)
        #expect(pipe.complaints.count == 1)
        pipe.connect()
        #expect(pipe.sent == ["a"])
    }

    @Test("a final loss after a connection is exit 5, and names the lines")
    func refusedLater() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.close(.policyViolation, retryIn: nil)
        #expect(pipe.end == .exit(.lost))
        #expect(pipe.complaints.count == 2)
        #expect(pipe.complaints.first?.contains("1008") == true)
        #expect(pipe.complaints.last?.contains("1 of 1 line not confirmed") == true)
    }

    @Test("a server that goes away while lines are under way is come back to")
    func goingAway() {
        var pipe = PipeTranscript.sending()
        pipe.connect()
        pipe.lines("a")
        pipe.take(.inputEnded)
        pipe.close(.goingAway)
        #expect(pipe.end == nil)
        pipe.connect()
        #expect(pipe.sent == ["a", "a"])
    }

    @Test("with --confirm none a line is done when the kernel has it")
    func confirmNone() {
        var pipe = PipeTranscript.sending { $0.confirmation = .none }
        pipe.connect()
        pipe.lines("a", "b")
        pipe.take(.inputEnded)
        pipe.write("a")
        #expect(pipe.closed == [])
        pipe.write("b")
        #expect(pipe.closed == [0])
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("with --confirm none a line that was not written is sent again")
    func confirmNoneLoss() {
        var pipe = PipeTranscript.sending { $0.confirmation = .none }
        pipe.connect()
        pipe.lines("a", "b")
        pipe.write("a")
        pipe.lose()
        pipe.connect()
        #expect(pipe.sent == ["a", "b", "b"])
    }

    @Test("with --confirm close many lines go without an echo")
    func confirmClose() {
        var pipe = PipeTranscript.sending { $0.confirmation = .close }
        pipe.connect()
        for number in 0..<200 {
            #expect(pipe.session.wantsInput)
            pipe.lines("\(number)")
            pipe.write("\(number)")
        }
        pipe.take(.inputEnded)
        #expect(pipe.closed == [0])
        pipe.answerClose()
        #expect(pipe.end == .exit(.done))
    }

    @Test("with --confirm close lines of a lost connection are not confirmed")
    func confirmCloseLoss() {
        var pipe = PipeTranscript.sending { $0.confirmation = .close }
        pipe.connect()
        pipe.lines("a", "b", "c", "d")
        pipe.write("a", "b", "c", "d")
        pipe.lose()
        pipe.connect()
        pipe.take(.inputEnded)
        pipe.answerClose()
        #expect(pipe.end == .exit(.unconfirmed))
        #expect(
            pipe.complaints.last
                == "4 of 4 lines not confirmed by lobby: \"a\", \"b\", \"c\", …"
        )
    }

    @Test(
        "a Close frame that is not answered, or answered by a failure, confirms nothing",
        arguments: [nil, CloseStatus(code: .internalError)]
    )
    func confirmCloseUnanswered(answer: CloseStatus?) {
        var pipe = PipeTranscript.sending { $0.confirmation = .close }
        pipe.connect()
        pipe.lines("a")
        pipe.write("a")
        pipe.take(.inputEnded)
        var late = pipe
        late.pass(2_000)
        #expect(late.end == .exit(.unconfirmed))
        pipe.room(.closed(answer: answer))
        #expect(pipe.end == .exit(.unconfirmed))
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
