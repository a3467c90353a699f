import Wire

/// The parsers of both handshakes: answers however they arrive, fields, extensions and URLs.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzHandshakes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = FuzzInput(start, count)
    let kind = input.byte()
    let seed = UInt64(input.byte())
    let bytes = input.rest
    switch kind % 4 {
    case 0: checkAnswer(bytes, seed: seed)
    case 1: checkRequest(bytes)
    case 2: checkExtensions(String(decoding: bytes, as: UTF8.self))
    default: checkURL(String(decoding: bytes, as: UTF8.self))
    }
    return 0
}

// MARK: - The server's answer

private struct Outcome: Equatable {
    var answer: ClientHandshake.Answer?
    var fault: ClientHandshake.Fault?
    var left = 0

    init(_ pieces: [ArraySlice<UInt8>]) {
        let url = WebSocketURL(isSecure: false, host: "a", port: 80, resource: "/")
        // The key of RFC 6455 section 1.3, whose answer the seeds hold.
        let key = HandshakeKey(randomBytes: (0x706D_6173_2065_6874, 0x6563_6E6F_6E20_656C))
        var handshake = ClientHandshake(
            url: url,
            key: key,
            subprotocols: ["chat-tui.1"],
            offersDeflate: true
        )
        for piece in pieces {
            guard answer == nil, fault == nil else {
                left += piece.count
                continue
            }
            piece.withUnsafeBytes { all in
                var rest = all
                do throws(ClientHandshake.Fault) {
                    answer = try handshake.receive(&rest)
                    if answer != nil { left = rest.count }
                } catch {
                    fault = error
                }
            }
        }
        if fault != nil { left = 0 }
    }
}

private func checkAnswer(_ bytes: [UInt8], seed: UInt64) {
    let whole = Outcome([bytes[...]])
    check(Outcome(Chunks.randomWay(of: bytes, seed: seed)) == whole, "the cuts matter")
    check(Outcome(bytes.indices.map { bytes[$0...$0] }) == whole, "bytes matter")
    switch whole.answer {
    case .refused(let status, _): check(status != 101 && status >= 200, "a refusal is none")
    case .accepted(let subprotocol, _):
        check(subprotocol == nil || subprotocol == "chat-tui.1", "a subprotocol was not offered")
    case nil: break
    }
}

// MARK: - The client's request

/// The fields of a head, read by the parser of answers.
private func fields(_ bytes: [UInt8]) -> [HeaderField]? {
    var parser = ResponseHead.Parser()
    let head = Array("HTTP/1.1 200\r\n".utf8) + bytes
    return head.withUnsafeBytes { all in
        var rest = all
        return try? parser.next(from: &rest)?.fields
    }
}

private func checkRequest(_ bytes: [UInt8]) {
    guard let fields = fields(bytes) else { return }
    check(fields.count <= 64 && fields.allSatisfy(\.isValid), "a field is malformed")
    guard
        let accepted = try? ServerHandshake.check(method: "GET", isHTTP11: true, fields: fields)
    else { return }
    check(fields.values(of: "Transfer-Encoding").isEmpty, "a request has a body")
    check(accepted.key.value.utf8.count == 24, "a key is no key")
    let deflate = DeflateParameters.accepting(accepted.extensions)
    let answer = accepted.responseFields(subprotocol: nil, deflate: deflate)
    check(answer.allSatisfy(\.isValid), "an answer is malformed")
}

// MARK: - Extensions

private func checkExtensions(_ value: String) {
    guard let elements = ExtensionElement.parse([value]) else { return }
    let written = elements.map { element in
        ([element.name] + element.parameters.map { $0.name + ($0.value.map { "=" + $0 } ?? "") })
            .joined(separator: ";")
    }
    check(ExtensionElement.parse(written) == elements, "what was read is written otherwise")
    for contextTakeover in [true, false] {
        let deflate = DeflateParameters.accepting(elements, contextTakeover: contextTakeover)
        guard let deflate else { continue }
        check((9...15).contains(deflate.server.maxWindowBits), "a window cannot be had")
        let answer = ExtensionElement.parse([deflate.answer])?.first
        check(answer.flatMap { DeflateParameters(answer: $0) } == deflate, "an answer is misread")
    }
    for element in elements {
        guard let deflate = DeflateParameters(answer: element) else { continue }
        check((8...15).contains(deflate.server.maxWindowBits), "a window is none")
        check((8...15).contains(deflate.client.maxWindowBits), "a window is none")
    }
}

// MARK: - URLs

private func checkURL(_ text: String) {
    guard let url = try? WebSocketURL(text) else { return }
    check((1...65_535).contains(url.port), "a port is none")
    check(url.resource.utf8.first == UInt8(ascii: "/"), "a resource has no path")
    check(!url.host.utf8.isEmpty, "a host is empty")
    for part in [url.resource, url.authority, url.origin] {
        check(part.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "a part breaks the request line")
    }
    if let path = url.socketPath {
        check((1...WebSocketURL.maximumSocketPath).contains(path.utf8.count), "a path is too long")
        check(path.utf8.first == UInt8(ascii: "/") && !path.utf8.contains(0), "a path is none")
    }
    let key = HandshakeKey(randomBytes: (1, 2))
    let request = ClientHandshake(url: url, key: key).request
    check(request.count(where: { $0 == 0x0A }) == 8, "the request has other lines")
}
