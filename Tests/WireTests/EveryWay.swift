import TestSupport
import Testing

/// What `feed` makes of `bytes`, after checking that it is the same however they arrive: whole, byte
/// by byte, and in random cuts.
func everyWay<Outcome: Equatable>(
    of bytes: [UInt8],
    randomWays: Int = Chunks.randomWays,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ feed: ([ArraySlice<UInt8>]) throws -> Outcome
) rethrows -> Outcome {
    let (whole, differing) = try Chunks.outcome(of: bytes, randomWays: randomWays, feed)
    if let differing {
        Issue.record("differs in pieces of \(differing) bytes", sourceLocation: sourceLocation)
    }
    return whole
}
