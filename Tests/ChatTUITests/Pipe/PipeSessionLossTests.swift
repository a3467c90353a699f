import NIOCore
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("A pipe whose connection is lost")
struct PipeSessionLossTests {
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
}
