import Wire

/// Untrusted text, cleaned: nothing that acts on a terminal is left, and cleaning has an end.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzDisplayTexts(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let limit = Int(input.byte())
    let bytes = input.rest
    let repaired = String(decoding: bytes, as: UTF8.self)
    let text = DisplayText(cleaning: bytes)
    check(text == DisplayText(cleaning: repaired), "bytes and text differ")
    check(text.string.utf8.count <= 4 * repaired.utf8.count, "it grows")
    checkClean(text, "cleaning")
    check(DisplayText(cleaning: text.string + text.string) == text + text, "joined it is not clean")
    let line = text.oneLine
    checkClean(line, "one line")
    check(!line.string.utf8.contains(0x0A), "one line has two")
    let prefix = text.prefix(bytes: limit)
    checkClean(prefix, "prefix")
    check(prefix.string.utf8.count <= max(limit, 3) || prefix == text, "a prefix is too long")
    checkClean(text.prefix(characters: limit), "prefix")
    return 0
}

private func checkClean(_ text: DisplayText, _ what: String) {
    check(DisplayText(cleaning: text.string) == text, "\(what) is not clean")
    for scalar in text.string.unicodeScalars where scalar != "\n" {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
            check(false, "\(what) leaves U+\(String(scalar.value, radix: 16))")
        default:
            check(!properties.isDefaultIgnorableCodePoint, "\(what) leaves what nobody sees")
        }
    }
}
