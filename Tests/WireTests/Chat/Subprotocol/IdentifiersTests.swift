import TestSupport
import Testing

@testable import Wire

@Suite("Devices, epochs and nonces")
struct IdentifiersTests {
    @Test("what is written is read again, zeros in front too")
    func roundTrip() {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<50 {
            let device = Device(using: &generator)
            #expect(device.description.utf8.count == 32)
            #expect(Device(device.description.utf8) == device)
            let nonce = Nonce(using: &generator)
            #expect(Nonce(nonce.description.utf8) == nonce)
        }
        let epoch = Epoch(rawValue: 0xAB)
        #expect(epoch.description == "00000000000000ab")
        #expect(Epoch("00000000000000AB".utf8) == epoch)
    }

    @Test("other lengths and letters are refused")
    func refuses() {
        for text in [
            "", "00", "0000000000000000000000000000000g", "+0000000000000000000000000000000",
        ] {
            #expect(Device(text.utf8) == nil)
            #expect(Epoch(text.utf8) == nil)
        }
        for text in ["", "a b", "é", "a\n", String(repeating: "x", count: 65)] {
            #expect(Nonce(text.utf8) == nil)
        }
        #expect(Nonce(String(repeating: "x", count: 64).utf8) != nil)
    }
}
