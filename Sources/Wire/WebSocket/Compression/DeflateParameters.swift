/// What both ends agreed on for permessage-deflate (RFC 7692 section 7.1).
package struct DeflateParameters: Equatable, Sendable {
    /// How one end compresses what it sends.
    package struct Direction: Equatable, Sendable {
        /// Whether each message starts with an empty window (sections 7.1.1.1 and 7.1.1.2).
        package var noContextTakeover: Bool
        /// Base 2 logarithm of the largest window in bytes, 8 to 15 (sections 7.1.2.1 and 7.1.2.2).
        package var maxWindowBits: UInt8

        /// A direction; as it stands without parameters unless told otherwise.
        package init(noContextTakeover: Bool = false, maxWindowBits: UInt8 = 15) {
            self.noContextTakeover = noContextTakeover
            self.maxWindowBits = maxWindowBits
        }
    }

    /// The name of the extension.
    package static let extensionName = "permessage-deflate"

    /// What the server sends.
    package var server: Direction
    /// What the client sends.
    package var client: Direction

    /// These parameters; full windows with context takeover unless told otherwise.
    package init(server: Direction = Direction(), client: Direction = Direction()) {
        self.server = server
        self.client = client
    }
}

// MARK: - The client's part

extension DeflateParameters {
    /// What a client offers: the server may choose whatever it wants.
    package static let offer = "permessage-deflate; client_max_window_bits"

    /// Reads the server's answer to ``offer``.
    ///
    /// The server may use every parameter, those for its own direction even unasked: uvicorn says
    /// `server_max_window_bits=12`.
    ///
    /// - Returns: `nil` when the answer is none to that offer: the handshake must fail
    ///   (section 7.1).
    package init?(answer: ExtensionElement) {
        // Section 7.1.2.2: without a value `client_max_window_bits` has its place in offers alone.
        guard let found = NamedParameters(answer), found.clientMaxWindowBits != .unstated else {
            return nil
        }
        self = found.agreed
    }
}

// MARK: - The server's part

extension DeflateParameters {
    /// Accepts the first offer that can be kept (section 7.1), or none.
    ///
    /// - Parameters:
    ///   - offers: All elements of the client's offer, of whatever extension.
    ///   - contextTakeover: Whether windows are kept between messages unless the client declines.
    ///     A server with many clients does without: no connection holds a window then, and a
    ///     compressed broadcast is the same for all. It may ask for both unasked.
    /// - Returns: `nil` when there is no such offer: then there is no compression.
    package static func accepting(
        _ offers: [ExtensionElement],
        contextTakeover: Bool = false
    ) -> DeflateParameters? {
        for offer in offers {
            guard let found = NamedParameters(offer) else { continue }
            var parameters = DeflateParameters(server: found.agreed.server)
            // zlib does not compress with a window of 256 bytes, so this offer cannot be kept.
            guard parameters.server.maxWindowBits > 8 else { continue }
            // The client's `client_max_window_bits` only says that we may ask for a smaller
            // window, or that it will use one (section 7.1.2.2); we inflate every size.
            parameters.client.noContextTakeover = found.agreed.client.noContextTakeover
            if !contextTakeover {
                parameters.server.noContextTakeover = true
                parameters.client.noContextTakeover = true
            }
            return parameters
        }
        return nil
    }

    /// The element that tells the client what was accepted.
    package var answer: String {
        var text = Self.extensionName
        if server.noContextTakeover { text += "; server_no_context_takeover" }
        if client.noContextTakeover { text += "; client_no_context_takeover" }
        if server.maxWindowBits < 15 { text += "; server_max_window_bits=\(server.maxWindowBits)" }
        if client.maxWindowBits < 15 { text += "; client_max_window_bits=\(client.maxWindowBits)" }
        return text
    }
}

// MARK: - Both

/// The parameters of one element of permessage-deflate, checked one by one.
private struct NamedParameters {
    enum WindowBits: Equatable {
        case absent
        /// There without a value.
        case unstated
        case stated(UInt8)
    }

    var serverNoContextTakeover = false
    var clientNoContextTakeover = false
    var serverMaxWindowBits = WindowBits.absent
    var clientMaxWindowBits = WindowBits.absent

    /// `nil` when the element is of another extension, or when a parameter is unknown, there
    /// twice, or has a value that it must not have (section 7.1).
    init?(_ element: ExtensionElement) {
        guard ASCII.equal(element.name, DeflateParameters.extensionName) else { return nil }
        for parameter in element.parameters {
            guard set(parameter) else { return nil }
        }
    }

    private mutating func set(_ parameter: ExtensionElement.Parameter) -> Bool {
        let (name, value) = (parameter.name, parameter.value)
        if ASCII.equal(name, "server_no_context_takeover") {
            return Self.set(&serverNoContextTakeover, value)
        }
        if ASCII.equal(name, "client_no_context_takeover") {
            return Self.set(&clientNoContextTakeover, value)
        }
        if ASCII.equal(name, "server_max_window_bits") {
            return value != nil && Self.set(&serverMaxWindowBits, value)
        }
        if ASCII.equal(name, "client_max_window_bits") {
            return Self.set(&clientMaxWindowBits, value)
        }
        return false
    }

    private static func set(_ flag: inout Bool, _ value: String?) -> Bool {
        guard value == nil, !flag else { return false }
        flag = true
        return true
    }

    private static func set(_ bits: inout WindowBits, _ value: String?) -> Bool {
        guard bits == .absent else { return false }
        guard let value else {
            bits = .unstated
            return true
        }
        // In decimal, without leading zeros.
        guard let number = (UInt8(8)...15).first(where: { ASCII.identical(value, "\($0)") })
        else { return false }
        bits = .stated(number)
        return true
    }

    /// What holds when both ends keep to the parameters.
    var agreed: DeflateParameters {
        var parameters = DeflateParameters()
        parameters.server.noContextTakeover = serverNoContextTakeover
        parameters.client.noContextTakeover = clientNoContextTakeover
        if case .stated(let bits) = serverMaxWindowBits { parameters.server.maxWindowBits = bits }
        if case .stated(let bits) = clientMaxWindowBits { parameters.client.maxWindowBits = bits }
        return parameters
    }
}
