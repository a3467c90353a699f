import Testing
import Wire

@testable import ChatTUI

@Suite("Link finder")
struct LinkFinderTests {
    @Test(
        "links are found without the sentence around them",
        arguments: [
            ("see https://example.org/a?b=c#d.", ["https://example.org/a?b=c#d"]),
            (
                "http://a.b, HTTPS://C.D! mailto:ana@a.b?",
                ["http://a.b", "HTTPS://C.D", "mailto:ana@a.b"]
            ),
            (
                "(https://en.wikipedia.org/wiki/Tmux_(software))",
                ["https://en.wikipedia.org/wiki/Tmux_(software)"]
            ),
            (
                "[x](http://a.b/c) <http://d.e> \"http://f.g\"",
                ["http://a.b/c", "http://d.e", "http://f.g"]
            ),
            (
                "http://[::1]:8000/ws http://127.0.0.1:8000/",
                ["http://[::1]:8000/ws", "http://127.0.0.1:8000/"]
            ),
            ("«http://a.b/ä»。http://c.d/中文。", ["http://a.b/ä", "http://c.d/中文"]),
            ("见http://a.b/ http://a.b/x–y", ["http://a.b/", "http://a.b/x–y"]),
            ("http://a.b/(((", ["http://a.b/"]),
            ("http://a.b/c)d", ["http://a.b/c"]),
            ("ana:http://a.b", ["http://a.b"]),
            ("a\nhttp://a.b\nc", ["http://a.b"]),
        ] as [(String, [String])]
    )
    func found(text: String, targets: [String]) {
        let text = DisplayText(cleaning: text)
        let links = LinkFinder.links(in: text)
        #expect(links.map(\.target) == targets)
        for link in links {
            let bytes = Array(text.string.utf8)[link.range]
            #expect(String(decoding: bytes, as: UTF8.self) == link.target)
        }
    }

    @Test(
        "what is no link is none",
        arguments: [
            "", "example.org", "http://", "http://.", "http:// a", "xhttp://a.b", "ftp://a.b",
            "javascript:alert(1)", "file:///etc/passwd", "mailto:ana", "mailto:@a", "mailto:ana@",
            "http:/a.b", "data:text/html,http", "https://?",
        ]
    )
    func none(text: String) {
        #expect(LinkFinder.links(in: DisplayText(cleaning: text)) == [])
    }

    @Test("what is longer than 2000 bytes is no link")
    func long() {
        let link = "http://a.b/" + String(repeating: "x", count: 1_989)
        #expect(LinkFinder.links(in: DisplayText(cleaning: link)).count == 1)
        #expect(LinkFinder.links(in: DisplayText(cleaning: link + "x")) == [])
    }

    @Test("what looks like a link in the middle of too long a link is none")
    func withinLong() {
        let word = "http://" + String(repeating: "x", count: 2_001) + "http://a.b"
        #expect(LinkFinder.links(in: DisplayText(cleaning: word)) == [])
        let next = LinkFinder.links(in: DisplayText(cleaning: word + " http://c.d"))
        #expect(next.map(\.target) == ["http://c.d"])
    }

    @Test(
        "a megabyte of beginnings takes linear time",
        arguments: ["http://", "mailto:", "http://a("]
    )
    func linear(text: String) {
        let text = DisplayText(
            cleaning: String(repeating: text, count: (1 << 20) / text.utf8.count)
        )
        let duration = ContinuousClock().measure { _ = LinkFinder.links(in: text) }
        #expect(duration < .seconds(5))
    }
}
