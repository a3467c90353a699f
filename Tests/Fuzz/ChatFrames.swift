@testable import Wire

/// Chat frames, read by the scanner and for people, against a plain reading of JSON.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzChatFrames(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = FuzzInput(start, count).rest
    // What is not UTF-8 does not get this far.
    guard let text = String(validating: bytes, as: UTF8.self) else { return 0 }
    checkReading(bytes)
    checkWriting(text)
    return 0
}

private func scan(_ bytes: [UInt8]) -> ChatFrame.Scanned? {
    bytes.withUnsafeBytes { ChatFrame.scan($0) }
}

private func checkReading(_ bytes: [UInt8]) {
    let frame = ChatFrame(parsing: bytes)
    if let extra = frame?.extra {
        check(JSONOracle.accepts(Array(extra.utf8)), "the other keys are no JSON")
    }
    guard let scanned = scan(bytes) else {
        let python = ["NaN", "Infinity"].contains { word in
            bytes.indices.contains { bytes[$0...].starts(with: word.utf8) }
        }
        check(frame == nil || python, "only a person can read it")
        return
    }
    check(JSONOracle.accepts(bytes), "it is no JSON")
    guard let frame else { return check(false, "only the server can read it") }
    check(frame.isString == scanned.isString, "its kind is unclear")
    // What is relayed says the same.
    var relayed: [UInt8] = []
    bytes.withUnsafeBytes {
        ChatFrame.append(value: UnsafeRawBufferPointer(rebasing: $0[scanned.value]), to: &relayed)
    }
    check(relayed.count == ChatFrame.encodedCount(valueCount: scanned.value.count), "its length")
    guard let again = ChatFrame(parsing: relayed) else { return check(false, "it is not relayed") }
    check(again.message.utf8.elementsEqual(frame.message.utf8), "another message is relayed")
    check(again.isString == frame.isString && again.extra == nil, "more is relayed")
    if !frame.isString {
        check(JSONOracle.accepts(Array(frame.message.utf8)), "a value is no JSON")
    }
}

private func checkWriting(_ text: String) {
    let encoded = ChatFrame.encode(message: text)
    check(encoded.allSatisfy { $0 >= 0x20 && $0 != 0x7F }, "a control character is written")
    check(scan(encoded)?.isString == true, "what we write is no chat frame")
    let read = ChatFrame(parsing: encoded)
    check(read?.message.utf8.elementsEqual(text.utf8) == true, "what we write is misread")
}
