import TestSupport
import Testing

@testable import Wire

@Suite("A whole conversation, however it arrives")
struct ConversationTests {
    /// What a peer sends, and what it leads to.
    private struct Script {
        var bytes: [UInt8] = []
        var events: [Exchange.Seen] = []
    }

    @Test("both roles read the same, plain", arguments: [Role.server, .client], UInt64(0)..<2)
    func plain(role: Role, seed: UInt64) throws {
        let script = try script(to: role, seed: seed, isCompressed: false)
        let seen = exchange(script.bytes, to: role, randomWays: Chunks.randomWays)
        #expect(seen.events == script.events)
    }

    @Test("both roles read the same, compressed", arguments: [Role.server, .client], UInt64(0)..<2)
    func compressed(role: Role, seed: UInt64) throws {
        let script = try script(to: role, seed: seed, isCompressed: true)
        let seen = exchange(
            script.bytes,
            to: role,
            deflate: DeflateParameters(),
            randomWays: Chunks.randomWays
        )
        #expect(seen.events == script.events)
    }

    /// Messages of both kinds in one to five fragments with control frames between them, and at the
    /// end a frame that breaks a rule.
    private func script(to role: Role, seed: UInt64, isCompressed: Bool) throws -> Script {
        let peer: Role = role == .server ? .client : .server
        var generator = SeededGenerator(seed: seed)
        var deflater = try required(Deflater(windowBits: 15))
        var script = Script()
        for _ in 0..<8 {
            let text = String(
                (0..<Int.random(in: 0...40, using: &generator)).map { _ in
                    "abc é€😀".randomElement(using: &generator) ?? "?"
                }
            )
            var payload = Array(text.utf8)
            let compresses = isCompressed && Bool.random(using: &generator)
            if compresses {
                var output: [UInt8] = []
                payload.withUnsafeBytes { deflater.compress($0, keepsWindow: true, to: &output) }
                payload = output
            }
            let isText = Bool.random(using: &generator)
            var opcode = isText ? Opcode.text : .binary
            for piece in cut(payload, with: &generator) {
                let isFirst = opcode != .continuation
                let isLast = piece.endIndex == payload.endIndex
                script.bytes += frame(
                    opcode,
                    Array(piece),
                    final: isLast,
                    compressed: compresses && isFirst,
                    from: peer
                )
                opcode = .continuation
                if !isLast, Bool.random(using: &generator) {
                    script.bytes += frame(.ping, "?", from: peer)
                    script.events.append(.ping)
                }
            }
            script.events.append(isText ? .text(text) : .binary(Array(text.utf8)))
        }
        script.bytes += frame(.continuation, "no message is open", from: peer)
        script.events.append(.failed(.badFragmentation))
        return script
    }

    /// One to five pieces; only the last one ends where the payload does.
    private func cut(
        _ payload: [UInt8],
        with generator: inout SeededGenerator
    ) -> [ArraySlice<UInt8>] {
        let middle = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            Int.random(in: 0...max(payload.count - 1, 0), using: &generator)
        }
        let cuts = [0] + middle.filter { $0 < payload.count }.sorted() + [payload.count]
        return zip(cuts, cuts.dropFirst()).map { payload[$0..<$1] }
    }
}
