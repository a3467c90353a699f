import Glibc
import Wire

/// The file in which a text is given to an editor: readable by nobody else, in a folder of its own,
/// so that what the editor puts beside it is private too.
struct EditorFile: ~Copyable {
    /// Where it is.
    let path: String
    private let folder: String

    /// Writes `text`, and a line end, into a new file.
    ///
    /// - Parameters:
    ///   - text: What is to be edited.
    ///   - folders: Where it may be; the first that can be written to is taken.
    /// - Throws: A sentence that says why there is none.
    init(_ text: String, in folders: [String]) throws(EditFailure) {
        let folder = try Self.makeFolder(in: folders)
        let path = folder + "/message.txt"
        let failure = Self.write(Array(text.utf8) + [UInt8(ascii: "\n")], to: path)
        guard failure == 0 else {
            Self.remove(folder)
            throw EditFailure(sentence: Self.cannotWrite(failure))
        }
        (self.folder, self.path) = (folder, path)
    }

    private static func makeFolder(in folders: [String]) throws(EditFailure) -> String {
        var failure: CInt = ENOENT
        for place in folders {
            var template = Array("\(place)/chat-tui-XXXXXX".utf8CString)
            guard mkdtemp(&template) == nil else {
                return String(
                    decoding: template.dropLast().map(UInt8.init(bitPattern:)),
                    as: UTF8.self
                )
            }
            failure = errno
        }
        throw EditFailure(sentence: cannotWrite(failure))
    }

    /// Where such a file belongs: what the system gives a login, else where temporary files are.
    static var folders: [String] {
        let named = ["XDG_RUNTIME_DIR", "TMPDIR"].compactMap { (name: String) in
            getenv(name).map { String(cString: $0) }
        }
        return named.filter { $0.utf8.first == UInt8(ascii: "/") } + ["/tmp"]
    }

    /// The text as the editor left it, without one line end at its end.
    ///
    /// - Parameter limit: More bytes than this are too many.
    /// - Returns: What the message is to be.
    /// - Throws: A sentence; the file must then be kept, and the sentence names it.
    func text(limit: Int) throws(EditFailure) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw EditFailure(
                sentence:
                    "the editor left no text: \(DisplayText(errno: errno)); the line is as it was"
            )
        }
        defer { close(descriptor) }
        let place = DisplayText(cleaning: path)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while bytes.count <= limit + 1 {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw EditFailure(
                    sentence: "cannot read \(place): \(DisplayText(errno: errno))"
                )
            }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard bytes.count <= limit else {
            throw EditFailure(
                sentence: "not taken: a message has at most \(limit) bytes; the text is in \(place)"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw EditFailure(sentence: "not taken: it is not UTF-8; the text is in \(place)")
        }
        return text
    }

    /// Takes the file away, and what the editor left beside it.
    func remove() {
        Self.remove(folder)
    }

    private static func remove(_ folder: String) {
        if let listing = opendir(folder) {
            while let entry = readdir(listing) {
                unlinkat(dirfd(listing), name(of: entry), 0)
            }
            closedir(listing)
        }
        rmdir(folder)
    }

    private static func name(of entry: UnsafeMutablePointer<dirent>) -> [CChar] {
        withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
            bytes.prefix { $0 != 0 }.map { CChar(bitPattern: $0) } + [0]
        }
    }

    /// Returns `errno`, 0 if all is written.
    private static func write(_ bytes: [UInt8], to path: String) -> CInt {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return writeFully(bytes, to: descriptor)
    }

    private static func cannotWrite(_ number: CInt) -> DisplayText {
        "no place for a file to edit: \(DisplayText(errno: number))"
    }
}
