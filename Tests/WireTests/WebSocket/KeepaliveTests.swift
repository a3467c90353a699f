import Testing
import Wire

@Suite("Keepalive")
struct KeepaliveTests {
    @Test("after an interval of silence a ping is sent, after another one the peer is given up")
    func silence() {
        var keepalive = Keepalive(interval: 100, now: 1000)
        #expect(keepalive.deadline == 1100)
        #expect(keepalive.timerFired(at: 1099) == .wait)
        #expect(keepalive.timerFired(at: 1105) == .ping)
        #expect(keepalive.deadline == 1205)
        #expect(keepalive.timerFired(at: 1204) == .wait)
        #expect(keepalive.timerFired(at: 1205) == .giveUp)
    }

    @Test("whatever arrives puts the ping off, and settles one that is under way")
    func heard() {
        var keepalive = Keepalive(interval: 100, now: 0)
        keepalive.heard(at: 60)
        #expect(keepalive.timerFired(at: 100) == .wait)
        #expect(keepalive.deadline == 160)
        #expect(keepalive.timerFired(at: 160) == .ping)
        keepalive.heard(at: 250)
        #expect(keepalive.timerFired(at: 260) == .wait)
        #expect(keepalive.timerFired(at: 350) == .ping)
    }
}
