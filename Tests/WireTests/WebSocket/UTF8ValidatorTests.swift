import TestSupport
import Testing
import Wire

@Suite("UTF-8 (RFC 6455 section 8.1, RFC 3629)")
struct UTF8ValidatorTests {
    /// The index of the first byte that cannot belong to UTF-8, and whether the text may end here.
    private func validate(_ bytes: [UInt8]) -> (bad: Int?, isComplete: Bool) {
        var validator = UTF8Validator()
        for (index, byte) in bytes.enumerated() {
            guard withUnsafeBytes(of: byte, { validator.validate($0) }) else {
                return (index, false)
            }
        }
        return (nil, validator.isComplete)
    }

    @Test(
        "valid sequences pass",
        arguments: [
            Bytes(""), Bytes("00"), Bytes("7F"), Bytes("C2 80"), Bytes("DF BF"), Bytes("E0 A0 80"),
            Bytes("ED 9F BF"), Bytes("EE 80 80"), Bytes("EF BF BD"), Bytes("EF BF BF"),
            Bytes("F0 90 80 80"), Bytes("F4 8F BF BF"), Bytes("F0 9F BF BE"),
            Bytes("CE BA E1 BD B9 CF 83 CE BC CE B5"),
            Array("Hello-µ@ßöäüàá-UTF-8!! and a long run of plain ASCII behind it".utf8),
        ]
    )
    func valid(bytes: [UInt8]) {
        let (bad, isComplete) = validate(bytes)
        #expect(bad == nil)
        #expect(isComplete)
    }

    @Test(
        "the first byte that cannot belong to a sequence is found",
        arguments: [
            (Bytes("80"), 0), (Bytes("BF"), 0), (Bytes("C0 80"), 0), (Bytes("C1 BF"), 0),
            (Bytes("F5 80 80 80"), 0), (Bytes("FE"), 0), (Bytes("FF"), 0),
            (Bytes("FC 80 80 80 80 80"), 0), (Bytes("E0 80 80"), 1), (Bytes("E0 9F BF"), 1),
            (Bytes("ED A0 80"), 1), (Bytes("ED BF BF"), 1), (Bytes("F0 80 80 80"), 1),
            (Bytes("F0 8F BF BF"), 1), (Bytes("F4 90 80 80"), 1), (Bytes("C3 28"), 1),
            (Bytes("E2 28 A1"), 1), (Bytes("E2 82 28"), 2), (Bytes("F0 9F 98 28"), 3),
            (Bytes("41 42 C3 A9 80"), 4), (Bytes("ED A0 BD ED B8 80"), 1),
            (Bytes("CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64 69 74 65 64"), 12),
            (Bytes("CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65 64 69 74 65 64"), 12),
        ]
    )
    func invalid(bytes: [UInt8], index: Int) {
        #expect(validate(bytes).bad == index)
        var validator = UTF8Validator()
        #expect(!bytes.withUnsafeBytes { validator.validate($0) })
    }

    @Test("a text that ends inside a sequence is incomplete", arguments: ["é", "€", "😀"])
    func incomplete(character: String) {
        let bytes = Array("plain text ".utf8) + character.utf8
        for count in 1..<character.utf8.count {
            let (bad, isComplete) = validate(bytes.dropLast(count))
            #expect(bad == nil)
            #expect(!isComplete)
        }
    }

    @Test("every two-byte and three-byte sequence is judged as the standard library does")
    func exhaustive() {
        for lead in UInt8(0x80)...0xFF {
            for second in UInt8(0x00)...0xFF {
                for bytes in [[lead, second], [lead, second, 0x80], [lead, second, 0x80, 0x80]] {
                    let (bad, isComplete) = validate(bytes)
                    let isValid = String(validating: bytes, as: UTF8.self) != nil
                    #expect((bad == nil && isComplete) == isValid, "\(bytes)")
                }
            }
        }
    }

    @Test("a run of ASCII of any length may stand before and behind a sequence")
    func runs() {
        for before in 0...20 {
            for after in 0...20 {
                let text =
                    String(repeating: "a", count: before) + "é"
                    + String(repeating: "b", count: after)
                var validator = UTF8Validator()
                let isValid = Array(text.utf8).withUnsafeBytes { validator.validate($0) }
                #expect(isValid && validator.isComplete)
            }
        }
    }

    @Test(
        "the verdict is the same however the bytes arrive",
        arguments: [
            (Bytes("CE BA 20 70 6C 61 69 6E 20 74 65 78 74 20 F0 9F 98 80 20 E2 82 AC"), true),
            (Bytes("CE BA 20 70 6C 61 69 6E 20 74 65 78 74 20 F0 9F 98"), false),
            (Bytes("E2 82 AC 20 70 6C 61 69 6E 20 74 ED A0 80 65 64 69 74"), false),
            (Bytes("F0 9F 98 80 20 70 6C 61 69 6E 20 F4 90 80 80"), false),
        ]
    )
    func pieces(bytes: [UInt8], isText: Bool) {
        let seen = everyWay(of: bytes) { pieces in
            var validator = UTF8Validator()
            return pieces.allSatisfy { $0.withUnsafeBytes { validator.validate($0) } }
                && validator.isComplete
        }
        #expect(seen == isText)
    }
}
