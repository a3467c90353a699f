import Dispatch
import Glibc
import Store
import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Outbox")
struct OutboxTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("state/chat-tui/outbox.db") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func line(_ name: String) throws -> StoredLine {
        StoredLine(nonce: try #require(Nonce(name.utf8)), text: name, prefix: "", at: 5)
    }

    private func open(_ owner: ProcessIdentity? = .current) throws -> OutboxFile {
        try OutboxFile(path: path, owner: owner)
    }

    private func adopt(_ room: String, by file: OutboxFile) throws -> [String] {
        var lines: [StoredLine] = []
        try file.transaction { () throws(StoreError) in lines = try file.adopt(room) }
        return lines.map(\.text)
    }

    @Test("lines stay until they are settled, whoever opens the file next")
    func lines() throws {
        var file = try open(nil)
        for name in ["a", "b", "c"] { try file.keep(line(name), for: "r") }
        try file.keep(line("elsewhere"), for: "s")
        try file.settle(try #require(Nonce("b".utf8)))
        file = try open()
        #expect(try adopt("r", by: file) == ["a", "c"])
        #expect(try adopt("s", by: file) == ["elsewhere"])
    }

    @Test("a line is taken over once, and not while its process runs")
    func adoption() throws {
        let running = try open()
        try running.keep(line("mine"), for: "r")
        let other = try open(nil)
        #expect(try adopt("r", by: other).isEmpty)
        try running.release("r")
        #expect(try adopt("r", by: running) == ["mine"])
        #expect(try adopt("r", by: other).isEmpty)
    }

    @Test("a process that is gone is told from one that has its number")
    func identity() throws {
        let current = try #require(ProcessIdentity.current)
        #expect(ProcessIdentity.isRunning(current.description))
        let parts = current.description.split(separator: " ")
        let earlier = "\(parts[0]) \(parts[1]) 1"
        #expect(!ProcessIdentity.isRunning(earlier))
        #expect(!ProcessIdentity.isRunning("another-boot \(parts[1]) \(parts[2])"))
        #expect(!ProcessIdentity.isRunning(""))
    }

    @Test("device and positions are kept")
    func memory() throws {
        var generator = SeededGenerator(seed: 1)
        let (first, second) = (Device(using: &generator), Device(using: &generator))
        #expect(try open().device(orElse: first) == first)
        #expect(try open().device(orElse: second) == first)
        let position = LogPosition(epoch: Epoch(using: &generator), seq: 7)
        try open().read("r", to: position)
        #expect(try open().position(in: "r") == position)
        #expect(try open().position(in: "s") == nil)
    }

    @Test("the file is for this user alone, whatever the umask")
    func modes() throws {
        _ = try open()
        #expect(mode(of: path) == 0o600)
        #expect(mode(of: directory.file("state/chat-tui")) == 0o700)
    }

    @Test("a line is on disk when it may be sent")
    func thread() throws {
        let outbox = try Outbox(path: path) { _ in }
        let kept = DispatchSemaphore(value: 0)
        #expect(outbox.keep(try line("a"), for: "r") { kept.signal() })
        #expect(kept.wait(timeout: .now() + 10) == .success)
        let stopped = DispatchSemaphore(value: 0)
        outbox.release("r")
        outbox.stop { stopped.signal() }
        #expect(stopped.wait(timeout: .now() + 10) == .success)
        #expect(try adopt("r", by: open()) == ["a"])
    }

    @Test(
        "without a file that can be used it goes on, and says so once",
        arguments: ["/proc/chat-tui/outbox.db", "/dev/null"]
    )
    func trouble(path: String) throws {
        let told = Mailbox<String> { _ in }
        let mailbox = try #require(told)
        let outbox = try Outbox(path: path) { mailbox.post($0.string) }
        let done = DispatchSemaphore(value: 0)
        outbox.enter("r", adopts: true) { _ in done.signal() }
        #expect(done.wait(timeout: .now() + 10) == .success)
        #expect(outbox.keep(try line("a"), for: "r") { done.signal() })
        #expect(done.wait(timeout: .now() + 10) == .success)
        let sentences = mailbox.drain()
        #expect(sentences.count == 1)
        #expect(sentences.first?.contains(path) == true)
    }

    @Test("a damaged file is left as it is")
    func damage() throws {
        _ = try open()
        let size = try directory.read("state/chat-tui/outbox.db", limit: 1 << 20).count
        let noise = [UInt8](repeating: 0xAA, count: size)
        try directory.damage("state/chat-tui/outbox.db", at: 0, with: noise)
        let mailbox = try #require(Mailbox<String> { _ in })
        let outbox = try Outbox(path: path) { mailbox.post($0.string) }
        let done = DispatchSemaphore(value: 0)
        outbox.enter("r", adopts: true) { _ in done.signal() }
        #expect(done.wait(timeout: .now() + 10) == .success)
        #expect(mailbox.drain().first?.contains("damaged") == true)
        #expect(try directory.read("state/chat-tui/outbox.db", limit: 1 << 20) == noise)
    }
}
