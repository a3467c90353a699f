import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("What confirms the lines of a pipe")
struct PipeSessionConfirmationTests {
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
}
