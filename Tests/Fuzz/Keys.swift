/// Keys and pastes are the same however the terminal's bytes arrive, and none is a control.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzKeys(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let seed = UInt64(input.byte())
    let bytes = input.rest
    let whole = events([bytes[...]])
    check(events(Chunks.randomWay(of: bytes, seed: seed)) == whole, "the cuts matter")
    check(events(bytes.indices.map { bytes[$0...$0] }) == whole, "bytes matter")
    for case .key(let key) in whole {
        guard case .character(let scalar) = key.code else { continue }
        check(scalar.properties.generalCategory != .control, "a control character is typed")
    }
    return 0
}

private func events(_ pieces: [ArraySlice<UInt8>]) -> [TerminalInput] {
    var parser = KeyParser()
    var events: [TerminalInput] = []
    for piece in pieces { events += parser.parse(piece) }
    if parser.needsTimeout { events += parser.timeout() }
    if parser.isPasting { events += parser.endPaste() }
    return events
}
