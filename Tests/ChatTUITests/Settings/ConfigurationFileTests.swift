import Glibc
import TestSupport
import Testing

@testable import ChatTUI

@Suite("Configuration file")
struct ConfigurationFileTests {
    private let folder: TemporaryDirectory
    private let change = SettingChange(path: ["nick"], value: .string("bob"))

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func text(_ path: String) throws -> String? {
        try ConfigurationFile.read(path).map { String(decoding: $0.text, as: UTF8.self) }
    }

    private func mode(_ path: String) -> mode_t {
        var status = stat()
        _ = stat(path, &status)
        return status.st_mode & 0o777
    }

    @Test("that there is none is no mistake")
    func none() throws {
        #expect(try ConfigurationFile.read("\(folder.path)/none/config.toml") == nil)
    }

    @Test("a folder is no file")
    func folderIsNone() {
        #expect(throws: ConfigurationError.self) { try ConfigurationFile.read(folder.path) }
    }

    @Test("a new file comes with its folders, for its owner alone")
    func new() throws {
        let path = "\(folder.path)/new/chat-tui/config.toml"
        try ConfigurationFile.save(change, at: path)
        #expect(try text(path) == "nick = \"bob\"\n")
        #expect(mode(path) == 0o600)
    }

    @Test("a file keeps its mode, its comments and its place behind a link")
    func link() throws {
        let (path, link) = ("\(folder.path)/real.toml", "\(folder.path)/link.toml")
        try folder.write(Array("# mine\nnick = 'eva' # me\n".utf8), to: "real.toml", mode: 0o640)
        #expect(symlink(path, link) == 0)
        try ConfigurationFile.save(change, at: link)
        #expect(try text(path) == "# mine\nnick = \"bob\" # me\n")
        #expect(mode(path) == 0o640)
        var status = stat()
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test("a file with a mistake is left as it is")
    func mistake() throws {
        let path = "\(folder.path)/config.toml"
        try folder.write(Array("nick = \n".utf8), to: "config.toml")
        #expect(throws: ConfigurationError.self) { try ConfigurationFile.save(change, at: path) }
        #expect(try text(path) == "nick = \n")
    }
}
