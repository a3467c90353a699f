import Dispatch
import Glibc
import Store
import Synchronization
import TestSupport
import Testing
import WSClient
import Wire

@testable import ChatTUI

@Suite("Local log")
struct LocalLogTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.file("state/chat-tui/log.db") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func block(_ text: String, at time: Int64 = 1_000) -> LogBlock {
        var block = LogBlock()
        block.append(RoomMessage(text: text), at: time)
        return block
    }

    private func stop(_ log: LocalLog) {
        let done = DispatchSemaphore(value: 0)
        log.stop { done.signal() }
        #expect(done.wait(timeout: .now() + 10) == .success)
    }

    private func latest(_ log: LocalLog, isOffline: Bool = false) -> LogPage? {
        let found = Mutex<LogPage?>(nil)
        let done = DispatchSemaphore(value: 0)
        log.latest(of: "r", until: .max, isOffline: isOffline) { page in
            found.withLock { $0 = page }
            done.signal()
        }
        #expect(done.wait(timeout: .now() + 10) == .success)
        return found.withLock { $0 }
    }

    @Test("all that was handed over is on disk when it has stopped")
    func stopping() throws {
        let log = try LocalLog(path: path) { Issue.record("\($0)") }
        log.connected(to: "r", at: 1)
        for number in 1...100 { #expect(log.append(block("\(number)"), to: "r", connectedAt: 1)) }
        log.leave("r", at: 5_000)
        stop(log)
        let page = try LocalLogFile(path: path, access: .readOnly).page(of: "r", limit: 200)
        #expect(page.messages.map(\.text) == (1...100).map { "\($0)" })
    }

    @Test("what is older than the limits allow goes with the next message")
    func limits() throws {
        let limits = LocalLogFile.Limits(days: 1)
        let log = try LocalLog(path: path, limits: limits) { Issue.record("\($0)") }
        #expect(log.append(block("old"), to: "r", connectedAt: 1))
        #expect(log.append(block("new", at: 90_000_000), to: "r", connectedAt: 1))
        #expect(latest(log)?.messages.map(\.text) == ["new"])
        stop(log)
    }

    @Test("without a connection nothing is made to look into")
    func look() throws {
        let log = try LocalLog(path: path) { Issue.record("\($0)") }
        #expect(latest(log, isOffline: true)?.messages.isEmpty == true)
        stop(log)
        #expect(access(path, F_OK) != 0)
    }

    @Test(
        "without a file that can be used the chat goes on, and it is said once",
        arguments: ["/proc/chat-tui/log.db", "/dev/null"]
    )
    func trouble(path: String) throws {
        let mailbox = try #require(Mailbox<String> { _ in })
        let log = try LocalLog(path: path) { mailbox.post($0.string) }
        log.connected(to: "r", at: 1)
        #expect(latest(log)?.messages.isEmpty == true)
        #expect(log.append(block("a"), to: "r", connectedAt: 1))
        stop(log)
        let sentences = mailbox.drain()
        #expect(sentences.count == 1)
        #expect(sentences.first?.hasPrefix("what is said is not logged: \(path): ") == true)
    }

    @Test("what a busy file did not take is told before what it takes later")
    func busy() throws {
        let other = try LocalLogFile(path: path)
        let mailbox = try #require(Mailbox<String> { _ in })
        let log = try LocalLog(path: path) { mailbox.post($0.string) }
        try other.transaction { () throws(StoreError) in
            // Longer than the log waits for another process.
            #expect(log.append(block("lost"), to: "r", connectedAt: 1))
            #expect(latest(log)?.messages.isEmpty == true)
        }
        #expect(log.append(block("kept"), to: "r", connectedAt: 1))
        stop(log)
        let page = try other.page(of: "r", limit: 9)
        #expect(page.messages.map(\.text) == ["kept"])
        #expect(page.messages.first?.gap?.unwritten == 1)
        #expect(mailbox.drain().count == 1)
    }
}
