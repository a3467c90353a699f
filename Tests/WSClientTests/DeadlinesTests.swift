import Testing

@testable import WSClient

@Suite("The deadlines of a connection")
struct DeadlinesTests {
    private static func make() -> Deadlines {
        Deadlines(keepalive: 25, messageTimeout: 30, closeTimeout: 1, now: 0)
    }

    @Test("ask for a ping after silence, and give up after as much again")
    func silence() {
        var deadlines = Self.make()
        #expect(deadlines.next == 25)
        #expect(deadlines.timerFired(at: 24) == .wait)
        #expect(deadlines.timerFired(at: 25) == .ping)
        #expect(deadlines.next == 50)
        #expect(deadlines.timerFired(at: 50) == .giveUp)
    }

    @Test("move on with everything that is heard")
    func heard() {
        var deadlines = Self.make()
        deadlines.heard(at: 20, isMidMessage: false)
        #expect(deadlines.timerFired(at: 25) == .wait)
        #expect(deadlines.next == 45)
    }

    @Test("limit how long a message is unfinished, whatever else comes")
    func message() {
        var deadlines = Self.make()
        deadlines.heard(at: 10, isMidMessage: true)
        deadlines.heard(at: 30, isMidMessage: true)
        #expect(deadlines.next == 40)
        #expect(deadlines.timerFired(at: 39) == .wait)
        #expect(deadlines.timerFired(at: 40) == .abandonMessage)
    }

    @Test("measure each message by itself")
    func nextMessage() {
        var deadlines = Self.make()
        deadlines.heard(at: 10, isMidMessage: true)
        deadlines.messageEnded()
        deadlines.heard(at: 30, isMidMessage: true)
        #expect(deadlines.timerFired(at: 40) == .wait)
        #expect(deadlines.next == 55)
    }

    @Test("do not count while nobody reads")
    func paused() {
        var deadlines = Self.make()
        deadlines.heard(at: 10, isMidMessage: true)
        deadlines.paused(at: 100)
        #expect(deadlines.next == 125)
    }

    @Test("know nothing but the end once the connection closes, step by step")
    func closing() {
        var deadlines = Self.make()
        deadlines.closing(at: 5)
        #expect(deadlines.next == 6)
        deadlines.closing(at: 6)
        deadlines.heard(at: 7, isMidMessage: true)
        #expect(deadlines.timerFired(at: 6) == .wait)
        #expect(deadlines.timerFired(at: 7) == .endTransport)
    }
}
