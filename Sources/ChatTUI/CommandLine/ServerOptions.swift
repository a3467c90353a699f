import ArgumentParser
import WSClient
import Wire

/// How servers are reached: the options that all commands have which ask one.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where rooms are: ws://HOST:PORT, ws+unix:///SOCKET, or a URL with {room} in it (default: $CHAT_TUI_SERVER, else ws://127.0.0.1:8000).",
            valueName: "url"
        )
    )
    var server: String?

    @Option(
        name: [.customShort("H"), .long],
        help: ArgumentHelp(
            "A further field of the handshake; repeatable.",
            valueName: "'key: value'"
        )
    )
    var header: [HeaderOption] = []

    @Option(
        help: ArgumentHelp(
            "Trust the certificates in this PEM file too.",
            valueName: "file"
        ),
        completion: .file()
    )
    var cafile: String?

    @Option(
        help: ArgumentHelp(
            "Trust servers with this key alone, whoever issued their certificate; repeatable.",
            valueName: "sha256/base64"
        )
    )
    var pin: [String] = []

    @Option(
        help: ArgumentHelp(
            "Reach servers through this HTTP proxy, or none (default: $https_proxy, $http_proxy, $all_proxy but for $no_proxy).",
            valueName: "http://host:port|none"
        )
    )
    var proxy: String?

    /// Whether one of them is given.
    var areGiven: Bool {
        server != nil || !header.isEmpty || cafile != nil || !pin.isEmpty || proxy != nil
    }
}

// MARK: - What they mean

extension ServerOptions {
    /// Where rooms are when nobody says it.
    static let defaultServer = "ws://127.0.0.1:8000"

    /// The server, and whether it was named or is the default.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    func url(_ environment: Environment) throws -> (url: WebSocketURL, isExplicit: Bool) {
        let (text, origin): (String, StaticString) =
            if let server {
                (server, "--server")
            } else if let server = environment.server {
                (server, "CHAT_TUI_SERVER")
            } else {
                (Self.defaultServer, "")
            }
        do throws(RoomAddress.Invalid) {
            return (try RoomAddress.url(text), server ?? environment.server != nil)
        } catch {
            throw ValidationError("\(origin) is not the URL of a server: \(error.reason)")
        }
    }

    /// What sessions at these URLs have in common; `url` is the server's.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    func settings(
        _ environment: Environment,
        url: WebSocketURL,
        for urls: [WebSocketURL]
    ) throws -> SessionSettings {
        var settings = SessionSettings(server: url)
        settings.headers = header.map(\.field)
        settings.tls = try tls(for: urls)
        settings.proxies = try proxies(environment, for: urls)
        return settings
    }

    /// What `wss` connections trust; `nil` stands for the system's roots.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    private func tls(for urls: [WebSocketURL]) throws -> TLSSettings? {
        guard pin.isEmpty || cafile == nil else {
            throw ValidationError("--pin trusts a key alone, so --cafile has no meaning with it")
        }
        do throws(TLSSettings.Unreadable) {
            if let file = cafile { return try TLSSettings(extraRootFile: file) }
        } catch {
            throw ValidationError("--cafile: \(error.reason)")
        }
        guard !pin.isEmpty else { return nil }
        // A pin that protects nothing would be a promise not kept.
        guard urls.allSatisfy(\.isSecure) else {
            throw ValidationError("--pin needs TLS, so the rooms must be at wss:// URLs")
        }
        return try TLSSettings(pins: Self.pins(pin))
    }

    private static func pins(_ texts: [String]) throws -> Set<KeyPin> {
        let pins = texts.compactMap(KeyPin.init(_:))
        guard pins.count == texts.count else {
            throw ValidationError(
                "--pin takes sha256/ and the 44 characters of a key's SHA-256 in base64"
            )
        }
        return Set(pins)
    }

    /// Which way leads to servers.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show and has nothing of a
    ///   proxy's URL in it, where a password may be.
    private func proxies(
        _ environment: Environment,
        for urls: [WebSocketURL]
    ) throws -> ProxyRules {
        guard let text = proxy else {
            do throws(ProxyRules.Unusable) {
                for url in urls { _ = try environment.proxies.proxy(for: url) }
            } catch {
                throw ValidationError("\(error.sentence); --proxy none does without")
            }
            return environment.proxies
        }
        guard !text.utf8.isEmpty, !text.utf8.elementsEqual("none".utf8) else { return .none }
        do throws(Proxy.Invalid) {
            return .always(try Proxy(text))
        } catch {
            throw ValidationError("--proxy is not the URL of an HTTP proxy: \(error.reason)")
        }
    }
}
