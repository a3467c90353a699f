import Testing
import Wire

@testable import EmbeddedServer

/// What peers do on purpose, on real sockets; what it costs the process in memory is measured from
/// outside, in `EndToEnd/test_hostile_clients.py`.
@Suite("A hostile peer")
struct HostilePeerTests {
    /// Two members who go on talking whatever others in their room do.
    private struct Witnesses {
        let ana: RawClient
        let bob: RawClient

        init(_ server: TestServer) throws {
            ana = try server.member()
            bob = try server.member()
            try talk()
        }

        /// Says something that both hear.
        func talk() throws {
            try ana.say("still here")
            for member in [ana, bob] { #expect(try member.hear() == "still here") }
        }
    }

    private let server: TestServer
    private let witnesses: Witnesses

    init() throws {
        server = try TestServer {
            $0.acceptsCompression = true
            $0.headTimeout = .milliseconds(300)
        }
        witnesses = try Witnesses(server)
    }

    private func attacker(compressing: Bool = false) throws -> RawClient {
        let field = "Sec-WebSocket-Extensions: \(DeflateParameters.offer)"
        return try RawClient(
            port: server.port,
            room: "lobby",
            receiveBuffer: 4_096,
            fields: compressing ? [field] : []
        )
    }

    /// Writes `piece` so often, while the witnesses talk, or until the server has had enough.
    private func flood(_ attacker: RawClient, with piece: [UInt8], count: Int) throws {
        for index in 0..<count {
            do { try attacker.write(piece) } catch { break }
            if index % 20 == 0 { try witnesses.talk() }
        }
        try witnesses.talk()
    }
}

// MARK: - Frames

extension HostilePeerTests {
    private static let mask: [UInt8] = [1, 2, 3, 4]

    @Test(
        "is refused at the header of its frame",
        arguments: [
            ("no mask", [0x81, 0x02, 0x7B, 0x7D], 1_002),
            ("an unmasked ping", [0x89, 0x00], 1_002),
            ("RSV1 without a message to compress", [0xC8, 0x80] + mask, 1_002),
            ("RSV1 where nothing was negotiated", [0xC1, 0x80] + mask, 1_002),
            ("RSV2", [0xA1, 0x80] + mask, 1_002),
            ("RSV3", [0x91, 0x80] + mask, 1_002),
            ("2^63", [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0] + mask, 1_002),
            ("2^64 - 1", [0x81, 0xFF] + [UInt8](repeating: 0xFF, count: 8) + mask, 1_002),
            (
                "2^63 - 1", [0x82, 0xFF, 0x7F] + [UInt8](repeating: 0xFF, count: 7) + mask, 1_009
            ),
            ("2^32", [0x81, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0] + mask, 1_009),
            ("125 in two bytes", [0x81, 0xFE, 0, 125] + mask, 1_002),
            ("65,535 in eight bytes", [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF] + mask, 1_002),
            ("a pong of 126 bytes", [0x8A, 0xFE, 0, 126] + mask, 1_002),
        ] as [(String, [UInt8], Int)]
    )
    func header(name: String, bytes: [UInt8], code: Int) throws {
        let attacker = try attacker()
        try attacker.write(bytes)
        #expect(try attacker.hearClose() == code)
        try witnesses.talk()
        #expect(try server.counters().faults == 1)
    }

    @Test("cannot make a message of 1.4 million empty fragments")
    func emptyFragments() throws {
        let attacker = try attacker()
        try attacker.write(RawClient.frame(1, [], isFinal: false))
        let fragments = Array(repeatElement(RawClient.frame(0, [], isFinal: false), count: 14_000))
        try flood(attacker, with: Array(fragments.joined()), count: 100)
        #expect(try attacker.hearClose() == 1_008)
    }

