import TestSupport
import Testing
import Wire

@testable import ChatTUI

@Suite("Reading a log")
struct LogReaderTests {
    @Test(
        "it begins where it is asked to",
        arguments: [
            (.oldest, nil, 5...40),
            (.oldest, 3, 38...40),
            (.oldest, 100, 5...40),
            (.seq(17), nil, 17...40),
            (.seq(17), 2, 39...40),
            (.seq(40), nil, 40...40),
            (.time(1_100), nil, 10...40),
            (.time(1_101), nil, 11...40),
            (.time(0), nil, 5...40),
            (.time(1_400), 5, 40...40),
        ] as [(LogQuery.Since, Int?, ClosedRange<Int64>)]
    )
    func start(since: LogQuery.Since, count: Int?, expected: ClosedRange<Int64>) {
        var query = LogQuery()
        (query.since, query.count) = (since, count)
        let log = SimulatedLog(oldest: 5, top: 40)
        #expect(log.read(query).seqs == Array(expected))
    }

    @Test(
        "nothing is told when nothing is asked for",
        arguments: [
            (.seq(41), nil), (.time(9_999), nil), (.oldest, 0),
        ] as [(LogQuery.Since, Int?)]
    )
    func nothing(since: LogQuery.Since, count: Int?) {
        var query = LogQuery()
        (query.since, query.count) = (since, count)
        #expect(SimulatedLog(oldest: 1, top: 40).read(query).outputs.isEmpty)
    }

    @Test("an empty log, and one of which nothing is kept, end at once")
    func empty() {
        #expect(SimulatedLog(oldest: 1, top: 0).read(LogQuery()).outputs.isEmpty)
        #expect(SimulatedLog(oldest: 8, top: 7).read(LogQuery()).outputs.isEmpty)
    }

    @Test("numbers that are not kept, or not given yet, are told")
    func notes() {
        var query = LogQuery()
        query.since = .seq(2)
        #expect(SimulatedLog(oldest: 5, top: 6).read(query).outputs.first == .missing(2...4))
        query.since = .seq(9)
        #expect(SimulatedLog(oldest: 5, top: 6).read(query).outputs == [.notYet(top: 6)])
    }

    @Test("the latest N that match are found from behind, in order", arguments: [1, 2, 7, 1_000])
    func matches(count: Int) throws {
        var query = LogQuery()
        query.count = count
        query.pattern = try TextPattern("7$")
        let log = SimulatedLog(oldest: 3, top: 1_234)
        let all = (3...1_234).filter { $0 % 10 == 7 }
        #expect(log.read(query).seqs == all.suffix(count).map { Int64($0) })
    }

    @Test("pages that are cut for their length cost no message")
    func longMessages() {
        var log = SimulatedLog(oldest: 1, top: 300)
        for page in [1, 2, 7, 63, 64] {
            log.maximumPage = page
            #expect(log.read(LogQuery()).seqs == Array(1...300))
        }
    }

    @Test("short pages become longer, long ones do not")
    func window() {
        var log = SimulatedLog(oldest: 1, top: 20_000)
        #expect(log.read(LogQuery()).fetches < 40)
        log.text = String(repeating: "x", count: 4_000)
        #expect(log.read(LogQuery()).longestPage == 64)
    }

