import Testing

@testable import WSClient

@Suite("A no_proxy list")
struct NoProxyListTests {
    @Test(
        "covers names with all below them, addresses, networks and everything",
        arguments: [
            ("*", "any.example"), ("x,*", "192.0.2.1"), ("example.com", "example.com"),
            ("example.com", "a.example.com"), (".example.com", "a.example.com"),
            (".example.com", "example.com"), ("*.example.com", "a.b.example.com"),
            ("Example.COM", "example.com"), ("example.com.", "example.com"),
            ("example.com", "example.com."), ("a, example.com ,b", "example.com"),
            ("a b\texample.com", "example.com"), ("example.com:8000", "example.com"),
            ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:8000", "192.0.2.1"),
            ("10.0.0.0/8", "10.255.0.1"), ("10.128.0.0/9", "10.129.0.1"),
            ("0.0.0.0/0", "192.0.2.1"), ("192.0.2.1/32", "192.0.2.1"),
            ("2001:db8::1", "2001:db8:0::1"), ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:8000", "2001:db8::1"), ("2001:db8::/33", "2001:db8:7fff::1"),
            ("fe80::1", "fe80::1%eth0"), ("example.com:", "example.com"),
        ]
    )
    func covered(list: String, host: String) {
        #expect(NoProxyList(list).covers(host: host, port: 8000))
    }

    @Test(
        "covers nothing else",
        arguments: [
            ("", "example.com"), (" , ,", "example.com"), (".", "example.com"),
            ("example.com", "badexample.com"), ("example.com", "com"),
            ("a.example.com", "example.com"), ("example.com:80", "example.com"),
            ("example.com:x", "example.com"), ("0.2.1", "192.0.2.1"), ("2.1", "192.0.2.1"),
            ("192.0.2.1:80", "192.0.2.1"), ("10.0.0.0/8", "11.0.0.1"),
            ("10.128.0.0/9", "10.127.0.1"), ("10.0.0.0/33", "10.0.0.1"), ("10.0.0.0/", "10.0.0.1"),
            ("10.0.0.0/-1", "10.0.0.1"), ("::/0", "192.0.2.1"), ("0.0.0.0/0", "2001:db8::1"),
            ("2001:db8::/33", "2001:db8:8000::1"), ("[2001:db8::1]:80", "2001:db8::1"),
            ("[2001:db8::1]x", "2001:db8::1"), ("[", "example.com"), ("/8", "10.0.0.1"),
        ]
    )
    func notCovered(list: String, host: String) {
        #expect(!NoProxyList(list).covers(host: host, port: 8000))
    }
}
