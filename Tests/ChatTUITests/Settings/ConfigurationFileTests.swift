import Glibc
import TestSupport
import Testing
import Wire

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

    @Test(
        "keys are saved where the file has them, however it spells them",
        arguments: ["\"ctrl+a\"", "'CTRL+A'", "\"Ctrl+A\""]
    )
    func spelling(key: String) throws {
        let path = "\(folder.path)/config.toml"
        try folder.write(Array("[bind]\n\(key) = \"help\"\n".utf8), to: "config.toml")
        let binding = KeyBinding(chord: KeyChord(.control("a")), binding: nil)
        try ConfigurationFile.save(binding.change, at: path)
        #expect(try text(path) == "[bind]\n\(key) = \"none\"\n")
    }

    @Test("a link that leads to no file stays, and is told")
    func danglingLink() throws {
        let link = "\(folder.path)/link.toml"
        #expect(symlink("\(folder.path)/gone.toml", link) == 0)
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.save(change, at: link)
        }
        #expect(error?.sentence.string == "cannot write \(link): the link leads to no file")
        var status = stat()
        #expect(lstat(link, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
    }

    @Test("a draft that a crash left is in nobody's way, and a save leaves none")
    func draft() throws {
        let path = "\(folder.path)/config.toml"
        let left = "config.toml.\(getpid()).new"
        try folder.write([], to: left)
        try ConfigurationFile.save(change, at: path)
        #expect(try text(path) == "nick = \"bob\"\n")
        #expect(try names() == ["config.toml", left])
    }

    private func names() throws -> [String] {
        let stream = try #require(opendir(folder.path))
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    @Test("programs that save at once lose nothing")
    func together() async throws {
        let path = "\(folder.path)/config.toml"
        try await withThrowingTaskGroup { group in
            for number in 1...8 {
                let change = SettingChange(path: ["bind", "F\(number)"], value: .string("help"))
                group.addTask { try ConfigurationFile.save(change, at: path) }
            }
            try await group.waitForAll()
        }
        let saved = try #require(try text(path))
        #expect(saved.utf8.count { $0 == UInt8(ascii: "F") } == 8)
    }

    @Test("who waits for another one's lock gives up, and says so")
    func locked() throws {
        let path = "\(folder.path)/config.toml"
        let holder = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        #expect(flock(holder, LOCK_EX) == 0)
        let error = #expect(throws: ConfigurationError.self) {
            try ConfigurationFile.save(change, at: path, patience: 30)
        }
        let sentence = "cannot write \(path): another program has its folder locked"
        #expect(error?.sentence.string == sentence)
        #expect(try text(path) == nil)
        close(holder)
        try ConfigurationFile.save(change, at: path, patience: 30)
        #expect(try text(path) == "nick = \"bob\"\n")
    }

    @Test("a file with a mistake is left as it is")
    func mistake() throws {
        let path = "\(folder.path)/config.toml"
        try folder.write(Array("nick = \n".utf8), to: "config.toml")
        #expect(throws: ConfigurationError.self) { try ConfigurationFile.save(change, at: path) }
        #expect(try text(path) == "nick = \n")
    }
}
