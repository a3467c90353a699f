import TestSupport
import Testing

@testable import Wire

@Suite("Masking (RFC 6455 section 5.3)")
struct MaskingTests {
    /// The bytes of the key in the order of the wire.
    private let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

    @Test("each byte meets the key's byte of its place, at every length, offset and alignment")
    func everyAlignment() {
        for count in 0...70 {
            for offset in 0...5 {
                for alignment in 0...8 {
                    check(count: count, offset: offset, alignment: alignment)
                }
            }
        }
    }

    private func check(count: Int, offset: Int, alignment: Int) {
        let source = (0..<count + alignment).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        var target = [UInt8](repeating: 0xEE, count: count + alignment + 1)
        source.withUnsafeBytes { bytes in
            target.withUnsafeMutableBytes { output in
                guard let base = output.baseAddress else { return }
                Masking.apply(
                    UnsafeRawBufferPointer(rebasing: bytes[alignment...]),
                    to: base + alignment,
                    key: 0x3D21_FA37,
                    offset: offset
                )
            }
        }
        let masked = source[alignment...].enumerated().map { index, byte in
            byte ^ key[(index + offset) % 4]
        }
        let untouched = [UInt8](repeating: 0xEE, count: alignment)
        #expect(target == untouched + masked + [0xEE])
    }

    @Test("bytes are appended behind others, masked with a key and as they are without")
    func appending() {
        var output = Bytes("01")
        Bytes("48 65 6c 6c 6f").withUnsafeBytes {
            output.append(masking: $0, key: 0x3D21_FA37, offset: 0)
            output.append(masking: $0, key: nil, offset: 2)
            output.append(
                masking: UnsafeRawBufferPointer(rebasing: $0[2...]),
                key: 0x3D21_FA37,
                offset: 2
            )
        }
        #expect(output == Bytes("01 7f 9f 4d 51 58 48 65 6c 6c 6f 4d 51 58"))
    }
}
