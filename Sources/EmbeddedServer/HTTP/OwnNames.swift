/// By which names and addresses the server is reached: what both policies below compare with.
struct OwnNames: Equatable {
    /// The address that is listened on.
    var listener: Authority.Host
    /// The port that is listened on.
    var port: Int
    /// Host names that were configured.
    var names: Set<Authority.Host>

    /// The names of a server with this configuration that listens on `listener` and `port`.
    init(_ configuration: ServerConfiguration, listener: Authority.Host, port: Int) {
        self.listener = listener
        self.port = port
        names = Set(configuration.hostNames.compactMap(Authority.Host.init))
        // An address, and "localhost", go by stricter rules than names do: they are not behind a
        // proxy.
        if let host = Authority.Host(configuration.host), !host.isAddress, !host.isLoopback {
            names.insert(host)
        }
    }

    /// Whether the host is one of this machine's loopback names and we listen there.
    fileprivate func isOwnLoopback(_ host: Authority.Host) -> Bool {
        (listener.isLoopback || listener.isWildcard) && Self.loopbackHosts.contains(host)
    }

    private static let loopbackHosts = Set(
        ["localhost", "127.0.0.1", "::1"].compactMap(Authority.Host.init)
    )
}

/// Which `Host` a request may name.
///
/// It stops DNS rebinding: a foreign name that is made to point to us arrives in `Host`, and then
/// even the page's `Origin` agrees with it. An IP address cannot be made to point elsewhere.
struct HostPolicy: Equatable {
    let own: OwnNames

    /// Whether requests to this host are for us.
    ///
    /// The port does not matter for names and the own address: something may forward another port
    /// to ours.
    func allows(_ authority: Authority) -> Bool {
        let host = authority.host
        if host == own.listener || own.isOwnLoopback(host) || own.names.contains(host) {
            return true
        }
        return host == .name("localhost")
            || own.listener.isWildcard && host.isAddress && (authority.port ?? 80) == own.port
    }
}

/// From which pages a browser may open a socket.
///
/// Browsers let any page open a WebSocket anywhere, on localhost too, and only tell in `Origin`
/// which page it is.
struct OriginPolicy: Equatable {
    let own: OwnNames

    /// Tells whether the page may connect.
    ///
    /// - Parameters:
    ///   - origins: The values of all `Origin` fields; none means that it is no browser.
    ///   - host: The host of the request, which ``HostPolicy`` has allowed.
    /// - Returns: Whether it may.
    func allows(origins: [String], host: Authority) -> Bool {
        guard let origin = origins.first else { return true }
        guard origins.count == 1, let page = Page(origin) else { return false }
        return allows(page, host: host)
    }

    private func allows(_ page: Page, host: Authority) -> Bool {
        if own.names.contains(page.host) {
            // A proxy in front may serve the name on its scheme's own port, with TLS.
            return page.port == own.port || page.port == page.defaultPort
        }
        guard !page.isSecure, page.port == own.port else { return false }
        if page.host == own.listener || own.isOwnLoopback(page.host) { return true }
        // On all addresses we cannot list our own, but a page that came from the very address it
        // connects to came from us.
        return own.listener.isWildcard && page.host.isAddress && page.host == host.host
    }

    /// A serialized origin (RFC 6454 section 6.2): `http` or `https`, host and port, nothing
    /// behind.
    private struct Page {
        let isSecure: Bool
        let host: Authority.Host
        let port: Int
        var defaultPort: Int { isSecure ? 443 : 80 }

        init?(_ origin: String) {
            let schemes = ["http://", "https://"]
            guard let scheme = schemes.first(where: { origin.utf8.starts(with: $0.utf8) }),
                let authority = Authority(
                    String(decoding: origin.utf8.dropFirst(scheme.utf8.count), as: UTF8.self)
                )
            else { return nil }
            isSecure = scheme == schemes[1]
            host = authority.host
            port = authority.port ?? (isSecure ? 443 : 80)
        }
    }
}