    @Test("what is said while it reads is told in its turn, once")
    func live() {
        var query = LogQuery()
        query.follows = true
        var reader = LogReader(query)
        _ = reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: 2)
        #expect(reader.next() == .fetch(before: 3, limit: 2))
        #expect(reader.take(live: SimulatedLog.message(3), hasRoom: true).isEmpty)
        let page = [SimulatedLog.message(1), SimulatedLog.message(2)]
        #expect(reader.take(page: page, before: 3) == page.map { .message($0) })
        #expect(reader.next() == .fetch(before: 4, limit: 1))
        #expect(reader.take(page: [SimulatedLog.message(3)], before: 4).count == 1)
        #expect(reader.next() == .wait)
        let four = SimulatedLog.message(4)
        #expect(reader.take(live: four, hasRoom: true) == [.message(four)])
        #expect(reader.take(live: four, hasRoom: true).isEmpty)
        // The reader of the output is slow: it is fetched when there is room.
        #expect(reader.take(live: SimulatedLog.message(5), hasRoom: false).isEmpty)
        #expect(reader.next() == .fetch(before: 6, limit: 1))
        #expect(reader.take(page: [SimulatedLog.message(5)], before: 6).count == 1)
        reader.take(top: 7)
        #expect(reader.next() == .fetch(before: 8, limit: 2))
    }

    @Test("without following it ends where the log ended when it began")
    func end() {
        var reader = LogReader(LogQuery())
        _ = reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: 1)
        #expect(reader.next() == .fetch(before: 2, limit: 1))
        #expect(reader.take(live: SimulatedLog.message(2), hasRoom: true).isEmpty)
        #expect(reader.take(page: [SimulatedLog.message(1)], before: 2).count == 1)
        #expect(reader.next() == .end)
    }

    @Test(
        "another log is told and read from its beginning",
        arguments: [
            (Epoch(rawValue: 2), 5), (Epoch(rawValue: 1), 1),
        ] as [(Epoch, Int64)]
    )
    func otherLog(epoch: Epoch, top: Int64) {
        var query = LogQuery()
        query.follows = true
        var reader = LogReader(query)
        _ = reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: 3)
        _ = reader.next()
        _ = reader.take(page: (1...3).map(SimulatedLog.message), before: 4)
        reader.lost()
        #expect(reader.next() == .wait)
        #expect(reader.opened(epoch: epoch, oldest: 1, top: top) == [.otherLog])
        #expect(reader.next() == .fetch(before: top + 1, limit: top))
    }

    @Test("a page that was not asked for, or comes late, is not told")
    func strangePages() {
        var reader = LogReader(LogQuery())
        #expect(reader.take(page: [SimulatedLog.message(1)], before: 2).isEmpty)
        _ = reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: 9)
        #expect(reader.next() == .fetch(before: 10, limit: 9))
        #expect(reader.take(page: [SimulatedLog.message(1)], before: 2).isEmpty)
        reader.lost()
        _ = reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: 9)
        #expect(reader.take(page: (1...9).map(SimulatedLog.message), before: 10).isEmpty)
    }

    @Test(
        "whatever happens, each message comes once, in order, or its loss is told",
        arguments: 0..<300 as Range<UInt64>
    )
    func random(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var log = SimulatedLog(oldest: 1, top: Int64.random(in: 0...400, using: &generator))
        var query = LogQuery()
        query.follows = true
        var reader = LogReader(query)
        var accounted: Int64 = 0
        func tell(_ outputs: [LogReader.Output]) {
            for output in outputs {
                switch output {
                case .message(let message):
                    #expect(message.seq == accounted + 1)
                    accounted = message.seq
                case .missing(let numbers):
                    #expect(numbers.lowerBound == accounted + 1)
                    // Only what is gone may be told as gone.
                    #expect(numbers.upperBound < log.oldest)
                    accounted = numbers.upperBound
                case .otherLog, .notYet: Issue.record("\(output)")
                }
            }
        }
        // Where the log begins when it is first seen.
        tell(reader.opened(epoch: SimulatedLog.epoch, oldest: 1, top: log.top))
        var asked: (before: Int64, limit: Int64)?
        for _ in 0..<400 {
            if case .fetch(let before, let limit) = reader.next() { asked = (before, limit) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0...2:
                log.top += 1
                tell(
                    reader.take(
                        live: SimulatedLog.message(log.top),
                        hasRoom: .random(using: &generator)
                    )
                )
            case 3:
                log.oldest = min(
                    log.oldest + Int64.random(in: 0...9, using: &generator),
                    log.top + 1
                )
            case 4:
                reader.lost()
                asked = nil
                log.top += Int64.random(in: 0...5, using: &generator)
                tell(reader.opened(epoch: SimulatedLog.epoch, oldest: log.oldest, top: log.top))
            case 5: log.maximumPage = Int.random(in: 1...100, using: &generator)
            default:
                guard let (before, limit) = asked else { continue }
                asked = nil
                tell(reader.take(page: log.page(before: before, limit: limit), before: before))
            }
        }
        // Then it is quiet, and all is told.
        for _ in 0..<2_000 {
            if let (before, limit) = asked {
                tell(reader.take(page: log.page(before: before, limit: limit), before: before))
                asked = nil
            }
            guard case .fetch(let before, let limit) = reader.next() else { break }
            asked = (before, limit)
        }
        #expect(accounted == log.top)
    }
}

/// A server's log of a room: message n says "text n" and came at 1000 + 10n.
private struct SimulatedLog {
    static let epoch = Epoch(rawValue: 1)
    var oldest: Int64
    var top: Int64
    /// Longer pages do not fit into a frame.
    var maximumPage = 1_000
    var text = "text"

    init(oldest: Int64, top: Int64) {
        (self.oldest, self.top) = (oldest, top)
    }

    static func message(_ seq: Int64) -> ServerFrame.Message { message(seq, "text") }

    private static func message(_ seq: Int64, _ text: String) -> ServerFrame.Message {
        ServerFrame.Message(text: "\(text) \(seq)", seq: seq, at: 1_000 + 10 * seq, from: nil)
    }

    func page(before: Int64, limit: Int64) -> [ServerFrame.Message] {
        let end = min(before, top + 1)
        let first = max(end - min(limit, Int64(maximumPage)), oldest)
        return first < end ? (first..<end).map { Self.message($0, text) } : []
    }

    struct Reading {
        var outputs: [LogReader.Output] = []
        var fetches = 0
        var longestPage = 0
        var seqs: [Int64] {
            outputs.compactMap { if case .message(let message) = $0 { message.seq } else { nil } }
        }
    }

    /// All that a reader tells until it ends.
    func read(_ query: LogQuery) -> Reading {
        var reader = LogReader(query)
        var reading = Reading()
        reading.outputs = reader.opened(epoch: Self.epoch, oldest: oldest, top: top)
        while case .fetch(let before, let limit) = reader.next() {
            reading.fetches += 1
            let page = page(before: before, limit: limit)
            reading.longestPage = max(reading.longestPage, page.count)
            reading.outputs += reader.take(page: page, before: before)
        }
        #expect(reader.next() == .end)
        return reading
    }
}
