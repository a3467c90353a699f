import Glibc
import Testing

@testable import ChatTUI

@Suite("TerminalDevice")
struct TerminalDeviceTests {
    @Test("a terminal that does not know its size counts as 80x24")
    func size() throws {
        let pseudo = PseudoTerminal(columns: 0, rows: 0)
        let device = try TerminalDevice(path: pseudo.path)
        #expect(device.size == Size(columns: 80, rows: 24))
        pseudo.resize(columns: 3, rows: 1)
        #expect(device.size == Size(columns: 3, rows: 1))
    }

    @Test("reading never waits, and tells when the terminal is gone")
    func reading() throws {
        var pseudo: PseudoTerminal? = PseudoTerminal()
        let device = try TerminalDevice(path: pseudo?.path ?? "")
        if let settings = device.settings { device.applyScreenSettings(over: settings) }
        #expect(read(device) == .later)
        pseudo?.type("\u{13}\u{1A}\r\u{03}")
        #expect(read(device) == .bytes(4))
        pseudo = nil
        #expect(read(device) == .closed)
        #expect(device.write([0x20]) == .closed)
    }

    private func read(_ device: borrowing TerminalDevice) -> TerminalDevice.Transfer {
        withUnsafeTemporaryAllocation(byteCount: 100, alignment: 1) { device.read(into: $0) }
    }
}

@Suite("TerminalType")
struct TerminalTypeTests {
    @Test(
        "a newer terminal falls back to its family",
        arguments: [
            ("xterm-kitty", ["xterm-kitty", "xterm-256color"]),
            ("foot", ["foot", "xterm-256color"]),
            ("tmux-256color", ["tmux-256color", "screen-256color"]),
            ("xterm-256color", ["xterm-256color"]), ("linux", ["linux"]), ("dumb", ["dumb"]),
            ("st-256color", ["st-256color", "xterm-256color"]), ("", [""]),
            ("xterm-direct", ["xterm-256color", "xterm", "xterm-direct"]),
            ("xterm-direct256", ["xterm-256color", "xterm", "xterm-direct256"]),
            ("foot-direct", ["foot-256color", "foot", "xterm-256color", "foot-direct"]),
            (
                "tmux-direct",
                ["tmux-256color", "tmux", "screen-256color", "tmux-direct"]
            ),
            ("st-direct", ["st-256color", "st", "xterm-256color", "st-direct"]),
            ("-direct", ["-direct"]), ("my-directory", ["my-directory"]),
        ]
    )
    func fallback(term: String, candidates: [String]) {
        #expect(TerminalType.candidates(for: term) == candidates)
    }
}

@Suite("CellWidth")
struct CellWidthTests {
    init() { useUTF8Locale() }

    @Test(
        "is what glibc says",
        arguments: [
            ("a", 1), ("é", 1), ("你", 2), ("👍", 2), ("\u{301}", 0), ("…", 1), ("─", 1), ("●", 1),
            ("⏸", 1),
            ("\u{1B}", nil), ("\u{7F}", nil), ("\u{9B}", nil), ("\u{FFFD}", 1),
        ] as [(Unicode.Scalar, Int?)]
    )
    func columns(scalar: Unicode.Scalar, columns: Int?) {
        #expect(CellWidth.columns(of: scalar) == columns)
    }
}
