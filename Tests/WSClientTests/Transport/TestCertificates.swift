import Glibc
import NIOSSL
import WSClient

/// Certificates made by the `openssl` tool; its files are gone once they are read.
struct TestCertificates: Sendable {
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

    /// A certificate with its key.
    struct Identity: Sendable {
        let certificate: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey
        /// What `--pin` takes for it.
        let pin: String
    }

    struct Failure: Error {
        let command: String
    }

    /// Whether the tool is there; without it the tests that need it fail in CI and are skipped
    /// elsewhere.
    static var isToolMissing: Bool {
        getenv("CI") == nil && access("/usr/bin/openssl", X_OK) != 0
    }

    /// Trusts the root that issued the certificates.
    let trust: TLSSettings
    private let identities: [Kind: Identity]

    /// Makes a root and a certificate of each kind.
    init() throws {
        let workshop = try Workshop()
        defer { workshop.remove() }
        try workshop.makeAll()
        trust = try TLSSettings(extraRootFile: workshop.path("root.pem"))
        let pairs = try Kind.allCases.map { ($0, try workshop.identity($0)) }
        identities = Dictionary(uniqueKeysWithValues: pairs)
    }

    /// What a server of this kind shows.
    func identity(_ kind: Kind) throws -> Identity {
        guard let identity = identities[kind] else { throw Failure(command: kind.rawValue) }
        return identity
    }
}

/// The directory in which `openssl` works.
private struct Workshop {
    private static let newKey = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"

    private let directory: String

    init() throws {
        var template = Array("/tmp/chat-tui-tls-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw TestCertificates.Failure(command: "mkdtemp")
        }
        let bytes = template.dropLast().map(UInt8.init(bitPattern:))
        directory = String(decoding: bytes, as: UTF8.self)
    }

    func path(_ file: String) -> String { "\(directory)/\(file)" }

    func remove() {
        _ = system("rm -r \(directory)")
    }

    func identity(_ kind: TestCertificates.Kind) throws -> TestCertificates.Identity {
        TestCertificates.Identity(
            certificate: try NIOSSLCertificate.fromPEMFile(path("\(kind.rawValue).pem")),
            key: try NIOSSLPrivateKey(file: path("\(kind.rawValue).key"), format: .pem),
            pin: try pin(path("\(kind.rawValue).pem"))
        )
    }

    /// As docs/topics/security.md says that it is computed.
    private func pin(_ certificate: String) throws -> String {
        let command =
            "openssl x509 -in \(certificate) -pubkey -noout | openssl pkey -pubin -outform der"
            + " | openssl dgst -sha256 -binary | base64"
        guard let pipe = popen(command, "r") else {
            throw TestCertificates.Failure(command: command)
        }
        defer { pclose(pipe) }
        var line: [UInt8] = Array(repeating: 0, count: 44)
        guard fread(&line, 1, line.count, pipe) == line.count else {
            throw TestCertificates.Failure(command: command)
        }
        return "sha256/" + String(decoding: line, as: UTF8.self)
    }

    func makeAll() throws {
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

    private func issue(_ kind: TestCertificates.Kind, names: String, days: Int) throws {
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
        guard system(command) == 0 else { throw TestCertificates.Failure(command: command) }
    }
}
