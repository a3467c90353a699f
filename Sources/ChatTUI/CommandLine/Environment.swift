import Glibc
import WSClient

/// What the environment says, in the place below the flags.
struct Environment: Equatable, Sendable {
    /// Settings by their keys: `CHAT_TUI_SERVER`, `CHAT_TUI_NICK` and so on
    /// (``Setting/variable``).
    var settings: [String: String] = [:]
    /// The configuration file: `$XDG_CONFIG_HOME/chat-tui/config.toml`, else below `~/.config`;
    /// `nil` without a home.
    var configurationPath: String?
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
        for setting in Setting.all { settings[setting.key] = value(setting.variable) }
        // The XDG specification wants other paths than absolute ones ignored.
        let absolute = { (name: String) in
            value(name).flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
        }
        let configDirectory =
            absolute("XDG_CONFIG_HOME") ?? absolute("HOME").map { "\($0)/.config" }
        configurationPath = configDirectory.map { "\($0)/chat-tui/config.toml" }
        stateDirectory =
            absolute("XDG_STATE_HOME") ?? absolute("HOME").map { "\($0)/.local/state" }
        let dataDirectory =
            absolute("XDG_DATA_HOME") ?? absolute("HOME").map { "\($0)/.local/share" }
        history =
            value("CHAT_TUI_HISTORY").map { HistoryPlace(argument: $0) }
            ?? dataDirectory.map { .file("\($0)/chat-tui/history.db") } ?? .off
        proxies = .environment(ProxyEnvironment(variable))
    }

    /// The configuration file as it is now; `nil` if there is none.
    ///
    /// - Throws: Why it cannot be read.
    func configurationFile() throws(ConfigurationError) -> ConfigurationFile? {
        guard let path = configurationPath else { return nil }
        return try ConfigurationFile.read(path)
    }

    /// What the process has.
    static func current() -> Environment {
        Environment { name in getenv(name).map { String(cString: $0) } }
    }
}
