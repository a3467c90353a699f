/// Bytes as tests write them: `Bytes("81 05 48 65 6c 6c 6f")`.
package typealias Bytes = [UInt8]

extension [UInt8] {
    /// The bytes of hexadecimal digits in pairs; white space between pairs is ignored.
    ///
    /// - Precondition: There is nothing else in the text.
    package init(_ hex: StaticString) {
        let pairs = hex.description.split(whereSeparator: \.isWhitespace).joined()
        precondition(pairs.utf8.count.isMultiple(of: 2), "half a byte")
        self = stride(from: 0, to: pairs.utf8.count, by: 2).map { offset in
            let digits = pairs.dropFirst(offset).prefix(2)
            guard let byte = UInt8(digits, radix: 16) else {
                preconditionFailure("not hexadecimal")
            }
            return byte
        }
    }
}
