import Glibc
import Wire

/// An extended regular expression of POSIX that is looked for in each line, as `grep -E` does.
///
/// Back-references and many repetitions are refused: without them the C library's matcher takes time
/// in proportion to a line's length. Stays on the thread that made it, whose character set becomes
/// UTF-8.
final class TextPattern {
    /// Why a text is no pattern, in one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// The longest pattern in bytes.
    static let maximumBytes = 1_000
    /// The largest product of the upper bounds in `{…}`: what matching may take grows with it.
    static let maximumRepetitions = 255

    private var expression = regex_t()

    /// Compiles a pattern.
    init(_ pattern: String) throws(Invalid) {
        let bytes = Array(pattern.utf8)
        guard !bytes.isEmpty else { throw Invalid(reason: "it is empty") }
        guard bytes.count <= Self.maximumBytes else {
            throw Invalid(reason: "it is longer than \(Self.maximumBytes) bytes")
        }
        guard !bytes.contains(0) else { throw Invalid(reason: "it has a NUL") }
        var scan = Scan(bytes)
        try scan.check()
        // A letter that has several bytes is one for `.` and `[…]` then.
        if let utf8 = newlocale(1 << CInt(LC_CTYPE), "C.UTF-8", nil) { uselocale(utf8) }
        var alone = regex_t()
        let code = regcomp(&alone, pattern, REG_EXTENDED | REG_NOSUB)
        guard code == 0 else { throw Invalid(reason: Self.sentence(code, &alone)) }
        regfree(&alone)
        // The matcher would begin anew at each character, which takes the square of the length; tied
        // to the beginning of the line it goes through it once. (A dot would not match a NUL.)
        let whole = regcomp(&expression, "^[^\n]*(\(pattern))", REG_EXTENDED | REG_NOSUB)
        guard whole == 0 else { throw Invalid(reason: Self.sentence(whole, &expression)) }
    }

    deinit {
        regfree(&expression)
    }

    /// Whether the pattern is found in a line of the text.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .contains { matches(line: UnsafeBufferPointer(rebasing: $0)) }
        }
    }

    private func matches(line: UnsafeBufferPointer<UInt8>) -> Bool {
        // Told by its length, since there may be a NUL in it.
        var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(clamping: line.count))
        guard let base = line.baseAddress, !line.isEmpty else {
            return regexec(&expression, "", 1, &range, REG_STARTEND) == 0
        }
        return base.withMemoryRebound(to: CChar.self, capacity: line.count) {
            regexec(&expression, $0, 1, &range, REG_STARTEND) == 0
        }
    }

    private static func sentence(_ code: CInt, _ expression: inout regex_t) -> DisplayText {
        var message: [CChar] = Array(repeating: 0, count: 128)
        let size = regerror(code, &expression, &message, message.count)
        let text = message.prefix(max(min(size, message.count) - 1, 0))
        return DisplayText(cleaning: text.map { UInt8(bitPattern: $0) }).oneLine
    }
}

/// Goes through a pattern for what makes matching dear, or means something else in parentheses.
private struct Scan {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func check() throws(TextPattern.Invalid) {
        var depth = 0
        var repetitions = 1
        while let byte = next() {
            switch byte {
            case UInt8(ascii: "\\"):
                if let escaped = next(), (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(escaped) {
                    throw TextPattern.Invalid(reason: "it has a back-reference")
                }
            case UInt8(ascii: "["): skipBracket()
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                // The matcher takes it for a letter.
                guard depth >= 0 else {
                    throw TextPattern.Invalid(reason: "it has a ) without a (")
                }
            case UInt8(ascii: "{"):
                let (product, isTooLarge) = repetitions.multipliedReportingOverflow(by: bound())
                guard !isTooLarge, product <= TextPattern.maximumRepetitions else {
                    throw TextPattern.Invalid(reason: "its repetitions are too many")
                }
                repetitions = product
            default: break
            }
        }
    }

    private mutating func next() -> UInt8? {
        guard index < bytes.count else { return nil }
        defer { index += 1 }
        return bytes[index]
    }

    /// The greatest number in braces, at least 1.
    private func bound() -> Int {
        let bounds = bytes[index...].prefix { $0 != UInt8(ascii: "}") }
        let numbers = bounds.split(separator: UInt8(ascii: ","))
            .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        return max(numbers.max() ?? 1, 1)
    }

    /// Goes behind a bracket expression: a `]` at its beginning and what stands in `[:…:]`, `[.….]`
    /// or `[=…=]` does not end it.
    private mutating func skipBracket() {
        if index < bytes.count, bytes[index] == UInt8(ascii: "^") { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") { index += 1 }
        while let byte = next(), byte != UInt8(ascii: "]") {
            guard byte == UInt8(ascii: "["), index < bytes.count, ":.=".utf8.contains(bytes[index])
            else { continue }
            let end = [bytes[index], UInt8(ascii: "]")]
            index += 1
            while index < bytes.count, !bytes[index...].starts(with: end) { index += 1 }
            index += 2
        }
    }
}
