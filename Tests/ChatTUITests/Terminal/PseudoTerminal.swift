import Glibc

@testable import ChatTUI

/// A terminal whose screen is this test: what is written to it is kept, keys are bytes.
final class PseudoTerminal {
    /// The device that a program opens.
    let path: String
    private let master: CInt
    private(set) var output: [UInt8] = []
    private var taken = 0

    init(columns: Int = 80, rows: Int = 24) {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        var (isLocked, number): (CInt, CInt) = (0, -1)
        // TIOCSPTLCK and TIOCGPTN: Swift's Glibc module has neither these nor unlockpt and ptsname.
        _ = ioctl(master, 0x4004_5431, &isLocked)
        _ = ioctl(master, 0x8004_5430, &number)
        path = "/dev/pts/\(number)"
        resize(columns: columns, rows: rows)
    }

    deinit { close(master) }

    /// The line settings, as comparable numbers.
    var settings: [UInt32] {
        var settings = termios()
        tcgetattr(master, &settings)
        let characters = withUnsafeBytes(of: &settings.c_cc) { $0.map { UInt32($0) } }
        return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag] + characters
    }

    func resize(columns: Int, rows: Int) {
        var size = winsize()
        (size.ws_col, size.ws_row) = (UInt16(columns), UInt16(rows))
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// Reads until the output holds `text` beyond `start`; `false` if it does not within 10 s.
    func waits(for text: String, after start: Int = 0) -> Bool {
        reads { contains(Array(text.utf8), after: start) }
    }

    /// Reads what there is, for as long as it takes until `isEnough`; `false` if that is over 10 s.
    func reads(until isEnough: () -> Bool) -> Bool {
        let deadline = Moment.monotonicMilliseconds() + 10_000
        while !isEnough() {
            guard Moment.monotonicMilliseconds() < deadline else { return false }
            var entry = [pollfd(master, POLLIN)]
            wait(&entry, until: Moment.monotonicMilliseconds() + 100)
            readAvailable()
        }
        return true
    }

    func readAvailable() {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            output += buffer[..<count]
        }
    }

    /// All that the terminal was sent since the last call, when it is here: the kernel takes its time.
    func frame(of terminal: inout ScreenTerminal) -> [UInt8] {
        let deadline = Moment.monotonicMilliseconds() + 10_000
        while terminal.wantsWrite, Moment.monotonicMilliseconds() < deadline {
            readAvailable()
            _ = terminal.flush()
        }
        let end = Array("\u{1B}]end of frame\u{1B}\\".utf8)
        _ = terminal.device.write(end[...])
        _ = reads { output.suffix(end.count).elementsEqual(end) }
        output.removeLast(min(end.count, output.count))
        defer { taken = output.count }
        return Array(output[taken...])
    }

    func contains(_ bytes: [UInt8], after start: Int = 0) -> Bool {
        occurrences(of: bytes, after: start) > 0
    }

    func occurrences(of bytes: [UInt8], after start: Int = 0) -> Int {
        guard output.count >= start + bytes.count else { return 0 }
        return (start...output.count - bytes.count).count { output[$0...].starts(with: bytes) }
    }
}
