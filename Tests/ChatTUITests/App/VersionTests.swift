import Testing

@testable import ChatTUI

@Suite("A version")
struct VersionTests {
    @Test("differs from each copy that was made before a change, and from no other")
    func renewed() {
        var version = Version()
        let before = version
        #expect(version == before)
        version.renew()
        #expect(version != before)
        let after = version
        #expect(version == after)
        version.renew()
        #expect(version != after)
        #expect(version != before)
    }

    @Test("goes with the value that it stands for")
    func rooms() {
        var model = Model.with(rooms: ["lobby", "dev"], nick: "bob")
        let copy = model
        #expect(model.roomsVersion == copy.roomsVersion)
        type(&model, "a word")
        #expect(model.roomsVersion == copy.roomsVersion)
        receive(&model, "ana: hi")
        #expect(model.roomsVersion != copy.roomsVersion)
        #expect(model.settingsVersion == copy.settingsVersion)
        model.settings.mouse.toggle()
        #expect(model.settingsVersion != copy.settingsVersion)
    }
}
