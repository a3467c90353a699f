import Glibc
import Testing

@testable import ChatTUI

@Suite("Standard output")
struct StandardOutputTests {
    @Test("lines are written as they are")
    func writes() throws {
        let pipe = try SystemPipe()
        var output = StandardOutput(descriptor: pipe.writeEnd)
        output.append(Array("a\n".utf8))
        output.append(Array("b\n".utf8))
        #expect(output.flush() == .ok)
        #expect(output.pending == 0)
        #expect(pipe.readAll() == "a\nb\n")
    }

    @Test("what a slow reader does not take waits, and nothing blocks or is lost")
    func slowReader() throws {
        let pipe = try SystemPipe()
        var output = StandardOutput(descriptor: pipe.writeEnd)
        let text = (0..<50_000).map { "\($0)\n" }.joined()
        output.append(Array(text.utf8))
        var read = ""
        while output.pending > 0 {
            #expect(output.flush() == .ok)
            read += pipe.readAll()
        }
        #expect(read == text)
        #expect(fcntl(pipe.writeEnd, F_GETFL) & O_NONBLOCK == 0)
    }

    @Test("a reader that is gone is noticed without writing")
    func gone() throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = try SystemPipe()
        var output = StandardOutput(descriptor: pipe.writeEnd)
        pipe.closeReadEnd()
        var entries = [output.pollEntry]
        wait(&entries, until: Moment.monotonicMilliseconds() + 5_000)
        #expect(entries[0].isGone)
        output.append([0x0A])
        #expect(output.flush() == .closed)
        output.discard()
        #expect(output.pending == 0)
        #expect(output.flush() == .ok)
    }

    @Test("a full disk is told")
    func full() {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        var output = StandardOutput(descriptor: descriptor)
        output.append([0x0A])
        #expect(output.flush() == .failed(ENOSPC))
    }
}
