import Glibc

/// Certificates made by the `openssl` tool, in a directory that goes with the value.
final class TestCertificates: Sendable {
    /// What is the matter with a server's certificate.
    enum Kind: String, CaseIterable {
        /// Nothing, for `localhost` and 127.0.0.1.
        case good
        /// It is for another name and address.
        case otherName
        /// It ended yesterday.
        case expired
        /// Nobody but itself vouches for it.
        case selfSigned
    }

    struct Failure: Error {
        let command: String
    }

    /// Whether the tool is there; without it the tests that need it fail in CI and are skipped
    /// elsewhere.
    static var isToolMissing: Bool {
        getenv("CI") == nil && access("/usr/bin/openssl", X_OK) != 0
    }

    private let directory: String

    /// Makes a root and a certificate of each kind.
    init() throws {
        var template = Array("/tmp/chat-tui-tls-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure(command: "mkdtemp") }
        directory = String(
            decoding: template.dropLast().map(UInt8.init(bitPattern:)),
            as: UTF8.self
        )
        try openssl(
            "req -x509 -subj /CN=root -days 2 -keyout root.key -out root.pem \(Self.newKey)"
                + " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
        )
        try issue(.good, names: "DNS:localhost,IP:127.0.0.1", days: 1)
        try issue(.otherName, names: "DNS:example.org,IP:192.0.2.1", days: 1)
        try issue(.expired, names: "DNS:localhost,IP:127.0.0.1", days: -1)
        try openssl(
            "req -x509 -subj /CN=localhost -days 1 -keyout selfSigned.key -out selfSigned.pem"
                + " \(Self.newKey) -addext subjectAltName=DNS:localhost,IP:127.0.0.1"
        )
    }

    deinit {
        for file in ["root.key", "root.pem", "root.srl"] { unlink(path(file)) }
        for kind in Kind.allCases {
            for end in ["key", "csr", "ext", "pem"] { unlink(path("\(kind.rawValue).\(end)")) }
        }
        rmdir(directory)
    }

    /// The root that issued the certificates.
    var rootFile: String { path("root.pem") }

    /// The files with the certificate and its key.
    func files(_ kind: Kind) -> (certificate: String, key: String) {
        (path("\(kind.rawValue).pem"), path("\(kind.rawValue).key"))
    }

    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

    private func path(_ file: String) -> String { "\(directory)/\(file)" }

    private func issue(_ kind: Kind, names: String, days: Int) throws {
        let name = kind.rawValue
        try openssl("req -subj /CN=server -keyout \(name).key -out \(name).csr \(Self.newKey)")
        try openssl(
            "x509 -req -in \(name).csr -CA root.pem -CAkey root.key -CAcreateserial -days \(days)"
                + " -out \(name).pem -extfile \(name).ext",
            before: "echo subjectAltName=\(names) >\(name).ext"
        )
    }

    private func openssl(_ arguments: String, before: String = "true") throws {
        let command = "cd \(directory) && \(before) && openssl \(arguments) 2>/dev/null"
        guard system(command) == 0 else { throw Failure(command: command) }
    }
}
