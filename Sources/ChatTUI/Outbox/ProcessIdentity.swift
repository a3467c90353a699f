import Glibc

/// Names one run of one process on this machine, so that another can see whether it still runs.
struct ProcessIdentity: Hashable, Sendable, CustomStringConvertible {
    /// The boot, the process ID and when the process started, in ticks since the boot: a process ID
    /// alone is used again.
    let description: String

    /// The identity of this process.
    static let current = ProcessIdentity(pid: getpid())

    /// The process of this ID, if there is one.
    init?(pid: pid_t) {
        guard let start = Self.start(of: pid) else { return nil }
        description = "\(Self.boot) \(pid) \(start)"
    }

    /// Whether the process that wrote `description` runs.
    static func isRunning(_ description: String) -> Bool {
        let parts = description.utf8.split(separator: UInt8(ascii: " "))
        guard parts.count == 3, let pid = pid_t(Substring(parts[1])),
            let now = ProcessIdentity(pid: pid)
        else { return false }
        return now.description.utf8.elementsEqual(description.utf8)
    }

    private static let boot: String = {
        let id = read("/proc/sys/kernel/random/boot_id").prefix { $0 > 0x20 }
        return id.isEmpty ? "-" : String(decoding: id, as: UTF8.self)
    }()

    /// Field 22 of `/proc/PID/stat`; the name in field 2 may hold spaces and parentheses.
    private static func start(of pid: pid_t) -> Substring? {
        let line = read("/proc/\(pid)/stat")
        guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let fields = String(decoding: line[end...].dropFirst(), as: UTF8.self).utf8
            .split(separator: UInt8(ascii: " "))
        return fields.count > 19 ? Substring(fields[19]) : nil
    }

    private static func read(_ path: String) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(count, 0)))
    }
}
