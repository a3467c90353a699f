import Wire

/// Which proxy leads to a server, if any.
package enum ProxyRules: Equatable, Sendable {
    /// None to any.
    case none
    /// This one to all that are on the network, loopback too: the user said so.
    case always(Proxy)
    /// What the environment says, as curl reads it.
    case environment(ProxyEnvironment)

    /// Why the proxy that the environment names cannot be used.
    package struct Unusable: Error {
        let variable: StaticString
        let reason: DisplayText

        /// One sentence, safe to show.
        package var sentence: DisplayText {
            "the proxy that \(DisplayText(variable)) names cannot be used: \(reason)"
        }
    }

    /// The proxy on the way to `url`.
    ///
    /// - Throws: If the environment names one that cannot be used.
    package func proxy(for url: WebSocketURL) throws(Unusable) -> Proxy? {
        guard url.socketPath == nil else { return nil }
        switch self {
        case .none: return nil
        case .always(let proxy): return proxy
        case .environment(let environment): return try environment.proxy(for: url)
        }
    }
}

/// `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy`.
///
/// Not read before a server is to be reached: what is wrong with a proxy does not matter to
/// those who do not need it.
package struct ProxyEnvironment: Equatable, Sendable {
    private struct Variable: Equatable {
        var name: StaticString
        var value: String

        static func == (left: Variable, right: Variable) -> Bool {
            left.name.description == right.name.description && left.value == right.value
        }
    }

    private let plain: Variable?
    private let secure: Variable?
    private let exceptions: NoProxyList

    /// Reads the variables through `variable`; an empty one counts as unset, and of two the one in
    /// lower case counts.
    package init(_ variable: (String) -> String?) {
        func first(_ names: [StaticString]) -> Variable? {
            for name in names {
                guard let value = variable(name.description), !value.utf8.isEmpty else { continue }
                return Variable(name: name, value: value)
            }
            return nil
        }
        // A CGI script's `HTTP_PROXY` is the `Proxy` field of a stranger's request.
        plain = first(["http_proxy", "all_proxy", "ALL_PROXY"])
        secure = first(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
        exceptions = NoProxyList(first(["no_proxy", "NO_PROXY"])?.value ?? "")
    }

    /// The proxy on the way to `url`; none to this machine, whatever the variables say.
    fileprivate func proxy(for url: WebSocketURL) throws(ProxyRules.Unusable) -> Proxy? {
        guard let variable = url.isSecure ? secure : plain,
            !NoProxyList.loopback.covers(host: url.host, port: url.port),
            !exceptions.covers(host: url.host, port: url.port)
        else { return nil }
        do throws(Proxy.Invalid) {
            return try Proxy(variable.value)
        } catch {
            throw ProxyRules.Unusable(variable: variable.name, reason: error.reason)
        }
    }
}
