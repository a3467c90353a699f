import Wire

/// A header that is accepted is the one that the encoder writes: nothing has a second form.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzFrameHeaders(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let role = input.choice(of: [Role.server, .client])
    let isCompressed = input.choice(of: [false, true])
    let bytes = input.rest
    var decoder = FrameDecoder(
        role: role,
        allowedReservedBits: isCompressed ? FrameHeader.rsv1 : 0
    )
    bytes.withUnsafeBytes { all in
        var rest = all
        while let header = try? decoder.nextHeader(from: &rest) {
            let read = all.prefix(all.count - rest.count).suffix(FrameHeader.maximumSize)
            var written: [UInt8] = []
            FrameEncoder.appendHeader(
                header.opcode,
                length: header.payloadLength,
                isFinal: header.isFinal,
                isCompressed: header.reservedBits != 0,
                maskKey: header.maskKey,
                to: &written
            )
            check(read.suffix(written.count).elementsEqual(written), "it has another form")
            check(header.payloadLength >= 0, "a length is below nothing")
            check((header.maskKey != nil) == (role == .server), "it is masked the wrong way")
            check(
                !header.opcode.isControl || header.payloadLength <= 125,
                "a control frame is long"
            )
        }
    }
    return 0
}
