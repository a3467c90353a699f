/// Tells whether a value is still what it was, without a look at all of it.
///
/// It stands beside the value and is renewed with each change. Versions that are equal belong to equal
/// values; those that differ say nothing.
struct Version: Equatable, Sendable {
    private final class Token: Sendable {}

    private var token = Token()

    /// The value has changed.
    ///
    /// As long as nobody keeps a copy of the version, there is nobody to tell, and this costs next to
    /// nothing.
    mutating func renew() {
        if !isKnownUniquelyReferenced(&token) { token = Token() }
    }

    static func == (left: Version, right: Version) -> Bool { left.token === right.token }
}
