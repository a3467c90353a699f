import Testing
import Wire

@testable import EmbeddedServer

/// A sink that ends in memory: takes `capacity` bytes directly and queues the rest.
private final class MemorySink: Sink {
    var written: [UInt8] = []
    var writes = 0
    var capacity = Int.max
    var queued: [UInt8] = []
    var backlog = Backlog()
    var privateBytes: [UInt8] = []
    var wasTooSlow = false
    var turnsEnded = 0
    /// What the peer agreed on.
    var deflate: DeflateParameters?

    static func share(_ bytes: UnsafeRawBufferPointer) -> [UInt8] { Array(bytes) }

    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard backlog.bytes == 0 else { return 0 }
        if !bytes.isEmpty { writes += 1 }
        let taken = bytes.prefix(capacity - min(capacity, written.count))
        written += taken
        return taken.count
    }

    func enqueue(_ shared: [UInt8], from offset: Int, messages: Int) {
        queued += shared[offset...]
        backlog.bytes += shared.count - offset
        backlog.messages += messages
    }

    func takePrivateBytes(into bytes: inout [UInt8]) {
        guard backlog.bytes == 0 else { return }
        bytes += privateBytes
        privateBytes = []
    }

    func tellWaiting(_ message: [UInt8]) { privateBytes += message }
    func turnEnded() { turnsEnded += 1 }
    func closeAsTooSlow() { wasTooSlow = true }
    func checkTimers(at now: Int64) -> Int64 { now + 5 }

    /// The messages that went out, directly or into the queue.
    var messages: [String] {
        var connection = Connection(
            role: .client,
            limits: Limits(messageBytes: 1 << 20),
            deflate: deflate
        )
        var scratch: [UInt8] = []
        var messages: [String] = []
        (written + queued).withUnsafeBytes { bytes in
            var input = bytes
            while let event = connection.next(from: &input, scratch: &scratch, at: 0) {
                guard case .message(_, let count) = event else { continue }
                messages.append(String(decoding: scratch[..<count], as: UTF8.self))
            }
        }
        return messages
    }
}

@Suite("The room hub")
struct RoomHubTests {
    /// Counts how often a turn was asked for.
    private final class Turns {
        var count = 0
    }

    private let turns = Turns()
    private let hub: RoomHub<MemorySink>
    private let lobby: RoomName
    private let attic: RoomName

    init() throws {
        let turns = turns
        hub = RoomHub(queueLimit: Backlog(bytes: 100, messages: 3)) { turns.count += 1 }
        lobby = try #require(RoomName("lobby"))
        attic = try #require(RoomName("attic"))
    }

    private func say(_ value: String, in member: Member<MemorySink>) {
        Array(value.utf8).withUnsafeBytes { value in
            let seq = member.room.top + 1
            hub.publish(value, seq: seq, at: 1_000, from: nil, in: member.room)
        }
    }

