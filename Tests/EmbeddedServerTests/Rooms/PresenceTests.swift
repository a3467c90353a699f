import Testing
import Wire

@testable import EmbeddedServer

@Suite("Presence")
struct PresenceTests {
    private var presence = Presence()
    private let laptop: Device
    private let phone: Device

    init() throws {
        laptop = try #require(Device(String(repeating: "a", count: 32).utf8))
        phone = try #require(Device(String(repeating: "b", count: 32).utf8))
    }

    private func nick(_ text: String) throws -> Nick { try #require(Nick(text)) }

    @Test("A free nick is given, and the others are told")
    mutating func free() throws {
        let (given, isNew) = presence.claim(try nick("bob"), for: laptop)
        #expect(given.description == "bob")
        #expect(isNew)
        #expect(presence.nicks.map(\.description) == ["bob"])
    }

    @Test("A nick that another device has gets a number, whatever its case")
    mutating func taken() throws {
        _ = presence.claim(try nick("bob"), for: laptop)
        let (given, isNew) = presence.claim(try nick("Bob"), for: phone)
        #expect(given.description == "Bob2")
        #expect(isNew)
    }

    @Test("A device that comes twice keeps its nick and is announced once")
    mutating func sameDevice() throws {
        let bob = try nick("bob")
        _ = presence.claim(bob, for: laptop)
        let again = presence.claim(bob, for: laptop)
        #expect(again == (bob, false))
        let isGone = presence.release(bob)
        #expect(!isGone)
        #expect(presence.count == 1)
        let isGoneNow = presence.release(bob)
        #expect(isGoneNow)
        #expect(presence.count == 0)
    }

    @Test("A nick that was given back is free")
    mutating func givenBack() throws {
        let bob = try nick("bob")
        _ = presence.claim(bob, for: laptop)
        _ = presence.release(bob)
        let given = presence.claim(bob, for: phone)
        #expect(given == (bob, true))
    }
}
