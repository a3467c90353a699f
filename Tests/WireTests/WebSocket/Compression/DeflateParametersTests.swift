import Testing
import Wire

@Suite("Parameters of permessage-deflate (RFC 7692 section 7.1)")
struct DeflateParametersTests {
    private typealias Direction = DeflateParameters.Direction

    private func elements(_ value: String) throws -> [ExtensionElement] {
        try #require(ExtensionElement.parse([value]))
    }

    private func answer(_ value: String) throws -> DeflateParameters? {
        try DeflateParameters(answer: #require(elements(value).first))
    }

    private func accepted(_ offers: String, contextTakeover: Bool = true) throws -> String? {
        let offers = try elements(offers)
        return DeflateParameters.accepting(offers, contextTakeover: contextTakeover)?.answer
    }
}

// MARK: - Answers to our offer

extension DeflateParametersTests {
    @Test("a client offers all that a server may ask of it")
    func offer() throws {
        let name = ExtensionElement.Parameter("client_max_window_bits")
        #expect(
            try elements(DeflateParameters.offer) == [
                ExtensionElement("permessage-deflate", [name])
            ]
        )
    }

    @Test("a bare answer means full windows with context takeover")
    func bareAnswer() throws {
        let expected = DeflateParameters(
            server: Direction(noContextTakeover: false, maxWindowBits: 15),
            client: Direction(noContextTakeover: false, maxWindowBits: 15)
        )
        #expect(try answer("permessage-deflate") == expected)
        #expect(try answer("Permessage-Deflate") == expected)
    }

    @Test("the answers of uvicorn are accepted, which asks for a window unasked")
    func uvicorn() throws {
        let parameters = try answer(
            "permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"
        )
        #expect(parameters?.server == Direction(maxWindowBits: 12))
        #expect(parameters?.client == Direction(maxWindowBits: 12))
        let wsproto = try answer("permessage-deflate; client_max_window_bits=15")
        #expect(wsproto == DeflateParameters())
    }

    @Test("every parameter is read, in any order, case and number of quotes")
    func allParameters() throws {
        let parameters = try answer(
            """
            permessage-deflate; CLIENT_MAX_WINDOW_BITS=9; server_no_context_takeover; \
            server_max_window_bits="8"; client_no_context_takeover
            """
        )
        #expect(parameters?.server == Direction(noContextTakeover: true, maxWindowBits: 8))
        #expect(parameters?.client == Direction(noContextTakeover: true, maxWindowBits: 9))
    }

    @Test("every window from 8 to 15 is read", arguments: UInt8(8)...15)
    func windows(bits: UInt8) throws {
        let parameters = try answer(
            "permessage-deflate; server_max_window_bits=\(bits); client_max_window_bits=\(bits)"
        )
        #expect(parameters?.server.maxWindowBits == bits)
        #expect(parameters?.client.maxWindowBits == bits)
    }

    @Test(
        "what is no answer to our offer is refused",
        arguments: [
            "permessage-bzip2", "permessage-deflate; client_max_window_bits",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; x",
            "permessage-deflate; server_no_context_takeover=1",
            "permessage-deflate; client_no_context_takeover=true",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
            "permessage-deflate; client_max_window_bits=9; client_max_window_bits=10",
        ]
    )
    func badAnswers(value: String) throws {
        #expect(try answer(value) == nil)
    }

    @Test(
        "windows that are none are refused",
        arguments: [
            "0", "7", "16", "08", "+9", "-9", "9.0", "1", "15a", "0x9", "99999999999999999",
        ]
    )
    func badWindows(bits: String) throws {
        for end in ["server", "client"] {
            #expect(try answer("permessage-deflate; \(end)_max_window_bits=\(bits)") == nil)
        }
    }
}

// MARK: - Offers

extension DeflateParametersTests {
    @Test(
        "with context takeover an offer is answered as asked",
        arguments: [
            ("permessage-deflate", "permessage-deflate"),
            ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
            ("permessage-deflate; client_max_window_bits=8", "permessage-deflate"),
            (
                "permessage-deflate; server_max_window_bits=9",
                "permessage-deflate; server_max_window_bits=9"
            ),
            ("permessage-deflate; server_max_window_bits=15", "permessage-deflate"),
            (
                "permessage-deflate; client_no_context_takeover; server_no_context_takeover",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
            ),
        ]
    )
    func offers(offer: String, answer: String) throws {
        #expect(try accepted(offer) == answer)
    }

    @Test("a server without context takeover says so for both ends, asked or not")
    func noContextTakeover() throws {
        let answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
        #expect(try accepted("permessage-deflate", contextTakeover: false) == answer)
        #expect(
            try accepted("permessage-deflate; server_max_window_bits=10", contextTakeover: false)
                == answer + "; server_max_window_bits=10"
        )
    }

    @Test("the first offer that can be kept is accepted")
    func order() throws {
        let offers = """
            x-webkit-deflate-frame, permessage-deflate; server_max_window_bits=8, \
            permessage-deflate; x, permessage-deflate; server_max_window_bits=11, permessage-deflate
            """
        #expect(try accepted(offers) == "permessage-deflate; server_max_window_bits=11")
    }

    @Test(
        "offers that cannot be kept leave the connection without compression",
        arguments: [
            "permessage-bzip2", "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=7",
            "permessage-deflate; client_max_window_bits; client_max_window_bits",
            "permessage-deflate; client_no_context_takeover=1", "permessage-deflate; unknown=1",
        ]
    )
    func unacceptable(offer: String) throws {
        #expect(try accepted(offer) == nil)
        #expect(DeflateParameters.accepting([]) == nil)
    }

    @Test("what the server answers, a client of ours agrees to", arguments: [true, false])
    func bothEnds(contextTakeover: Bool) throws {
        let offers = try elements(DeflateParameters.offer)
        let parameters = DeflateParameters.accepting(offers, contextTakeover: contextTakeover)
        #expect(try answer(#require(parameters).answer) == parameters)
    }

    @Test("all four parameters are written")
    func writes() throws {
        let parameters = DeflateParameters(
            server: Direction(noContextTakeover: true, maxWindowBits: 9),
            client: Direction(noContextTakeover: true, maxWindowBits: 10)
        )
        #expect(try answer(parameters.answer) == parameters)
    }
}
