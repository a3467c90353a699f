import CNcurses
import Glibc

/// The terminal as a device: bytes in and out without ever blocking, line settings, size.
///
/// It has a description of its own where it can: `O_NONBLOCK` on 0, 1 or 2 would reach every
/// program that shares them.
struct TerminalDevice: ~Copyable {
    /// What reading or writing led to.
    enum Transfer: Equatable {
        case bytes(Int)
        /// Nothing to be read, or no room to write to, at the moment.
        case later
        /// The terminal is gone.
        case closed
    }

    /// Poll this to read.
    let input: CInt
    /// Poll this to write.
    let output: CInt
    private let isPrivate: Bool

    /// The controlling terminal or the one at `path`; without that standard input and output, if
    /// both are a terminal.
    init(path: String = "/dev/tty") throws(TerminalError) {
        let descriptor = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        if descriptor >= 0 {
            (input, output, isPrivate) = (descriptor, descriptor, true)
        } else {
            guard isatty(0) == 1, isatty(1) == 1 else {
                throw TerminalError(reason: "there is no terminal here")
            }
            (input, output, isPrivate) = (0, 1, false)
        }
    }

    deinit {
        if isPrivate { close(input) }
    }

    /// Rows and columns; a terminal that does not know says 0x0, and counts as 80x24.
    var size: Size {
        var size = winsize()
        guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return Size(columns: 80, rows: 24)
        }
        return Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// The line settings; `nil` if the terminal is gone.
    var settings: termios? {
        var settings = termios()
        return tcgetattr(input, &settings) == 0 ? settings : nil
    }

    /// Applies the settings for a screen.
    ///
    /// Every key comes through as bytes at once, Ctrl+S and Ctrl+Z too, and output is left as it is.
    func applyScreenSettings(over original: termios) {
        var settings = original
        let input = BRKINT | ICRNL | IGNBRK | IGNCR | INLCR | INPCK | ISTRIP | IXOFF | IXON | PARMRK
        settings.c_iflag &= ~tcflag_t(input)
        settings.c_oflag &= ~tcflag_t(OPOST)
        settings.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | IEXTEN | ISIG)
        settings.c_cflag &= ~tcflag_t(CSIZE | PARENB)
        settings.c_cflag |= tcflag_t(CS8)
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
        apply(settings)
    }

    /// Applies line settings at once.
    func apply(_ settings: termios) {
        var settings = settings
        while tcsetattr(input, TCSANOW, &settings) != 0, errno == EINTR {}
    }

    /// Reads what is there, up to the size of `buffer`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        guard isPrivate || isReady(input, POLLIN) else { return .later }
        return Self.transfer(Glibc.read(input, buffer.baseAddress, buffer.count))
    }

    /// Writes as much as the terminal takes.
    func write(_ bytes: ArraySlice<UInt8>) -> Transfer {
        guard !isPrivate else {
            return bytes.withUnsafeBytes {
                Self.transfer(Glibc.write(output, $0.baseAddress, $0.count), canBeEmpty: true)
            }
        }
        // A shared description blocks: write only what surely has room.
        guard isReady(output, POLLOUT) else { return .later }
        return bytes.prefix(256).withUnsafeBytes {
            Self.transfer(Glibc.write(output, $0.baseAddress, $0.count), canBeEmpty: true)
        }
    }

    /// Waits until the terminal takes bytes; `false` if it does not within so many milliseconds.
    func waitForRoom(milliseconds: CInt) -> Bool {
        isReady(output, POLLOUT, milliseconds: milliseconds)
    }

    private func isReady(_ descriptor: CInt, _ event: CInt, milliseconds: CInt = 0) -> Bool {
        var poll = pollfd(fd: descriptor, events: Int16(event), revents: 0)
        return Glibc.poll(&poll, 1, milliseconds) > 0
    }

    private static func transfer(_ result: Int, canBeEmpty: Bool = false) -> Transfer {
        if result > 0 || (result == 0 && canBeEmpty) { return .bytes(result) }
        if result < 0, errno == EAGAIN || errno == EINTR { return .later }
        return .closed
    }
}
