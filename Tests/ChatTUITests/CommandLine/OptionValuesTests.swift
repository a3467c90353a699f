import Testing
import Wire

@testable import ChatTUI

@Suite("Option values")
struct OptionValuesTests {
    @Test(
        "seconds may have a fraction",
        arguments: [
            ("10", 10_000), ("2.5", 2_500), ("0.0001", 1), ("1e3", 1_000_000), ("0", nil),
            ("-1", nil), ("", nil), ("x", nil), ("inf", nil), ("nan", nil), ("1e10", nil),
        ] as [(String, Int64?)]
    )
    func seconds(text: String, milliseconds: Int64?) {
        #expect(Seconds(argument: text)?.milliseconds == milliseconds)
    }

    @Test(
        "a count is at least 1",
        arguments: [("1", 1), ("20", 20), ("0", nil), ("-1", nil), ("1.5", nil)]
    )
    func count(text: String, value: Int?) {
        #expect(Count(argument: text)?.value == value)
    }

    @Test(
        "an address to listen on has a host and a port",
        arguments: [
            ("127.0.0.1:8000", "127.0.0.1", 8000), ("localhost:0", "localhost", 0),
            ("[::1]:65535", "::1", 65_535), ("[fe80::1%eth0]:1", "fe80::1%eth0", 1),
        ]
    )
    func listen(text: String, host: String, port: Int) throws {
        let address = try #require(ListenAddress(argument: text))
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", ":", "8000", ":8000", "h:", "h:x", "h:-1", "h:+1", "h:65536", "h:1:2", "::1:8000",
            "[]:1", "[::1]",
        ]
    )
    func listenFault(text: String) {
        #expect(ListenAddress(argument: text) == nil)
    }

    @Test("a header field loses the spaces around its value")
    func header() {
        #expect(HeaderOption(argument: "A:b")?.field == HeaderField("A", "b"))
        #expect(HeaderOption(argument: "A: \t b c \t")?.field == HeaderField("A", "b c"))
        #expect(HeaderOption(argument: "A:")?.field == HeaderField("A", ""))
        #expect(HeaderOption(argument: "A: b:c")?.field == HeaderField("A", "b:c"))
    }

    @Test(
        "what could break the head is no header field",
        arguments: ["A", ": b", "A b: c", "A: b\nC: d", "A: \u{0}"]
    )
    func headerFault(text: String) {
        #expect(HeaderOption(argument: text) == nil)
    }
}
