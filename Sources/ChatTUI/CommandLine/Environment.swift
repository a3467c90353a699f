import Glibc
import WSClient

/// What the environment says, in the place below the flags.
struct Environment: Equatable, Sendable {
    /// `CHAT_TUI_SERVER`: where rooms are.
    var server: String?
    /// `CHAT_TUI_NICK`: the name to speak under.
    var nick: String?
    /// `https_proxy` and its kin: which way leads to servers.
    var proxies: ProxyRules

    /// Reads the variables through `variable`; an empty one counts as unset.
    init(_ variable: @escaping (String) -> String?) {
        let value = { (name: String) in variable(name).flatMap { $0.utf8.isEmpty ? nil : $0 } }
        server = value("CHAT_TUI_SERVER")
        nick = value("CHAT_TUI_NICK")
        proxies = .environment(ProxyEnvironment(variable))
    }

    /// What the process has.
    static func current() -> Environment {
        Environment { name in getenv(name).map { String(cString: $0) } }
    }
}
