import Glibc
import Testing

@testable import ChatTUI

@Suite("Standard streams")
struct StandardStreamsTests {
    @Test("what nobody reads is given up after a moment, and then at once, until somebody reads")
    func unread() throws {
        let pipe = try SystemPipe()
        let line = Array(String(repeating: "x", count: 1_023).utf8) + [0x0A]
        var written = 0
        while written < 10_000, writeSoon(line, to: pipe.writeEnd) { written += 1 }
        #expect((1..<10_000).contains(written))
        let began = Moment.monotonicMilliseconds()
        for _ in 0..<1_000 { #expect(!writeSoon(line, to: pipe.writeEnd)) }
        #expect(Moment.monotonicMilliseconds() - began < 5_000)
        #expect(pipe.readAll().utf8.count >= written * line.count)
        #expect(writeSoon(line, to: pipe.writeEnd))
        #expect(pipe.readAll().utf8.elementsEqual(line))
        #expect(fcntl(pipe.writeEnd, F_GETFL) & O_NONBLOCK == 0)
    }
}
