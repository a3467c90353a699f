import Testing

@testable import ChatTUI

@Suite("Kill ring")
struct KillRingTests {
    @Test("an empty ring has no entry")
    func empty() {
        #expect(KillRing().entry(age: 0) == nil)
    }

    @Test("a kill joins the latest on the side where it was")
    func joining() {
        var ring = KillRing()
        ring.add("b", joining: .after)
        ring.add("c", joining: .after)
        ring.add("a", joining: .before)
        ring.add("x", joining: nil)
        #expect(ring.entry(age: 0) == "x")
        #expect(ring.entry(age: 1) == "abc")
        #expect(ring.entry(age: 2) == "x")
    }

    @Test("it holds sixteen kills")
    func bound() {
        var ring = KillRing()
        for number in 0..<40 { ring.add("\(number)", joining: nil) }
        #expect(ring.entry(age: 15) == "24")
        #expect(ring.entry(age: 16) == "39")
    }
}
