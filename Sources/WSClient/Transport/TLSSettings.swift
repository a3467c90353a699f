import NIOCore
import NIOSSL
import Wire

/// What `wss` connections trust; verification cannot be turned off.
///
/// Reading the system's roots takes milliseconds and about a megabyte: one value is meant to be
/// shared by all sessions, and plain ones need none.
package struct TLSSettings: Sendable {
    /// Why settings cannot be had, in one clause that is safe to show.
    package struct Unreadable: Error, Equatable {
        /// The clause, as in "root.pem cannot be read as PEM certificates".
        package let reason: DisplayText
    }

    /// The system's roots alone, read at the first use in the process.
    static let system = Result { () throws(Unreadable) in
        let clause: DisplayText = "the system's root certificates cannot be read"
        return try TLSSettings(.makeClientConfiguration(), failure: clause)
    }

    /// The keys that alone are trusted; none when roots are.
    let pins: Set<KeyPin>
    private let context: NIOSSLContext

    /// Settings that trust the roots in a PEM file besides the system's.
    ///
    /// - Parameter extraRootFile: Its path.
    /// - Throws: ``Unreadable`` if there is no such file or no certificate in it.
    package init(extraRootFile: String) throws(Unreadable) {
        let clause: DisplayText =
            "\(DisplayText(cleaning: extraRootFile)) cannot be read as PEM certificates"
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.additionalTrustRoots = [.file(extraRootFile)]
        try self.init(configuration, failure: clause)
    }

    /// Settings that trust servers with one of these keys, whoever issued their certificate, for
    /// whatever name and time: holding the key is the proof.
    ///
    /// - Parameter pins: One at least.
    /// - Throws: ``Unreadable`` if TLS cannot be had at all.
    package init(pins: Set<KeyPin>) throws(Unreadable) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates([])
        try self.init(configuration, pins: pins, failure: "TLS is not available")
    }

    private init(
        _ base: TLSConfiguration,
        pins: Set<KeyPin> = [],
        failure: DisplayText
    ) throws(Unreadable) {
        var configuration = base
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification =
            pins.isEmpty ? .fullVerification : .noHostnameVerification
        // A server that prefers HTTP/2 must not choose it: the handshake is HTTP/1.1's.
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .seconds(1)
        self.pins = pins
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Unreadable(reason: failure)
        }
    }

    /// A handler for one connection.
    ///
    /// - Parameter serverName: For SNI and for the check of the certificate; `nil` for a server that
    ///   is known by its address.
    /// - Returns: A handler that is in no pipeline.
    /// - Throws: `NIOSSLExtraError` if the name cannot be one.
    func handler(serverName: String?) throws -> NIOSSLClientHandler {
        guard !pins.isEmpty else {
            return try NIOSSLClientHandler(context: context, serverHostname: serverName)
        }
        // Takes the place of all of BoringSSL's checks but that the server has the key.
        return try NIOSSLClientHandler(context: context, serverHostname: serverName) { [pins] in
            let isPinned = $0.first.flatMap(KeyPin.init(of:)).map(pins.contains) ?? false
            $1.succeed(isPinned ? .certificateVerified : .failed)
        }
    }
}
