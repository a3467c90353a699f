@testable import Wire

/// Inflating whatever comes, however it arrives, and inflating what was deflated.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzCompression(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let isRoundTrip = input.choice(of: [false, true])
    let option = input.byte()
    let seed = UInt64(input.byte())
    if isRoundTrip {
        checkRoundTrip(Chunks.randomWay(of: input.rest, seed: seed), option: option)
    } else {
        checkInflating(input.rest, limit: Int(option) * 64, seed: seed)
    }
    return 0
}

private struct Inflated: Equatable {
    var messages: [[UInt8]] = []
    var fault: ProtocolFault?

    /// The same message twice, so that what the first one left behind matters.
    init(_ pieces: [ArraySlice<UInt8>], limit: Int) {
        var compression = IncomingCompression(DeflateParameters.Direction())
        for _ in 1...2 where fault == nil {
            var output: [UInt8] = []
            for (index, piece) in pieces.enumerated() where fault == nil {
                fault = piece.withUnsafeBytes {
                    compression.inflate(
                        $0,
                        endsMessage: index == pieces.count - 1,
                        limit: limit,
                        to: &output
                    )
                }
            }
            check(output.count <= limit, "a message is over the limit")
            check(output.capacity <= 2 * limit + 65_536, "memory is over the limit")
            messages.append(output)
        }
    }
}

private func checkInflating(_ bytes: [UInt8], limit: Int, seed: UInt64) {
    guard !bytes.isEmpty else { return }
    let whole = Inflated([bytes[...]], limit: limit)
    let pieces = Chunks.randomWay(of: bytes, seed: seed)
    check(Inflated(pieces, limit: limit) == whole, "the cuts matter")
    check(Inflated(bytes.indices.map { bytes[$0...$0] }, limit: limit) == whole, "bytes matter")
}

private func checkRoundTrip(_ messages: [ArraySlice<UInt8>], option: UInt8) {
    let direction = DeflateParameters.Direction(
        noContextTakeover: option & 8 != 0,
        maxWindowBits: 9 + option % 7
    )
    guard var deflater = Deflater(windowBits: direction.maxWindowBits) else { return }
    var compression = IncomingCompression(direction)
    for message in messages {
        // Repeated, so that there is something to refer to.
        let message = Array(message) + Array(message)
        var compressed: [UInt8] = []
        message.withUnsafeBytes {
            deflater.compress($0, keepsWindow: !direction.noContextTakeover, to: &compressed)
        }
        check(
            compressed.count <= IncomingCompression.maximumCompressed(for: message.count),
            "deflating adds more than a peer allows"
        )
        var output: [UInt8] = []
        let fault = compressed.withUnsafeBytes {
            compression.inflate($0, endsMessage: true, limit: message.count, to: &output)
        }
        check(fault == nil && output == message, "what was deflated does not inflate")
    }
}
