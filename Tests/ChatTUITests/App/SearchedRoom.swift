import Wire

@testable import ChatTUI

extension Model {
    /// A room of 200 lines, of which each tenth has `gateway N` in it.
    static func withGateways(columns: Int = 80, rows: Int = 24) -> Model {
        var model = Model.with(rooms: ["lobby", "dev"])
        model.rooms[0].log.clear()
        for number in 1...200 {
            receive(&model, number % 10 == 0 ? "ana: gateway \(number)" : "bob: line \(number)")
        }
        _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
        return model
    }

    /// What the last line of the screen says.
    var prompt: String { view(self).lines.last ?? "" }

    /// The match that a search shows.
    var shownMatch: String? {
        guard let room = currentRoom, let line = room.search?.shown else { return nil }
        return "\(room.log.lines[room.log.index(ofLine: line)].text)"
    }
}
