import Glibc

/// A directory of its own (0700), gone with everything in it when it is released.
package final class TemporaryDirectory {
    /// Where it is.
    package let path: String

    /// Makes the directory.
    package init() throws {
        let template = strdup("/tmp/chat-tui-test.XXXXXX")
        defer { free(template) }
        guard let template, mkdtemp(template) != nil else {
            throw Failure(call: "mkdtemp", code: errno)
        }
        path = String(cString: template)
    }

    deinit {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        // Not followed where it is a symbolic link: `remove` takes that away as well as a file.
        guard Glibc.remove(path) != 0, let entries = opendir(path) else { return }
        while let entry = readdir(entries) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { remove(path + "/" + name) }
        }
        closedir(entries)
        Glibc.remove(path)
    }

    /// The path of `name` in it.
    package func file(_ name: String) -> String { path + "/" + name }

    /// Makes or replaces a file with exactly these bytes and permission bits.
    package func write(_ bytes: [UInt8], to name: String, mode: mode_t = 0o600) throws {
        try write(bytes, to: name, at: 0, flags: O_CREAT | O_TRUNC)
        guard chmod(file(name), mode) == 0 else { throw Failure(call: "chmod", code: errno) }
    }

    /// Overwrites the bytes of a file from `offset` on.
    package func damage(_ name: String, at offset: Int, with bytes: [UInt8]) throws {
        try write(bytes, to: name, at: offset, flags: 0)
    }

    /// The first `limit` bytes of a file.
    package func read(_ name: String, limit: Int = 65536) throws -> [UInt8] {
        let descriptor = open(file(name), O_RDONLY)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = Glibc.read(descriptor, &bytes, limit)
        guard count >= 0 else { throw Failure(call: "read", code: errno) }
        return Array(bytes.prefix(count))
    }

    /// How many descriptors of this process lead to the file.
    package func openDescriptors(of name: String) -> Int {
        (0..<1024).count { descriptor in
            guard let target = realpath("/proc/self/fd/\(descriptor)", nil) else { return false }
            defer { free(target) }
            return strcmp(target, file(name)) == 0
        }
    }

    private func write(_ bytes: [UInt8], to name: String, at offset: Int, flags: Int32) throws {
        let descriptor = open(file(name), O_WRONLY | flags, 0o600)
        defer { close(descriptor) }
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw Failure(call: "write", code: errno)
        }
    }

    /// A system call that failed.
    package struct Failure: Error {
        /// Its name.
        package let call: String
        /// Its `errno`.
        package let code: Int32
    }
}

/// The permission bits of the file, nil when there is none.
package func mode(of path: String) -> mode_t? {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}
