import Testing

/// ncurses has one current screen: what uses it runs one after the other.
@Suite("Terminal", .serialized)
enum TerminalSuite {}
