import TestSupport
import Testing
import Wire

@Suite("Broadcasts that are compressed once")
struct BroadcastEncoderTests {
    @Test("one frame is understood by every connection that takes broadcasts, at any time")
    func shared() throws {
        let offers = try #require(ExtensionElement.parse([DeflateParameters.offer]))
        let deflate = try #require(DeflateParameters.accepting(offers))
        #expect(deflate.takesBroadcasts)
        var encoder = BroadcastEncoder()
        let texts = (0..<20).map {
            "{\"message\": \"\(String(repeating: "hi \($0) ", count: 30))\"}"
        }
        var frames: [[UInt8]] = []
        for text in texts {
            var bytes: [UInt8] = []
            Array(text.utf8).withUnsafeBytes { encoder.append(.text, $0, to: &bytes) }
            #expect(bytes[0] == 0xC1)
            #expect(bytes.count < text.utf8.count / 2)
            frames.append(bytes)
        }
        for start in texts.indices {
            let seen = Exchange(
                [frames[start...].flatMap { $0 }[...]],
                to: .client,
                deflate: deflate
            )
            #expect(seen.events == texts[start...].map { .text($0) })
        }
    }

    @Test("what does not get shorter goes as it is, in the same buffer")
    func mixed() {
        var encoder = BroadcastEncoder()
        var bytes: [UInt8] = []
        for text in ["a", String(repeating: "b", count: 500), "c"] {
            Array(text.utf8).withUnsafeBytes { encoder.append(.text, $0, to: &bytes) }
        }
        #expect(bytes.starts(with: Bytes("81 01 61 c1")))
        #expect(bytes.suffix(3) == Bytes("81 01 63"))
    }

    @Test("members that keep windows, or have small ones, get plain frames")
    func whoTakesThem() {
        func takes(_ server: DeflateParameters.Direction) -> Bool {
            DeflateParameters(server: server).takesBroadcasts
        }
        #expect(takes(DeflateParameters.Direction(noContextTakeover: true)))
        #expect(!takes(DeflateParameters.Direction()))
        #expect(!takes(DeflateParameters.Direction(noContextTakeover: true, maxWindowBits: 14)))
    }
}
