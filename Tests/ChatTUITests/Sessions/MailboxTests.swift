import Glibc
import Synchronization
import Testing

@testable import ChatTUI

@Suite("Mailbox")
struct MailboxTests {
    private func isReadable(_ mailbox: Mailbox<Int>) -> Bool {
        var entry = pollfd(mailbox.descriptor, POLLIN)
        return poll(&entry, 1, 0) == 1
    }

    @Test("what is posted comes out in order, and wakes the receiver until it is drained")
    func order() throws {
        let mailbox = try #require(Mailbox<Int> { _ in })
        #expect(!isReadable(mailbox))
        #expect(mailbox.drain() == [])
        for number in 0..<1_000 { mailbox.post(number) }
        #expect(isReadable(mailbox))
        #expect(mailbox.drain() == Array(0..<1_000))
        #expect(!isReadable(mailbox))
        mailbox.post(7)
        #expect(isReadable(mailbox))
    }

    @Test(
        "producers pause when it is full, by bytes or by count, and go on when it is drained",
        arguments: [1_000, 0]
    )
    func full(bytes: Int) throws {
        let signals = Signals()
        let mailbox = try #require(Mailbox<Int> { signals.append($0) })
        for number in 0..<5_000 { mailbox.post(number, bytes: bytes) }
        #expect(signals.all == (bytes > 0 ? [true] : []))
        for number in 5_000..<20_001 { mailbox.post(number, bytes: bytes) }
        #expect(signals.all == [true])
        #expect(mailbox.drain().count == 20_001)
        #expect(signals.all == [true, false])
        _ = mailbox.drain()
        #expect(signals.all == [true, false])
    }

    @Test("threads may post at the same time, and the last word to them is to go on")
    func threads() async throws {
        let signals = Signals()
        let mailbox = try #require(Mailbox<Int> { signals.append($0) })
        let received = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    for number in 0..<20_000 { mailbox.post(number, bytes: 4_096) }
                    return 0
                }
            }
            group.addTask {
                var count = 0
                while count < 40_000 {
                    let drained = mailbox.drain()
                    count += drained.count
                    if drained.isEmpty { await Task.yield() }
                }
                return count
            }
            return await group.reduce(0, +)
        }
        #expect(received == 40_000)
        _ = mailbox.drain()
        let all = signals.all
        #expect(all.isEmpty || all.last == false)
        // Never twice the same.
        #expect(zip(all, all.dropFirst()).allSatisfy { $0 != $1 })
    }
}

/// What a mailbox told its producers.
private final class Signals: Sendable {
    private let values = Mutex<[Bool]>([])

    var all: [Bool] { values.withLock { $0 } }

    func append(_ isFull: Bool) {
        values.withLock { $0.append(isFull) }
    }
}
