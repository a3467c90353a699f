/// What the server listens on and what it allows. Immutable while it runs.
package struct ServerConfiguration: Sendable {
    /// The address to listen on: a name or an IP address.
    package var host = "127.0.0.1"
    /// The port; 0 takes any free one.
    package var port = 8000
    /// Further names by which browsers may reach the server (`Host` and `Origin`).
    package var hostNames: [String] = []
    /// The largest chat frame in bytes.
    package var maximumMessage = 64 << 10

    /// The defaults: loopback only.
    package init() {}
}
