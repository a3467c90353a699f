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
        return try TLSSettings(additionalRoots: [], failure: clause)
    }

    let context: NIOSSLContext

    /// Settings that trust the roots in a PEM file besides the system's.
    ///
    /// - Parameter extraRootFile: Its path.
    /// - Throws: ``Unreadable`` if there is no such file or no certificate in it.
    package init(extraRootFile: String) throws(Unreadable) {
        let clause: DisplayText =
            "\(DisplayText(cleaning: extraRootFile)) cannot be read as PEM certificates"
        try self.init(additionalRoots: [.file(extraRootFile)], failure: clause)
    }

    private init(
        additionalRoots: [NIOSSLAdditionalTrustRoots],
        failure: DisplayText
    ) throws(Unreadable) {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = .fullVerification
        configuration.additionalTrustRoots = additionalRoots
        // A server that prefers HTTP/2 must not choose it: the handshake is HTTP/1.1's.
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .seconds(1)
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw Unreadable(reason: failure)
        }
    }
}
