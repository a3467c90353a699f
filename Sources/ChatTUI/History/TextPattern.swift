import Glibc
import Wire

/// An extended regular expression of POSIX, as `grep -E` has it.
///
/// The C library's matcher takes time in proportion to the text as long as there are no
/// back-references, which are refused. Stays on the thread that made it, whose character set
/// becomes UTF-8.
final class TextPattern {
    /// Why a text is no pattern, in one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// The longest pattern in bytes.
    static let maximumBytes = 1_000
    /// The largest product of the upper bounds in `{…}`: the compiled pattern grows with it.
    static let maximumRepetitions = 10_000

    private var expression = regex_t()

    /// Compiles a pattern; `^` and `$` are the ends of lines.
    init(_ pattern: String) throws(Invalid) {
        let bytes = Array(pattern.utf8)
        guard !bytes.isEmpty else { throw Invalid(reason: "it is empty") }
        guard bytes.count <= Self.maximumBytes else {
            throw Invalid(reason: "it is longer than \(Self.maximumBytes) bytes")
        }
        guard !bytes.contains(0) else { throw Invalid(reason: "it has a NUL") }
        try Self.checkCost(of: bytes)
        // A letter that has several bytes is one for `.` and `[…]` then.
        if let utf8 = newlocale(1 << CInt(LC_CTYPE), "C.UTF-8", nil) { uselocale(utf8) }
        let code = regcomp(&expression, pattern, REG_EXTENDED | REG_NEWLINE | REG_NOSUB)
        guard code == 0 else { throw Invalid(reason: Self.sentence(code, &expression)) }
    }

    deinit {
        regfree(&expression)
    }

    /// Whether the pattern is found in the text.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            // Told by its length, since there may be a NUL in it.
            var range = regmatch_t(rm_so: 0, rm_eo: regoff_t(clamping: bytes.count))
            guard let base = bytes.baseAddress else {
                return regexec(&expression, "", 1, &range, REG_STARTEND) == 0
            }
            return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
                regexec(&expression, $0, 1, &range, REG_STARTEND) == 0
            }
        }
    }

    private static func checkCost(of bytes: [UInt8]) throws(Invalid) {
        var repetitions = 1
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                let next = index < bytes.count ? bytes[index] : 0
                guard !(UInt8(ascii: "1")...UInt8(ascii: "9")).contains(next) else {
                    throw Invalid(reason: "it has a back-reference")
                }
                index += 1
            } else if byte == UInt8(ascii: "{") {
                let bounds = bytes[index...].prefix { $0 != UInt8(ascii: "}") }
                let numbers = bounds.split(separator: UInt8(ascii: ","))
                    .compactMap { Int(String(decoding: $0, as: UTF8.self)) }
                let product = repetitions.multipliedReportingOverflow(
                    by: max(numbers.max() ?? 1, 1)
                )
                guard !product.overflow, product.partialValue <= maximumRepetitions else {
                    throw Invalid(reason: "its repetitions are too many")
                }
                repetitions = product.partialValue
            }
        }
    }

    private static func sentence(_ code: CInt, _ expression: inout regex_t) -> DisplayText {
        var message: [CChar] = Array(repeating: 0, count: 128)
        let size = regerror(code, &expression, &message, message.count)
        let text = message.prefix(max(min(size, message.count) - 1, 0))
        return DisplayText(cleaning: text.map { UInt8(bitPattern: $0) }).oneLine
    }
}
