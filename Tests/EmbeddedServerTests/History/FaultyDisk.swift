import CSQLite
import Glibc
import Synchronization

/// A disk on which `fsync` fails when the test says so: SQLite's own file access, one call replaced.
///
/// It becomes the default of the whole process, so a test uses it in a process of its own.
enum FaultyDisk {
    /// Whether `fsync` fails with EIO now.
    static let failsToSync = Atomic(false)
    /// How many have failed.
    static let failures = Atomic(0)

    /// The methods of a file, with the original ones behind them.
    fileprivate struct Methods {
        var patched: sqlite3_io_methods
        let original: UnsafePointer<sqlite3_io_methods>
    }

    /// Makes it the disk of all databases that are opened from now on.
    static func install() -> Bool {
        guard let unix = sqlite3_vfs_find("unix") else { return false }
        let disk = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        disk.initialize(to: unix.pointee)
        disk.pointee.zName = UnsafePointer(strdup("faulty"))
        disk.pointee.xOpen = { _, name, file, flags, outFlags in
            guard let unix = sqlite3_vfs_find("unix"), let open = unix.pointee.xOpen, let file
            else { return SQLITE_CANTOPEN }
            let code = open(unix, name, file, flags, outFlags)
            guard code == SQLITE_OK, let original = file.pointee.pMethods else { return code }
            let methods = UnsafeMutablePointer<FaultyDisk.Methods>.allocate(capacity: 1)
            methods.initialize(
                to: FaultyDisk.Methods(patched: original.pointee, original: original)
            )
            methods.pointee.patched.xSync = { file, flags in
                guard !FaultyDisk.failsToSync.load(ordering: .sequentiallyConsistent) else {
                    FaultyDisk.failures.add(1, ordering: .sequentiallyConsistent)
                    return FaultyDisk.SQLITE_IOERR_FSYNC
                }
                return UnsafeRawPointer(file?.pointee.pMethods)?
                    .assumingMemoryBound(to: FaultyDisk.Methods.self).pointee.original.pointee
                    .xSync(file, flags) ?? SQLITE_IOERR
            }
            file.pointee.pMethods = UnsafeRawPointer(methods)
                .assumingMemoryBound(to: sqlite3_io_methods.self)
            return code
        }
        return sqlite3_vfs_register(disk, 1) == SQLITE_OK
    }

    /// SQLite's extended code; a macro that Swift does not see.
    static let SQLITE_IOERR_FSYNC: Int32 = SQLITE_IOERR | 4 << 8
}
