import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import Wire

extension ConnectionLoss {
    /// What an error of ``Dialer/dial()`` means.
    init(dialing error: any Error) {
        switch error {
        case let error as Dialer.ProxyError: self.init(proxying: error)
        case let error as ProxyRules.Unusable:
            self = .proxy(.unusable(error.reason.string), place: "that \(error.variable) names")
        case let error as TLSSettings.Unreadable: self = .tls(error.reason.string)
        case let error as NIOConnectionError: self.init(connecting: error)
        case let error as IOError: self.init(errno: error.errnoCode)
        case ChannelError.connectTimeout: self = .timedOut(.connect)
        case is NIOSSLExtraError: self = .tls("its name cannot be the name of a certificate")
        default: self = .unreachable(String(describing: error))
        }
    }

    /// The proxy's own failures are told as its, not as the server's.
    private init(proxying error: Dialer.ProxyError) {
        let failure: ProxyFailure
        switch (error.cause as? ProxyFailure, ConnectionLoss(dialing: error.cause)) {
        case (let known?, _): failure = known
        case (_, .nobodyListens): failure = .unreachable("nobody listens there")
        case (_, .unreachable(let clause)): failure = .unreachable(clause)
        case (_, .timedOut): failure = .unreachable("it did not answer in time")
        default: failure = .ended
        }
        self = .proxy(failure, place: error.proxy.description)
    }

    /// What an error during the TLS handshake means; `nil` when it is not TLS that failed but
    /// the transport under it.
    ///
    /// - Parameters:
    ///   - error: What the channel reported.
    ///   - certificate: What the server showed, if it came so far.
    ///   - pins: The keys that alone are trusted, if there are any.
    ///   - now: Seconds since 1970.
    init?(
        securing error: any Error,
        certificate: NIOSSLCertificate?,
        pins: Set<KeyPin>,
        now: time_t
    ) {
        switch error {
        case let error as NIOSSLExtraError:
            let isName =
                error == .failedToValidateHostname || error == .serverHostnameImpossibleToMatch
            self = .tls(isName ? "its certificate is for another name" : "the TLS handshake failed")
        case NIOSSLError.handshakeFailed(.sslError(let stack)):
            guard !stack.contains(.eofDuringHandshake) else { return nil }
            let details = stack.map(String.init(describing:)).joined(separator: " ")
            if details.contains("CERTIFICATE_VERIFY_FAILED") {
                self = .tls(
                    pins.isEmpty
                        ? Self.distrust(of: certificate, now: now) : Self.mismatch(of: certificate)
                )
            } else {
                self = .tls(Self.clause(for: details))
            }
        // TCP ended without TLS's own farewell.
        case NIOSSLError.uncleanShutdown: return nil
        case is NIOSSLError, is BoringSSLError: self = .tls("the TLS handshake failed")
        default: return nil
        }
    }

    private static func clause(for details: String) -> String {
        let clauses = [
            ("WRONG_VERSION_NUMBER", "the server does not speak TLS there"),
            ("HTTP_REQUEST", "the server does not speak TLS there"),
            ("UNSUPPORTED_PROTOCOL", "its version of TLS is too old"),
            ("PROTOCOL_VERSION", "its version of TLS is too old"),
            ("HANDSHAKE_FAILURE", "the server refused the TLS handshake"),
            ("UNRECOGNIZED_NAME", "the server does not go by this name"),
        ]
        let known = clauses.first { details.contains($0.0) }
        return known?.1 ?? "the TLS handshake failed"
    }

    /// BoringSSL says only that it does not trust a certificate; the usual cause can be read from
    /// the dates.
    private static func distrust(of certificate: NIOSSLCertificate?, now: time_t) -> String {
        guard let certificate else { return "its certificate is not trusted" }
        if certificate.notValidAfter < now { return "its certificate has expired" }
        if certificate.notValidBefore > now { return "its certificate is not valid yet" }
        return "its certificate is not trusted"
    }

    /// Shows the pin that was seen, for comparison.
    private static func mismatch(of certificate: NIOSSLCertificate?) -> String {
        guard let pin = certificate.flatMap(KeyPin.init(of:)) else {
            return "it showed no key that a pin can name"
        }
        return "its key is not the pinned one but \(pin)"
    }

    private init(connecting error: NIOConnectionError) {
        let codes = error.connectionErrors.map { ($0.error as? IOError)?.errnoCode ?? 0 }
        guard let first = codes.first else {
            let resolution =
                (error.dnsAError ?? error.dnsAAAAError) as? SocketAddressError.UnknownHost
            let isTemporary = resolution?.errorCode == Int(EAI_AGAIN)
            self = .unreachable(
                isTemporary ? "the name cannot be resolved now" : "the name does not exist"
            )
            return
        }
        // An address family without a route says nothing about whether somebody listens.
        let noRoute: Set = [ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT]
        let telling = codes.filter { !noRoute.contains($0) }
        self.init(errno: telling.first { $0 != ECONNREFUSED } ?? telling.first ?? first)
    }

    private init(errno code: CInt) {
        switch code {
        case ENOENT: self = .unreachable("there is no such socket")
        case ECONNREFUSED: self = .nobodyListens
        case ETIMEDOUT: self = .timedOut(.connect)
        case EHOSTUNREACH, ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT:
            self = .unreachable("no network leads there")
        default: self = .unreachable(String(cString: strerror(code)))
        }
    }
}
