extension JSONText {
    /// Appends a value without white space, its strings decoded and written anew.
    ///
    /// - Parameters:
    ///   - value: One JSON value; bare `NaN` and `Infinity` may be in it.
    ///   - keepsNonFinite: Whether these stay as they are, for people; otherwise they become
    ///     `null`, so that the result is JSON.
    ///   - output: Where it goes.
    static func appendCompact(
        _ value: UnsafeRawBufferPointer,
        keepsNonFinite: Bool,
        to output: inout [UInt8]
    ) {
        var scanner = JSONScanner(value, allowsNonFinite: true)
        // Whether a comma goes before the next element or key: not at a beginning, not behind a
        // key.
        var needsComma = false
        while true {
            let token = scanner.next()
            guard token != .end, token != .invalid else { return }
            if needsComma, token != .endObject, token != .endArray {
                output.append(UInt8(ascii: ","))
            }
            needsComma = true
            switch token {
            case .beginObject, .beginArray:
                output.append(token == .beginObject ? UInt8(ascii: "{") : UInt8(ascii: "["))
                needsComma = false
            case .endObject, .endArray:
                output.append(token == .endObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
            case .key(let range):
                appendRewritten(UnsafeRawBufferPointer(rebasing: value[range]), to: &output)
                output.append(UInt8(ascii: ":"))
                needsComma = false
            case .string(let range):
                appendRewritten(UnsafeRawBufferPointer(rebasing: value[range]), to: &output)
            case .scalar(let range):
                appendScalar(
                    UnsafeRawBufferPointer(rebasing: value[range]),
                    keepsNonFinite: keepsNonFinite,
                    to: &output
                )
            case .end, .invalid: return
            }
        }
    }

    private static func appendScalar(
        _ scalar: UnsafeRawBufferPointer,
        keepsNonFinite: Bool,
        to output: inout [UInt8]
    ) {
        // No number, nor any of JSON's own words, has a capital N or I.
        let isFinite = !scalar.contains { $0 == UInt8(ascii: "N") || $0 == UInt8(ascii: "I") }
        if isFinite || keepsNonFinite {
            output.append(contentsOf: scalar)
        } else {
            output.append(contentsOf: "null".utf8)
        }
    }
}
