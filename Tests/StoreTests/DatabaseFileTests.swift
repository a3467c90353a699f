import Glibc
import Store
import TestSupport
import Testing

@Suite("The file of a database")
struct DatabaseFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func open(
        _ name: String,
        _ access: Database.Access = .readWrite
    ) throws(StoreError) -> Database {
        try Database(path: directory.file(name), schema: .lines, access: access)
    }

    @Test("is private whatever the umask")
    func umask() async {
        // The umask belongs to the process, so a process of its own.
        await #expect(processExitsWith: .success) {
            try withExtendedLifetime(TemporaryDirectory()) { directory in
                for mask: mode_t in [0o000, 0o022, 0o777] {
                    Glibc.umask(mask)
                    let folder = directory.file("\(mask)/state")
                    let database = try Database(path: folder + "/room.db", schema: .lines)
                    try database.say("hi")
                    #expect(mode(of: directory.file("\(mask)")) == 0o700)
                    #expect(mode(of: folder) == 0o700)
                    #expect(mode(of: folder + "/room.db") == 0o600)
                    #expect(mode(of: folder + "/room.db-wal") == 0o600)
                    #expect(mode(of: folder + "/room.db-shm") == 0o600)
                    withExtendedLifetime(database) {}
                }
            }
        }
    }

    @Test("is refused where no directory can be made")
    func nowhere() {
        #expect(throws: StoreError.missing) {
            try Database(path: "/proc/chat-tui/a/room.db", schema: .lines)
        }
    }

    @Test("is refused when it is a symbolic link, which stays as it is")
    func symbolicLink() throws {
        symlink(directory.file("elsewhere"), directory.file("room.db"))
        #expect(throws: StoreError.notOurs(.symbolicLink)) { try open("room.db") }
        #expect(mode(of: directory.file("elsewhere")) == nil)
    }

    @Test("may lie behind a symbolic link to its directory")
    func linkedDirectory() throws {
        mkdir(directory.file("real"), 0o700)
        symlink("real", directory.file("link"))
        try open("link/room.db").say("hi")
        #expect(try open("real/room.db").lines() == ["hi"])
    }

    @Test("is refused when there is something else in its place")
    func notRegular() throws {
        mkdir(directory.file("directory"), 0o700)
        mkfifo(directory.file("pipe"), 0o600)
        for name in ["directory", "pipe", "directory/", "directory/.."] {
            #expect(throws: StoreError.notOurs(.notARegularFile)) { try open(name) }
        }
    }

    @Test(
        "is refused when others can get at it",
        arguments: [0o640, 0o604, 0o620, 0o666] as [mode_t]
    )
    func openToOthers(mode: mode_t) throws {
        try directory.write([], to: "room.db", mode: mode)
        #expect(throws: StoreError.notOurs(.openToOthers(mode: mode))) { try open("room.db") }
    }

    @Test(
        "is refused when its log or index is not private",
        arguments: ["-wal", "-shm", "-journal"]
    )
    func sidecar(suffix: String) throws {
        try directory.write([], to: "room.db" + suffix, mode: 0o644)
        #expect(throws: StoreError.notOurs(.openToOthers(mode: 0o644))) { try open("room.db") }
    }

    @Test(
        "is refused in a directory where others can write",
        arguments: [0o777, 0o1777, 0o770] as [mode_t]
    )
    func openDirectory(mode: mode_t) throws {
        mkdir(directory.file("common"), 0o700)
        chmod(directory.file("common"), mode)
        #expect(throws: StoreError.notOurs(.directoryOpenToOthers(mode: mode))) {
            try open("common/room.db")
        }
    }

    @Test("is refused when it belongs to another user", .enabled(if: geteuid() == 0, "needs chown"))
    func foreignOwner() throws {
        try directory.write([], to: "room.db")
        chown(directory.file("room.db"), 4321, 4321)
        #expect(throws: StoreError.notOurs(.owner(uid: 4321))) { try open("room.db") }

        mkdir(directory.file("theirs"), 0o700)
        chown(directory.file("theirs"), 4321, 4321)
        #expect(throws: StoreError.notOurs(.directoryOwner(uid: 4321))) {
            try open("theirs/room.db")
        }
    }

    @Test("is not made for a reader", arguments: ["room.db", "nowhere/room.db"])
    func missing(name: String) throws {
        #expect(throws: StoreError.missing) { try open(name, .readOnly) }
        #expect(mode(of: directory.file(name)) == nil)
        #expect(mode(of: directory.file("nowhere")) == nil)
    }

    @Test("cannot lie below a file")
    func belowAFile() throws {
        try directory.write([], to: "file")
        let refusal = #expect(throws: StoreError.self) { try open("file/room.db") }
        guard case .other(_, "Not a directory") = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
    }

    @Test("keeps its locks while the process opens and closes it once more")
    func locksSurvive() throws {
        let database = try open("room.db")
        try database.say("hi")
        #expect(try open("room.db").lines() == ["hi"])
        #expect(try isLocked("room.db"))
        try database.say("still here")
    }

    /// From fcntl.h; the Glibc module lacks it.
    private static let F_OFD_GETLK: Int32 = 36

    /// Whether anybody holds a POSIX lock on the file: a lock of an open file description conflicts
    /// with those of the own process too.
    private func isLocked(_ name: String) throws -> Bool {
        let descriptor = Glibc.open(directory.file(name), O_RDWR)
        defer { close(descriptor) }
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        lock.l_whence = Int16(SEEK_SET)
        try #require(fcntl(descriptor, Self.F_OFD_GETLK, &lock) == 0)
        return lock.l_type != Int16(F_UNLCK)
    }
}
