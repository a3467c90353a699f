import Glibc
import WSClient

/// What the environment says, in the place below the flags.
struct Environment: Equatable, Sendable {
    /// `CHAT_TUI_SERVER`: where rooms are.
    var server: String?
    /// `CHAT_TUI_NICK`: the name to speak under.
    var nick: String?
    /// Where programs keep what must outlive them but is no document: `$XDG_STATE_HOME`, else
    /// `~/.local/state`; `nil` without a home.
    var stateDirectory: String?
    /// `https_proxy` and its kin: which way leads to servers.
    var proxies: ProxyRules

    /// `CHAT_TUI_HISTORY`: where a server of this process keeps what is said.
    var history: HistoryPlace

    /// Reads the variables through `variable`; an empty one counts as unset.
    init(_ variable: @escaping (String) -> String?) {
        let value = { (name: String) in variable(name).flatMap { $0.utf8.isEmpty ? nil : $0 } }
        server = value("CHAT_TUI_SERVER")
        nick = value("CHAT_TUI_NICK")
        // The XDG specification wants other paths than absolute ones ignored.
        let absolute = { (name: String) in
            value(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
        }
        stateDirectory =
            absolute("XDG_STATE_HOME") ?? absolute("HOME").map { "\($0)/.local/state" }
        let dataDirectory =
            absolute("XDG_DATA_HOME") ?? absolute("HOME").map { "\($0)/.local/share" }
        history =
            value("CHAT_TUI_HISTORY").map { HistoryPlace(argument: $0) }
            ?? dataDirectory.map { .file("\($0)/chat-tui/history.db") } ?? .off
        proxies = .environment(ProxyEnvironment(variable))
    }

    /// What the process has.
    static func current() -> Environment {
        Environment { name in getenv(name).map { String(cString: $0) } }
    }
}