    @Test("that sends 200,000 pings and reads no pong is refused")
    func pings() throws {
        let attacker = try attacker()
        let ping = RawClient.frame(9, [UInt8](repeating: 1, count: 125))
        let pings = Array(repeatElement(ping, count: 2_000).joined())
        try flood(attacker, with: pings, count: 100)
        #expect(try attacker.hearClose() == 1_008)
    }
}

// MARK: - Bombs

extension HostilePeerTests {
    /// Deflate's densest data without an end: a block of which each byte is four times 258 NULs.
    private static func bomb(_ count: Int) -> [UInt8] {
        let start: [UInt8] = [
            0xEC, 0xC1, 0x01, 0x01, 0, 0, 0, 0x80, 0x90, 0xFE, 0xAF, 0xEE, 0x08, 0x0A,
        ]
        return start + [UInt8](repeating: 0, count: count - start.count)
    }

    private static func compressed(_ opcode: UInt8, _ payload: [UInt8], isFinal: Bool) -> [UInt8] {
        var frame = RawClient.frame(opcode, payload, isFinal: isFinal)
        if opcode != 0 { frame[0] |= 0x40 }
        return frame
    }

    @Test(
        "cannot unpack 100 MiB from 99 KiB, nor from what the limit lets through",
        arguments: [99, 80]
    )
    func bomb(kibibytes: Int) throws {
        let attacker = try attacker(compressing: true)
        try attacker.write(Self.compressed(1, Self.bomb(kibibytes << 10), isFinal: true))
        #expect(try attacker.hearClose() == 1_009)
        try witnesses.talk()
    }

    @Test("cannot hide a bomb in fragments")
    func fragmentedBomb() throws {
        let attacker = try attacker(compressing: true)
        let bomb = Self.bomb(99 << 10)
        // One byte each, of 1,032: the limit is passed long before the number of fragments is.
        for (index, byte) in bomb.prefix(100).enumerated() {
            let frame = Self.compressed(index == 0 ? 1 : 0, [byte], isFinal: false)
            do { try attacker.write(frame) } catch { break }
        }
        #expect(try attacker.hearClose() == 1_009)
        try witnesses.talk()
    }

    @Test("cannot send a bomb where nothing was negotiated")
    func uninvitedBomb() throws {
        let attacker = try attacker()
        try attacker.write(Self.compressed(1, Self.bomb(99 << 10), isFinal: true))
        #expect(try attacker.hearClose() == 1_002)
        try witnesses.talk()
    }
}

// MARK: - Handshakes

extension HostilePeerTests {
    private static let padding = String(repeating: "x", count: 65 << 10)

    @Test(
        "is refused with a head of 65 KiB",
        arguments: [
            ("one long field", ["GET /chat/ HTTP/1.1", "X: \(padding)", "", ""], [431]),
            ("a long target", ["GET /\(padding) HTTP/1.1", "", ""], [414, 431]),
            ("a long method", [padding], [400, 431]),
            ("a field that does not end", ["GET /chat/ HTTP/1.1", "X: \(padding)"], [431]),
            (
                "many fields",
                ["GET /chat/ HTTP/1.1"] + (0..<8_000).map { "X-\($0): y" } + ["", ""], [431]
            ),
        ] as [(String, [String], [Int])]
    )
    func head(name: String, lines: [String], statuses: [Int]) throws {
        let attacker = try server.client()
        // The server may end the connection before all of it is written.
        try? attacker.write(lines.joined(separator: "\r\n"))
        #expect(statuses.contains(try attacker.readHead().status))
        #expect(attacker.readsEnd())
        try witnesses.talk()
    }

    @Test("that drips its handshake is cut off when its time is over, however it drips")
    func drip() throws {
        let attackers = try (0..<20).map { _ in try server.client() }
        let head = Array(RawClient.upgrade(room: "lobby", port: server.port).utf8)
        // 20 ms and more a byte: twenty times as long as a head may take.
        for byte in head where !attackers[0].hasInput(within: 20) {
            for attacker in attackers { try? attacker.write([byte]) }
            try witnesses.talk()
        }
        for attacker in attackers {
            #expect(try attacker.readHead().status == 408)
            #expect(attacker.readsEnd())
        }
        #expect(try server.counters().lateHeads == attackers.count)
    }
}
