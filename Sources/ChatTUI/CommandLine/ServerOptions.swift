import ArgumentParser
import WSClient
import Wire

/// How servers are reached: the options that all commands have which ask one.
struct ServerOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "Where rooms are: ws://HOST:PORT, ws+unix:///SOCKET, or a URL with {room} in it (default: the setting server).",
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
    /// What is configured, with the server of the command line above it.
    ///
    /// - Throws: A `ConfigurationError`, or a `ValidationError` with one sentence that is safe to
    ///   show.
    func configuration(
        _ environment: Environment,
        file: ConfigurationFile?
    ) throws -> Configuration {
        var configuration = try Configuration(file: file, environment: environment.settings)
        try configuration.take("server", server, from: "--server")
        return configuration
    }

    /// What sessions at these URLs have in common.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    func settings(
        _ environment: Environment,
        _ configuration: Configuration,
        for urls: [WebSocketURL]
    ) throws -> SessionSettings {
        var settings = SessionSettings(server: configuration.settings.server.url)
        settings.headers = header.map(\.field)
        settings.pinned = try pinned()
        settings.tls = try extraRoots()
        // What proves who one is must not go to whoever else is on the command line.
        if settings.pinned != nil || !settings.headers.isEmpty {
            settings.trusted = try trusted(configuration, for: urls)
        }
        for server in configuration.knownServers {
            settings.nicks[server.url.serverKey] = server.nick.flatMap { Nick($0) }
        }
        settings.proxies = try proxies(environment, for: urls)
        return settings
    }

    /// The one server that headers and pins are for.
    ///
    /// - Throws: A `ValidationError` if that is not clear, or a pin protects nothing there.
    private func trusted(
        _ configuration: Configuration,
        for urls: [WebSocketURL]
    ) throws -> WebSocketURL {
        let isNamed = configuration.origin(of: "server") == .option("--server")
        let servers = Set(urls.map(\.serverKey))
        guard let url = isNamed ? configuration.settings.server.url : urls.first,
            isNamed || servers.count == 1
        else {
            throw ValidationError(
                "-H and --pin are for one server, and the rooms are on several (wss:// and ws:// are two): --server says which"
            )
        }
        // A pin that protects nothing would be a promise not kept.
        guard pin.isEmpty || url.isSecure else {
            throw ValidationError("--pin needs TLS, so the rooms must be at wss:// URLs")
        }
        guard servers.contains(url.serverKey) else {
            throw ValidationError("-H and --pin are for --server, and no room is there")
        }
        return url
    }

    /// What the server that is pinned must have; `nil` without a pin.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    private func pinned() throws -> TLSSettings? {
        guard pin.isEmpty || cafile == nil else {
            throw ValidationError("--pin trusts a key alone, so --cafile has no meaning with it")
        }
        return pin.isEmpty ? nil : try TLSSettings(pins: Self.pins(pin))
    }

    /// What `wss` connections trust; `nil` stands for the system's roots.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    private func extraRoots() throws -> TLSSettings? {
        do throws(TLSSettings.Unreadable) {
            return try cafile.map { file throws(TLSSettings.Unreadable) in
                try TLSSettings(extraRootFile: file)
            }
        } catch {
            throw ValidationError("--cafile: \(error.reason)")
        }
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

extension Configuration {
    /// Takes the value of an option, if it is given.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    mutating func take(_ key: String, _ text: String?, from option: String) throws {
        guard let text, let setting = Setting.named(key) else { return }
        do throws(SettingProblem) {
            try take(setting, .string(text), from: .option(option))
        } catch {
            throw ValidationError("\(option) \(error.clause)")
        }
    }
}
