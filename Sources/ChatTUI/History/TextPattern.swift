import Glibc
import Wire

/// An extended regular expression of POSIX that is looked for in each line, as `grep -E` does.
///
/// Back-references and many repetitions are refused: without them the C library's matcher takes time
/// in proportion to a line's length. Stays on the thread that made it.
final class TextPattern {
    /// Why a text is no pattern, in one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// The longest pattern in bytes.
    static let maximumBytes = 1_000
    /// The largest product of the upper bounds in `{…}`, unless told otherwise: what matching may
    /// take grows with it.
    static let maximumRepetitions = 255
    /// What finding places in a text may take, unless told otherwise: some 10 ms.
    static let maximumWork = 1 << 22

    /// The pattern's bytes times its repetitions: the more, the longer matching may take.
    let cost: Int

    /// Finds a line that has the pattern, in one pass.
    private var expression = regex_t()
    /// Finds where in a line the pattern stands.
    private var place = regex_t()

    /// Compiles a pattern; with `foldsCase` the case of letters means nothing.
    init(
        _ pattern: String,
        foldsCase: Bool = false,
        maximumRepetitions: Int = TextPattern.maximumRepetitions
    ) throws(Invalid) {
        let bytes = Array(pattern.utf8)
        guard !bytes.isEmpty else { throw Invalid(reason: "it is empty") }
        guard bytes.count <= Self.maximumBytes else {
            throw Invalid(reason: "it is longer than \(Self.maximumBytes) bytes")
        }
        guard !bytes.contains(0) else { throw Invalid(reason: "it has a NUL") }
        var scan = ExpressionScan(bytes)
        cost = try bytes.count * scan.repetitions(atMost: maximumRepetitions)
        let flags = REG_EXTENDED | (foldsCase ? REG_ICASE : 0)
        let code = Self.inUTF8 { regcomp(&place, pattern, flags) }
        guard code == 0 else { throw Invalid(reason: Self.sentence(code, &place)) }
        // The matcher would begin anew at each character, which takes the square of the length; tied
        // to the beginning of the line it goes through it once. (A dot would not match a NUL.)
        let whole = Self.inUTF8 {
            regcomp(&expression, "^[^\n]*(\(pattern))", flags | REG_NOSUB)
        }
        guard whole == 0 else { throw Invalid(reason: Self.sentence(whole, &expression)) }
    }

    deinit {
        regfree(&expression)
        regfree(&place)
    }

    /// Whether the pattern is found in a line of the text.
    func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }

    /// Whether the pattern is found in a line of the text, which is UTF-8.
    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Self.inUTF8 {
            text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .contains { line in
                    let line = UnsafeBufferPointer(rebasing: line)
                    return search(&expression, line, from: 0) != nil
                }
        }
    }

    /// Where the pattern stands in the text, which is UTF-8: ranges of bytes in order, without
    /// overlap, none of them empty.
    ///
    /// The matcher begins anew at each byte, and may go on to the end of the line from there: only
    /// as much of the beginning of the text is looked at as is done with at most `maximumWork`, in
    /// squares of a line's bytes times ``cost``.
    func ranges(
        in text: UnsafeBufferPointer<UInt8>,
        maximumWork: Int = TextPattern.maximumWork
    ) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var work = maximumWork / cost
        Self.inUTF8 {
            for line in text.split(separator: UInt8(ascii: "\n")) {
                let whole = UnsafeBufferPointer(rebasing: line)
                // In one pass, which spares most lines of a long text the square.
                guard search(&expression, whole, from: 0) != nil else { continue }
                let count = TextPattern.bytes(of: whole, for: work)
                work -= count * count
                let flags = count < whole.count ? REG_NOTEOL : 0
                let bytes = UnsafeBufferPointer(rebasing: whole[..<count])
                var start = 0
                while start < count, let range = search(&place, bytes, from: start, flags) {
                    if !range.isEmpty {
                        ranges.append(
                            line.startIndex + range.lowerBound..<line.startIndex + range.upperBound
                        )
                    }
                    start = max(range.upperBound, start + 1)
                    while start < count, bytes[start] & 0xC0 == 0x80 { start += 1 }
                }
            }
        }
        return ranges
    }

    /// How many bytes at the beginning of a line have a square of at most `work`.
    private static func bytes(of line: UnsafeBufferPointer<UInt8>, for work: Int) -> Int {
        var count = min(line.count, Int(Double(max(work, 0)).squareRoot()))
        while count < line.count, count > 0, line[count] & 0xC0 == 0x80 { count -= 1 }
        return count
    }

    /// The first place of a compiled pattern in a line at or behind `start`.
    private func search(
        _ expression: inout regex_t,
        _ line: UnsafeBufferPointer<UInt8>,
        from start: Int,
        _ flags: CInt = 0
    ) -> Range<Int>? {
        // Told by its length, since there may be a NUL in it.
        var range = regmatch_t(
            rm_so: regoff_t(clamping: start),
            rm_eo: regoff_t(clamping: line.count)
        )
        let flags = REG_STARTEND | flags
        let code =
            if let base = line.baseAddress, !line.isEmpty {
                base.withMemoryRebound(to: CChar.self, capacity: line.count) {
                    regexec(&expression, $0, 1, &range, flags)
                }
            } else {
                regexec(&expression, "", 1, &range, flags)
            }
        guard code == 0 else { return nil }
        return Int(range.rm_so)..<max(Int(range.rm_eo), Int(range.rm_so))
    }

    // A pointer to what is never changed or freed.
    private nonisolated(unsafe) static let utf8 = newlocale(1 << CInt(LC_CTYPE), "C.UTF-8", nil)

    /// Lets a letter that has several bytes be one for `.` and `[…]`, whatever the locale of the
    /// thread, which keeps it.
    private static func inUTF8<Result>(_ body: () -> Result) -> Result {
        guard let utf8 else { return body() }
        let own = uselocale(utf8)
        defer { uselocale(own) }
        return body()
    }

    private static func sentence(_ code: CInt, _ expression: inout regex_t) -> DisplayText {
        var message: [CChar] = Array(repeating: 0, count: 128)
        let size = regerror(code, &expression, &message, message.count)
        let text = message.prefix(max(min(size, message.count) - 1, 0))
        return DisplayText(cleaning: text.map { UInt8(bitPattern: $0) }).oneLine
    }
}
