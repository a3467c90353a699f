import Testing

@testable import ChatTUI

@Suite("Typed characters")
struct TypedScalarTests {
    @Test("are told apart as Unicode does")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let properties = scalar.properties
            let isTyped =
                switch properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            let isRight = isTypable(scalar) == isTyped && scalar.isSpace == properties.isWhitespace
            if !isRight { #expect(isRight, "U+\(String(value, radix: 16))") }
        }
    }
}
