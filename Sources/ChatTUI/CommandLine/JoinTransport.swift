import ArgumentParser
import WSClient
import Wire

/// What `--cafile`, `--pin` and `--proxy` mean for the rooms of a plan.
enum JoinTransport {
    /// What `wss` connections trust; `nil` stands for the system's roots.
    ///
    /// - Throws: A `ValidationError` with one sentence that is safe to show.
    static func tls(_ command: JoinCommand, for rooms: [RoomAddress]) throws -> TLSSettings? {
        guard command.pin.isEmpty || command.cafile == nil else {
            throw ValidationError("--pin trusts a key alone, so --cafile has no meaning with it")
        }
        do throws(TLSSettings.Unreadable) {
            if let file = command.cafile { return try TLSSettings(extraRootFile: file) }
        } catch {
            throw ValidationError("--cafile: \(error.reason)")
        }
        guard !command.pin.isEmpty else { return nil }
        // A pin that protects nothing would be a promise not kept.
        guard rooms.allSatisfy(\.url.isSecure) else {
            throw ValidationError("--pin needs TLS, so the rooms must be at wss:// URLs")
        }
        return try TLSSettings(pins: pins(command.pin))
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
    static func proxies(
        _ command: JoinCommand,
        _ environment: Environment,
        for rooms: [RoomAddress]
    ) throws -> ProxyRules {
        guard let text = command.proxy else {
            do throws(ProxyRules.Unusable) {
                for room in rooms { _ = try environment.proxies.proxy(for: room.url) }
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
