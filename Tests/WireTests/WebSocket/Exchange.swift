import TestSupport
import Testing
import Wire

/// All that a connection made of some bytes: its events with their payloads, and what it answered.
struct Exchange: Equatable {
    enum Seen: Equatable {
        case text(String)
        case binary([UInt8])
        case ping
        case pong([UInt8])
        case closed(CloseStatus)
        case failed(ProtocolFault)
    }

    var events: [Seen] = []
    /// Written without masks for a server, with the mask 0 for a client.
    var output: [UInt8] = []
    var isClosed = false

    /// Feeds the pieces to a new connection.
    init(
        _ pieces: [ArraySlice<UInt8>],
        to role: Role = .server,
        limits: Limits = Limits(messageBytes: 1 << 20),
        deflate: DeflateParameters? = nil,
        closing status: CloseStatus? = nil
    ) {
        var connection = Connection(role: role, limits: limits, deflate: deflate)
        var scratch: [UInt8] = []
        if let status { connection.close(status) }
        for piece in pieces {
            piece.withUnsafeBytes { bytes in
                var input = bytes
                while let event = connection.next(from: &input, scratch: &scratch, at: 0) {
                    events.append(Seen(event, scratch: scratch))
                    connection.takeOutput(maskKey: { 0 }, into: &output)
                }
                #expect(input.isEmpty)
            }
        }
        connection.takeOutput(maskKey: { 0 }, into: &output)
        isClosed = connection.isClosed
    }
}

extension Connection {
    /// Reads `bytes`, whatever they lead to.
    mutating func feed(_ bytes: [UInt8], at now: Int64 = 0) {
        var scratch: [UInt8] = []
        bytes.withUnsafeBytes { buffer in
            var input = buffer
            while next(from: &input, scratch: &scratch, at: now) != nil {}
        }
    }
}

extension Exchange.Seen {
    init(_ event: Connection.Event, scratch: [UInt8]) {
        switch event {
        case .message(.text, let count):
            self = .text(String(decoding: scratch[..<count], as: UTF8.self))
        case .message(.binary, let count): self = .binary(Array(scratch[..<count]))
        case .ping: self = .ping
        case .pong(let count): self = .pong(Array(scratch[..<count]))
        case .closed(let status): self = .closed(status)
        case .failed(let fault): self = .failed(fault)
        }
    }
}

/// What a connection makes of `bytes`, after checking that it is the same however they arrive.
///
/// Long and compressed input, where a way costs much, is cut in a tenth of the random ways unless
/// more are asked for.
func exchange(
    _ bytes: [UInt8],
    to role: Role = .server,
    limits: Limits = Limits(messageBytes: 1 << 20),
    deflate: DeflateParameters? = nil,
    closing status: CloseStatus? = nil,
    randomWays: Int? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
) -> Exchange {
    let isCheap = deflate == nil && bytes.count <= 256
    let ways = randomWays ?? (isCheap ? Chunks.randomWays : Chunks.randomWays / 10)
    return everyWay(of: bytes, randomWays: ways, sourceLocation: sourceLocation) { pieces in
        Exchange(pieces, to: role, limits: limits, deflate: deflate, closing: status)
    }
}

/// A frame of a client (masked) or a server, as the encoder writes it; `compressed` sets RSV1 and
/// leaves the payload as it is.
func frame(
    _ opcode: Opcode,
    _ payload: [UInt8] = [],
    final: Bool = true,
    compressed: Bool = false,
    from role: Role = .client
) -> [UInt8] {
    var output: [UInt8] = []
    FrameEncoder.append(
        opcode,
        payload: payload,
        isFinal: final,
        isCompressed: compressed,
        maskKey: role == .client ? 0x9A3C_51F7 : nil,
        to: &output
    )
    return output
}

/// A frame with text.
func frame(
    _ opcode: Opcode,
    _ text: String,
    final: Bool = true,
    from role: Role = .client
) -> [UInt8] {
    frame(opcode, Array(text.utf8), final: final, from: role)
}

/// A Close frame with any number and reason.
func closeFrame(_ code: UInt16, _ reason: [UInt8] = [], from role: Role = .client) -> [UInt8] {
    frame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason, from: role)
}
