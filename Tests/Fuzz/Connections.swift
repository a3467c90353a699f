import Wire

/// A connection of either role makes the same of its input however it arrives, keeps to its
/// limits, and writes nothing that its peer would refuse.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzConnections(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let setup = Setup(&input)
    let seed = UInt64(input.byte())
    let bytes = input.rest
    let whole = Transcript([bytes[...]], setup)
    check(Transcript(Chunks.randomWay(of: bytes, seed: seed), setup) == whole, "the cuts matter")
    check(Transcript(bytes.indices.map { bytes[$0...$0] }, setup) == whole, "bytes matter")
    whole.checkOutput(setup)
    return 0
}

/// What both ends know.
private struct Setup {
    var role: Role
    var limits: Limits
    var deflate: DeflateParameters?
    var closing: CloseStatus?

    init(_ input: inout FuzzInput) {
        role = input.choice(of: [.server, .client])
        limits = Limits(
            messageBytes: input.choice(of: [0, 1, 10, 125, 126, 1_000, 65_536]),
            fragments: input.choice(of: [1, 2, 3, 100]),
            controlFramesPerSecond: input.choice(of: [1, 2, 100])
        )
        let without = DeflateParameters.Direction(noContextTakeover: true)
        deflate = input.choice(of: [
            nil, DeflateParameters(), DeflateParameters(server: without, client: without),
        ])
        closing = input.choice(of: [nil, nil, nil, CloseStatus(code: .goingAway)])
    }
}

/// All that a connection made of some input.
private struct Transcript: Equatable {
    enum Line: Equatable {
        case message(MessageKind, [UInt8])
        case ping
        case pong([UInt8])
        case closed(CloseStatus)
        case failed(ProtocolFault)
    }

    var lines: [Line] = []
    var output: [UInt8] = []
    var isClosed = false

    init(_ pieces: [ArraySlice<UInt8>], _ setup: Setup) {
        var connection = Connection(role: setup.role, limits: setup.limits, deflate: setup.deflate)
        var scratch: [UInt8] = []
        if let status = setup.closing { connection.close(status) }
        for piece in pieces {
            piece.withUnsafeBytes { all in
                var rest = all
                while let event = connection.next(from: &rest, scratch: &scratch, at: 0) {
                    check(!isClosed, "an event follows the end")
                    isClosed = connection.isClosed
                    add(event, scratch, setup.limits)
                    connection.takeOutput(maskKey: { 7 }, into: &output)
                }
                check(rest.isEmpty, "input is left")
            }
        }
        connection.takeOutput(maskKey: { 7 }, into: &output)
        check(!connection.isClosed || !connection.isMidMessage, "a message goes on after the end")
    }

    private mutating func add(_ event: Connection.Event, _ scratch: [UInt8], _ limits: Limits) {
        switch event {
        case .message(let kind, let count):
            check(count <= limits.messageBytes, "a message is over the limit")
            let payload = scratch[..<count]
            check(
                kind == .binary || String(validating: payload, as: UTF8.self) != nil,
                "text is not UTF-8"
            )
            lines.append(.message(kind, Array(payload)))
        case .ping: lines.append(.ping)
        case .pong(let count):
            check(count <= 125, "a pong is too long")
            lines.append(.pong(Array(scratch[..<count])))
        case .closed(let status):
            check(status.code.mayBeSent || status.code == .noStatus, "a close code is none")
            lines.append(.closed(status))
        case .failed(let fault): lines.append(.failed(fault))
        }
    }

    /// What was written is read by the other end without a fault.
    func checkOutput(_ setup: Setup) {
        var peer = Connection(
            role: setup.role == .server ? .client : .server,
            limits: Limits(messageBytes: 0, controlFramesPerSecond: .max)
        )
        var scratch: [UInt8] = []
        output.withUnsafeBytes { all in
            var rest = all
            while let event = peer.next(from: &rest, scratch: &scratch, at: 0) {
                if case .failed(let fault) = event { check(false, "we wrote what is \(fault)") }
            }
        }
        check(!peer.isMidMessage, "half a frame was written")
    }
}