    @Test("writes a turn's messages to everybody in the room in one write, the sender too")
    func batches() {
        let (ana, bob, eva) = (MemorySink(), MemorySink(), MemorySink())
        let member = hub.join(ana, room: lobby)
        _ = hub.join(bob, room: lobby)
        _ = hub.join(eva, room: attic)
        say("1", in: member)
        say(#""two""#, in: member)
        #expect(ana.messages.isEmpty)
        hub.turn()
        #expect(ana.messages == [#"{"message": 1}"#, #"{"message": "two"}"#])
        #expect(bob.messages == ana.messages)
        #expect(bob.writes == 1)
        #expect(eva.messages.isEmpty)
        #expect(turns.count == 1)
    }

    @Test("owes a member what is said after it joined, also within a turn")
    func joins() {
        let (ana, bob) = (MemorySink(), MemorySink())
        let member = hub.join(ana, room: lobby)
        say("1", in: member)
        let joined = hub.join(bob, room: lobby)
        say("2", in: joined)
        hub.turn()
        say("3", in: member)
        hub.turn()
        #expect(ana.messages.count == 3)
        #expect(bob.messages == [#"{"message": 2}"#, #"{"message": 3}"#])
    }

    @Test("writes nothing to who has left, and forgets empty rooms")
    func leaves() {
        let (ana, bob) = (MemorySink(), MemorySink())
        let member = hub.join(ana, room: lobby)
        let leaver = hub.join(bob, room: lobby)
        say("1", in: member)
        hub.leave(leaver)
        hub.leave(leaver)
        hub.turn()
        #expect(bob.messages.isEmpty)
        #expect(hub.memberCount == 1)
        #expect(member.room[.plain].members.count == 1)
        hub.leave(member)
        hub.turn()
        #expect(hub.roomCount == 0)
        #expect(hub.checkTimers(at: 0) == nil)
    }

    @Test("keeps a room that somebody joins in the turn in which the last one left")
    func rejoins() {
        let member = hub.join(MemorySink(), room: lobby)
        hub.leave(member)
        let sink = MemorySink()
        let next = hub.join(sink, room: lobby)
        hub.turn()
        say("1", in: next)
        hub.turn()
        #expect(sink.messages.count == 1)
        #expect(hub.roomCount == 1)
    }

    @Test("writes private bytes behind what the member is owed, in the same write")
    func privateBytes() {
        let sink = MemorySink()
        let member = hub.join(sink, room: lobby)
        sink.privateBytes = RawClient.pong
        hub.announcePrivateBytes(of: member)
        say("1", in: member)
        hub.turn()
        #expect(sink.writes == 1)
        #expect(sink.written.suffix(2) == RawClient.pong[...])
        #expect(sink.messages.count == 1)
        #expect(sink.turnsEnded == 1)
        sink.privateBytes = RawClient.pong
        hub.announcePrivateBytes(of: member)
        hub.turn()
        #expect(sink.writes == 2)
        #expect(sink.turnsEnded == 2)
    }

    @Test("queues what a socket does not take and closes a member that owes too much")
    func slow() {
        let (ana, bob) = (MemorySink(), MemorySink())
        bob.capacity = 5
        let member = hub.join(ana, room: lobby)
        _ = hub.join(bob, room: lobby)
        for count in 1...6 {
            say("\(count)", in: member)
            hub.turn()
            // Four messages are over the limit of three: the next turn finds it so.
            #expect(bob.wasTooSlow == (count > 4))
        }
        #expect(ana.messages.count == 6)
        #expect(bob.messages.count == 4)
        #expect(hub.memberCount == 1)
    }

    @Test("does not close a member for one large turn")
    func largeTurn() {
        let (ana, bob) = (MemorySink(), MemorySink())
        bob.capacity = 0
        let member = hub.join(ana, room: lobby)
        _ = hub.join(bob, room: lobby)
        for count in 1...50 { say("\(count)", in: member) }
        hub.turn()
        #expect(!bob.wasTooSlow)
        #expect(bob.messages.count == 50)
    }

    @Test("delivers a room early when its turn grows large")
    func early() {
        let sink = MemorySink()
        let member = hub.join(sink, room: lobby)
        let large = "\"" + String(repeating: "x", count: 60_000) + "\""
        for _ in 0..<5 { say(large, in: member) }
        #expect(sink.messages.count == 5)
        say("6", in: member)
        hub.turn()
        #expect(sink.messages.last == #"{"message": 6}"#)
    }

    /// A sink whose peer takes what is compressed for many, and its place in the lobby.
    private func joinCompressing() -> (sink: MemorySink, member: Member<MemorySink>) {
        let sink = MemorySink()
        sink.deflate = DeflateParameters(server: .init(noContextTakeover: true))
        return (sink, hub.join(sink, room: lobby, feed: .plainCompressed))
    }

    @Test("compresses a message once for all who take that, and writes it plain to the others")
    func compresses() {
        let plain = MemorySink()
        _ = hub.join(plain, room: lobby)
        let compressing = (0..<10).map { _ in joinCompressing() }
        let value = #""\#(String(repeating: "over and over ", count: 20))""#
        for _ in 0..<3 { say(value, in: compressing[0].member) }
        hub.turn()
        #expect(hub.broadcastsEncoded == 3)
        #expect(plain.messages == Array(repeating: #"{"message": \#(value)}"#, count: 3))
        for (sink, _) in compressing {
            #expect(sink.written == compressing[0].sink.written)
            #expect(sink.messages == plain.messages)
            #expect(sink.writes == 1)
        }
        #expect(compressing[0].sink.written.count < plain.written.count / 4)
    }

    @Test("compresses nothing where nobody takes it")
    func compressesNothing() {
        let member = hub.join(MemorySink(), room: lobby)
        let (_, leaver) = joinCompressing()
        hub.leave(leaver)
        hub.turn()
        say("1", in: member)
        hub.turn()
        #expect(hub.broadcastsEncoded == 0)
    }

    @Test("owes compressing members what is said after they joined, also within a turn")
    func compressingJoins() {
        let plain = MemorySink()
        let member = hub.join(plain, room: lobby)
        say("1", in: member)
        let (first, leaver) = joinCompressing()
        say("2", in: member)
        let (second, _) = joinCompressing()
        let late = MemorySink()
        _ = hub.join(late, room: lobby)
        say("3", in: member)
        hub.leave(leaver)
        let (third, _) = joinCompressing()
        hub.turn()
        #expect(plain.messages.count == 3)
        #expect(first.messages == [])
        #expect(second.messages == [#"{"message": 3}"#])
        #expect(late.messages == second.messages)
        #expect(third.messages == [])
        say("4", in: member)
        hub.turn()
        #expect(third.messages == [#"{"message": 4}"#])
        #expect(second.messages.count == 2)
    }

    @Test("queues for compressing members what their sockets do not take, in its own bytes")
    func slowCompressing() {
        let (sink, member) = joinCompressing()
        let plain = MemorySink()
        _ = hub.join(plain, room: lobby)
        (sink.capacity, plain.capacity) = (3, 7)
        let value = #""\#(String(repeating: "over and over ", count: 20))""#
        say(value, in: member)
        say("2", in: member)
        hub.turn()
        #expect(sink.written.count == 3)
        #expect(sink.messages == plain.messages)
        #expect(sink.backlog.messages == 2)
        #expect(sink.backlog.bytes < plain.backlog.bytes)
    }

    @Test("asks every member when the clock matters next")
    func timers() {
        _ = hub.join(MemorySink(), room: lobby)
        _ = hub.join(MemorySink(), room: attic)
        _ = joinCompressing()
        #expect(hub.checkTimers(at: 10) == 15)
    }
}

extension RawClient {
    /// An empty pong as a server sends it.
    fileprivate static let pong: [UInt8] = [0x8A, 0]
}
