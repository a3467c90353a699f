import Testing
import Wire

@testable import EmbeddedServer

/// Members on real sockets.
@Suite("A member")
struct ConsumerHandlerTests {
    @Test("is heard by everybody in its room and by nobody else")
    func rooms() throws {
        let server = try TestServer()
        let lobby = try server.members(3)
        let attic = try server.member(of: "attic")
        try lobby[0].say("hello")
        try attic.say("up here")
        for member in lobby { #expect(try member.hear() == "hello") }
        #expect(try attic.hear() == "up here")
        try lobby[1].say("again")
        for member in lobby { #expect(try member.hear() == "again") }
    }

    @Test("is one of a hundred that see the same hundred messages in the same order")
    func crowd() throws {
        let server = try TestServer()
        let members = try server.members(100)
        for round in 0..<10 {
            for sender in 0..<10 { try members[sender * 7].say("\(sender) \(round)") }
        }
        var first: [String] = []
        for member in members {
            let heard = try (0..<100).map { _ in try member.hear() }
            if first.isEmpty { first = heard }
            #expect(heard == first)
        }
        for sender in 0..<10 {
            let own = first.filter { $0.hasPrefix("\(sender) ") }
            #expect(own == (0..<10).map { "\(sender) \($0)" })
        }
        #expect(try server.counters().relayed == 100)
    }

    @Test("hears what is said after it joined, until it leaves")
    func comesAndGoes() throws {
        let server = try TestServer()
        let ana = try server.member()
        try ana.say("1")
        #expect(try ana.hear() == "1")
        let bob = try server.member()
        try ana.say("2")
        #expect(try bob.hear() == "2")
        try bob.write(RawClient.frame(8, [0x03, 0xE8]))
        #expect(try bob.hearClose() == 1_000)
        #expect(bob.readsEnd())
        try ana.say("3")
        #expect(try [ana.hear(), ana.hear()] == ["2", "3"])
        #expect(try server.counters().members == 1)
    }

    @Test("may send a message in fragments with a ping between, and byte by byte")
    func fragments() throws {
        let server = try TestServer()
        let member = try server.member()
        let start =
            RawClient.frame(1, Array(#"{"message":"#.utf8), isFinal: false)
            + RawClient.frame(9, [1, 2])
        for byte in start { try member.write([byte]) }
        #expect(try member.readFrame() == RawClient.Frame(opcode: 10, payload: [1, 2]))
        let end =
            RawClient.frame(0, [], isFinal: false) + RawClient.frame(0, Array(#""whole"}"#.utf8))
        for byte in end { try member.write([byte]) }
        #expect(try member.hear() == "whole")
    }

    @Test("gets its pong behind what it said before the ping")
    func pings() throws {
        let server = try TestServer()
        let member = try server.member()
        try member.write(
            RawClient.text(#"{"message":"a"}"#) + RawClient.frame(9, [7])
                + RawClient.text(#"{"message":"b"}"#)
        )
        let frames = try (0..<3).map { _ in try member.readFrame() }
        let pong = try #require(frames.firstIndex { $0.opcode == 10 })
        #expect(pong >= 1)
        #expect(frames[pong].payload == [7])
        #expect(
            frames.filter { $0.opcode == 1 }.map { $0.text.contains("\"a\"") } == [true, false]
        )
    }

    @Test("hears its last words before the answer to its Close frame")
    func lastWords() throws {
        let server = try TestServer()
        let (ana, bob) = (try server.member(), try server.member())
        try ana.write(RawClient.text(#"{"message":"bye"}"#) + RawClient.frame(8, [0x03, 0xE9]))
        #expect(try ana.hear() == "bye")
        #expect(try ana.readFrame().closeCode == 1_001)
        #expect(try bob.hear() == "bye")
    }

    @Test(
        "is not thrown out for odd text",
        arguments: [
            ("hello", false), ("", false), ("[]", false), ("{}", false), ("7", false),
            ("null", false),
            (#"{"message":{"a":[1,{"b":null}]}}"#, true),
            (#"{"x":"# + String(repeating: "[", count: 10_000) + #","message":"deep"}"#, false),
            (
                #"{"x":"# + String(repeating: "[", count: 40) + String(repeating: "]", count: 40)
                    + #","message":"deep"}"#, false
            ),
            (#"{"message":"\ud800"}"#, true), (#"{"message":"\u0000"}"#, true),
            (#"{"message":"first","message":"last"}"#, true), (#"{"n":1e999,"message":"n"}"#, true),
            (#"{"n":NaN,"message":"n"}"#, false),
            (#"{"n":"# + String(repeating: "1", count: 10_000) + #","message":"n"}"#, true),
            ("\u{FEFF}" + #"{"message":"bom"}"#, false), (#"{"message":"x"} trailing"#, false),
            ("{\"message\":\"raw \u{1B}[31m\"}", false), (#"{"message":"\u001b[31m"}"#, true),
            ("{\"message\":\"\u{9B}31m\"}", true), ("{\"message\":\"\u{202E}bidi\"}", true),
            (#"{"message":"x",}"#, false),
        ]
    )
    func oddText(text: String, isRelayed: Bool) throws {
        let server = try TestServer()
        let (ana, bob) = (try server.member(), try server.member())
        try ana.write(RawClient.text(text))
        try ana.say("after")
        for member in [ana, bob] {
            if isRelayed { _ = try member.hear() }
            #expect(try member.hear() == "after")
        }
        #expect(try server.counters().ignored == (isRelayed ? 0 : 1))
    }

    @Test("sees the JSON value of another as it was written")
    func rawValue() throws {
        let server = try TestServer()
        let member = try server.member()
        try member.write(RawClient.text(#"{"nick":"x","message":"\u00e9é" ,"y":1}"#))
        #expect(try member.readFrame().text == #"{"message": "\u00e9é"}"#)
    }

    @Test(
        "is closed with the code of what it did, behind what it said before",
        arguments: [
            ("binary", RawClient.frame(2, [1]), 1_003),
            ("unmasked", RawClient.frame(1, [0x7B], isMasked: false), 1_002),
            ("opcode 3", RawClient.frame(3, []), 1_002),
            ("continuation first", RawClient.frame(0, []), 1_002),
            ("fragmented ping", RawClient.frame(9, [], isFinal: false), 1_002),
            ("ping of 126 bytes", RawClient.frame(9, Array(repeating: 0, count: 126)), 1_002),
            ("close code 1006", RawClient.frame(8, [0x03, 0xEE]), 1_002),
            ("close of one byte", RawClient.frame(8, [0x03]), 1_002),
            ("bad UTF-8", RawClient.frame(1, [0xFF]), 1_007),
            ("an encoded surrogate", RawClient.frame(1, [0xED, 0xA0, 0x80]), 1_007),
            ("one byte too many", [0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 1, 1, 2, 3, 4], 1_009),
            ("a length of 2^40", [0x81, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0x20], 1_009),
            ("a length of 2^63", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 0x20], 1_002),
        ]
    )
    func faults(name: String, bytes: [UInt8], code: Int) throws {
        let server = try TestServer()
        let (ana, bob) = (try server.member(), try server.member())
        try ana.write(RawClient.text(#"{"message":"before"}"#) + bytes)
        #expect(try ana.hear() == "before")
        #expect(try ana.readFrame().closeCode == code)
        #expect(try bob.hear() == "before")
        try bob.say("still here")
        #expect(try bob.hear() == "still here")
    }

    @Test("may say exactly as much as the limit allows")
    func limit() throws {
        let server = try TestServer()
        let member = try server.member()
        let text = String(repeating: "x", count: 65_536 - 14)
        try member.write(RawClient.text(#"{"message":"\#(text)"}"#))
        #expect(try member.hear() == text)
    }

    @Test("that never reads is closed, and everybody else gets everything")
    func slow() throws {
        let server = try TestServer {
            $0.queueBytes = 64 << 10
            $0.closeTimeout = .seconds(10)
        }
        let slow = try server.member(receiveBuffer: 4_096)
        let (sender, reader) = (try server.member(), try server.member())
        let filling = String(repeating: "x", count: 30_000)
        var sent = 0
        while try server.counters().slow == 0, sent < 2_000 {
            try sender.say("\(sent) \(filling)")
            for member in [sender, reader] {
                #expect(try member.hear() == "\(sent) \(filling)")
            }
            sent += 1
        }
        #expect(try server.counters().members == 2)
        #expect(server.log.all.contains { $0.contains("too slow") })
        // What it was owed until then is whole and in order, and the reason is at its end.
        var heard = 0
        var frame = try slow.readFrame()
        while frame.opcode == 1 {
            #expect(frame.text.hasPrefix("{\"message\": \"\(heard) x"))
            heard += 1
            frame = try slow.readFrame()
        }
        #expect(frame.closeCode == 1_013)
        #expect(frame.text.hasSuffix("too slow"))
        #expect(heard > 0 && heard <= sent)
    }

    @Test("that does not read its own echo is not read from, and loses nothing")
    func ownEcho() throws {
        let server = try TestServer()
        let member = try server.member(receiveBuffer: 4_096)
        let filling = String(repeating: "x", count: 60_000)
        let frames = (0..<300).map { RawClient.text(#"{"message":"\#($0) \#(filling)"}"#) }
        var rest = Array(frames.joined())[...]
        // Written as far as both ends take it, without a read: far more than the queue's limit.
        while !rest.isEmpty, member.canWrite(within: 300) {
            rest = rest.dropFirst(try member.writeSome(rest.prefix(1 << 20)))
        }
        #expect(!rest.isEmpty)
        #expect(try server.counters().slow == 0)
        for index in 0..<300 {
            while !rest.isEmpty, member.canWrite(within: 0) {
                rest = rest.dropFirst(try member.writeSome(rest.prefix(1 << 20)))
            }
            #expect(try member.hear() == "\(index) \(filling)")
        }
    }

    @Test("that is silent is pinged, and given up when it does not answer")
    func keepalive() throws {
        let server = try TestServer { $0.keepaliveInterval = .milliseconds(100) }
        let (answering, deaf) = (try server.member(), try server.member())
        for _ in 0..<4 {
            let ping = try answering.readFrame()
            #expect(ping.opcode == 9)
            try answering.write(RawClient.frame(10, ping.payload))
        }
        #expect(deaf.readsEnd())
        #expect(try server.counters().silent == 1)
        try answering.say("alive")
        while true {
            let frame = try answering.readFrame()
            guard frame.opcode == 9 else {
                #expect(frame.opcode == 1)
                break
            }
            try answering.write(RawClient.frame(10, frame.payload))
        }
    }

    @Test("that leaves a message unfinished is closed")
    func unfinished() throws {
        let server = try TestServer { $0.unfinishedMessageTimeout = .milliseconds(100) }
        let member = try server.member()
        try member.write(RawClient.frame(1, [0x7B], isFinal: false))
        #expect(try member.hearClose() == 1_008)
        #expect(try server.counters().unfinished == 1)
    }

    @Test("that floods pings without reading is closed, after some pongs")
    func pingFlood() throws {
        let server = try TestServer()
        let member = try server.member(receiveBuffer: 4_096)
        let payload = Array(repeating: UInt8(1), count: 125)
        let burst = (0..<200).flatMap { _ in RawClient.frame(9, payload) }
        for _ in 0..<200 { try member.write(burst) }
        var pongs = 0
        var frame = try member.readFrame()
        while frame.opcode == 10 {
            pongs += 1
            frame = try member.readFrame()
        }
        #expect(frame.closeCode == 1_008)
        #expect(pongs < 400)
        #expect(try server.counters().faults == 1)
    }
}
