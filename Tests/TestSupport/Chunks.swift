/// The ways in which bytes may arrive: a parser must make the same of all of them.
package enum Chunks {
    /// How many random ways there are, unless a test that has many inputs asks for fewer.
    package static let randomWays = 1_000

    /// Calls `body` with `bytes` whole, byte by byte, and cut at random but repeatable places.
    ///
    /// Random pieces are short in one half of the ways and up to the whole length in the other, and
    /// some are empty.
    package static func forEachWay(
        of bytes: [UInt8],
        randomWays: Int = randomWays,
        _ body: ([ArraySlice<UInt8>]) throws -> Void
    ) rethrows {
        try body([bytes[...]])
        try body(bytes.indices.map { bytes[$0...$0] })
        for seed in 0..<UInt64(randomWays) {
            try body(randomWay(of: bytes, seed: seed))
        }
    }

    /// What `feed` makes of `bytes` as a whole, and the lengths of the pieces of the first way that
    /// leads to something else, if there is one.
    package static func outcome<Outcome: Equatable>(
        of bytes: [UInt8],
        randomWays: Int = randomWays,
        _ feed: ([ArraySlice<UInt8>]) throws -> Outcome
    ) rethrows -> (whole: Outcome, differing: [Int]?) {
        let whole = try feed([bytes[...]])
        var differing: [Int]?
        try forEachWay(of: bytes, randomWays: randomWays) { pieces in
            guard differing == nil, try feed(pieces) != whole else { return }
            differing = pieces.map(\.count)
        }
        return (whole, differing)
    }

    /// The pieces of one random way.
    package static func randomWay(of bytes: [UInt8], seed: UInt64) -> [ArraySlice<UInt8>] {
        var generator = SeededGenerator(seed: seed)
        let longest = seed.isMultiple(of: 2) ? 7 : max(bytes.count, 1)
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        while start < bytes.count {
            let end = min(start + Int.random(in: 0...longest, using: &generator), bytes.count)
            pieces.append(bytes[start..<end])
            start = end
        }
        return pieces
    }
}
