/// A piece of text that is looked for in the UTF-8 of messages, with or without regard to case.
///
/// Built for going through megabytes: eight bytes at a time are compared with two bytes of the
/// pattern, in all their forms at once; only where both fit is the text compared scalar by scalar.
struct SoughtText: Equatable, Sendable {
    /// The UTF-8 of a scalar in its forms, each as a little-endian number, the first of them
    /// again where there are fewer.
    private typealias Forms = SIMD4<UInt32>

    /// What the bytes at one place of the text have in common where the pattern stands.
    ///
    /// `byte | mask == value` holds for all forms, and sometimes for others.
    private struct Probe: Equatable {
        var offset: Int
        var mask: UInt8
        var value: UInt8
    }

    /// The text as it was asked for.
    let text: String
    /// Whether the case of letters means nothing.
    let foldsCase: Bool
    private let scalars: [Forms]
    private let probes: (Probe, Probe)
    /// The same for text that is ASCII, where all forms have the same length.
    ///
    /// `nil` if the pattern cannot stand in such text.
    private let asciiProbes: (Probe, Probe)?
    /// Bytes that a match has at least.
    private let minimumCount: Int

    /// A pattern; `nil` if it is empty.
    ///
    /// Case means nothing unless the text has a capital letter.
    ///
    /// - Parameters:
    ///   - text: The text that is looked for.
    ///   - forms: All letters, at most four, that are the same as one if case means nothing.
    init?(_ text: String, forms: (Unicode.Scalar) -> [Unicode.Scalar] = CaseForms.all(of:)) {
        let forms = text.unicodeScalars.map(forms)
        guard !forms.isEmpty else { return nil }
        let foldsCase = !text.unicodeScalars.contains(where: CaseForms.isCapital)
        self.text = text
        self.foldsCase = foldsCase
        let encoded: [[[UInt8]]] = zip(text.unicodeScalars, forms).map { scalar, forms in
            (foldsCase ? forms : [scalar]).map { Array(UTF8.encode($0) ?? .init()) }
        }
        scalars = encoded.map { forms in
            var packed = Forms(repeating: Self.packed(forms[0]))
            for (lane, bytes) in forms.prefix(4).enumerated() { packed[lane] = Self.packed(bytes) }
            return packed
        }
        probes = Self.probes(encoded)
        let ascii = encoded.map { $0.filter { $0.count == 1 } }
        asciiProbes = ascii.contains { $0.isEmpty } ? nil : Self.probes(ascii)
        minimumCount = encoded.reduce(0) { $0 + ($1.map(\.count).min() ?? 0) }
    }

    /// Where the pattern stands first at or behind `start` in valid UTF-8.
    ///
    /// - Parameters:
    ///   - bytes: The text.
    ///   - start: The beginning of a scalar.
    ///   - isASCII: Whether it is known that the text is ASCII, which is faster.
    /// - Returns: A range of bytes.
    func firstRange(
        in bytes: UnsafeRawBufferPointer,
        from start: Int = 0,
        isASCII: Bool = false
    ) -> Range<Int>? {
        guard let probes = isASCII ? asciiProbes : self.probes else { return nil }
        var place = start
        while let candidate = nextCandidate(in: bytes, from: place, probes) {
            if let end = end(in: bytes, from: candidate) { return candidate..<end }
            place = candidate + 1
        }
        return nil
    }

    /// The places of the pattern, in order, none of them within another, no more than `maximum`.
    func ranges(in bytes: UnsafeRawBufferPointer, maximum: Int = .max) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        while ranges.count < maximum,
            let range = firstRange(in: bytes, from: ranges.last?.upperBound ?? 0)
        {
            ranges.append(range)
        }
        return ranges
    }

    /// Whether all bytes are ASCII.
    static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { return false }
            index += 8
        }
        return bytes[index...].allSatisfy { $0 < 0x80 }
    }

    /// Both are made of the same text, and so is everything else then.
    static func == (left: SoughtText, right: SoughtText) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    // MARK: Comparing

    /// Where the pattern ends if it stands at `start`.
    private func end(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var place = start
        for forms in scalars {
            guard place < bytes.count else { return nil }
            let length = Self.length(ofScalarWith: bytes[place])
            guard length <= bytes.count - place else { return nil }
            var packed = UInt32(bytes[place])
            for index in 1..<max(length, 1) {
                packed |= UInt32(bytes[place + index]) << (8 * UInt32(index))
            }
            guard
                forms[0] == packed || forms[1] == packed || forms[2] == packed
                    || forms[3] == packed
            else { return nil }
            place += length
        }
        return place
    }

    /// The next place where the probes fit, which is the beginning of a scalar or is refused by
    /// ``end(in:from:)``.
    private func nextCandidate(
        in bytes: UnsafeRawBufferPointer,
        from start: Int,
        _ probes: (Probe, Probe)
    ) -> Int? {
        let (first, second) = probes
        // Behind the last place there is no room for a match.
        let end = bytes.count - minimumCount + 1
        guard start < end else { return nil }
        let reach = max(first.offset, second.offset)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let (mask1, value1) = (UInt64(first.mask) &* ones, UInt64(first.value) &* ones)
        let (mask2, value2) = (UInt64(second.mask) &* ones, UInt64(second.value) &* ones)
        var place = start
        while place + 8 <= end, place + reach + 8 <= bytes.count {
            let word1 = bytes.loadUnaligned(fromByteOffset: place + first.offset, as: UInt64.self)
            let word2 = bytes.loadUnaligned(fromByteOffset: place + second.offset, as: UInt64.self)
            let difference =
                ((UInt64(littleEndian: word1) | mask1) ^ value1)
                | ((UInt64(littleEndian: word2) | mask2) ^ value2)
            // The lowest zero byte is found exactly; above it there may be false ones.
            let zeros = (difference &- ones) & ~difference & (0x80 &* ones)
            if zeros != 0 { return place + zeros.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < end, place + reach < bytes.count {
            if bytes[place + first.offset] | first.mask == first.value,
                bytes[place + second.offset] | second.mask == second.value
            {
                return place
            }
            place += 1
        }
        return nil
    }

    /// The last byte of the first scalar and the one furthest behind it, as far as all forms have
    /// the same length; otherwise the first byte.
    private static func probes(_ encoded: [[[UInt8]]]) -> (Probe, Probe) {
        var probes: [Probe] = []
        var offset = 0
        for forms in encoded {
            guard let length = forms.first?.count, forms.allSatisfy({ $0.count == length })
            else { break }
            probes.append(probe(forms.compactMap(\.last), at: offset + length - 1))
            offset += length
        }
        guard let first = probes.first, let last = probes.last else {
            let first = probe((encoded.first ?? []).compactMap(\.first), at: 0)
            return (first, first)
        }
        return (first, last)
    }

    private static func probe(_ bytes: [UInt8], at offset: Int) -> Probe {
        let value = bytes.reduce(0, |)
        let mask = bytes.reduce(0) { $0 | ($1 ^ (bytes.first ?? 0)) }
        return Probe(offset: offset, mask: mask, value: value)
    }

    private static func packed(_ bytes: [UInt8]) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Bytes of the scalar that begins with `byte`; 1 within a scalar, where nothing fits.
    private static func length(ofScalarWith byte: UInt8) -> Int {
        byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }
}
