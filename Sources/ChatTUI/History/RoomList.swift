import Wire

/// A room in a server's list of rooms.
struct RoomListing: Equatable, Sendable {
    /// Its name; untrusted.
    var room: String
    /// How many are there.
    var members: Int64
    /// The number of its latest message, if the server numbers them.
    var top: Int64?
    /// When that came, in milliseconds since 1970.
    var last: Int64?

    /// Reads the list as `GET /chat/rooms` gives it; `nil` if the bytes are not such a list.
    static func list(parsing bytes: [UInt8]) -> [RoomListing]? {
        guard String(validating: bytes, as: UTF8.self) != nil,
            let objects = JSONObject.list(parsing: bytes)
        else { return nil }
        let rooms = objects.compactMap(RoomListing.init)
        return rooms.count == objects.count ? rooms : nil
    }

    private init?(_ object: JSONObject) {
        guard let room = object.string("room"), let members = object.integer("members") else {
            return nil
        }
        self.init(room: room, members: members)
        top = object.integer("top")
        last = object.integer("last")
    }

    /// A room.
    init(room: String, members: Int64, top: Int64? = nil, last: Int64? = nil) {
        self.room = room
        self.members = members
        self.top = top
        self.last = last
    }

    /// One line of JSON; what is not known is left out.
    var encoded: [UInt8] {
        var line = Array(#"{"room":"#.utf8)
        JSONText.appendString(room.utf8, to: &line)
        line += #","members":\#(members)"#.utf8
        if let top { line += #","top":\#(top)"#.utf8 }
        if let last { line += #","last":"\#(Timestamp.iso8601(last))""#.utf8 }
        line += "}\n".utf8
        return line
    }
}

/// A list of rooms as a table for people, with a head; empty when there are none.
///
/// `utcOffset` gives the seconds that local time was ahead of UTC at a time, in milliseconds since 1970.
func roomTable(_ rooms: [RoomListing], utcOffset: (Int64) -> Int32) -> [UInt8] {
    guard !rooms.isEmpty else { return [] }
    let head: [DisplayText] = ["ROOM", "MEMBERS", "MESSAGES", "LAST"]
    let rows = rooms.map { room -> [DisplayText] in
        let last = room.last.map { Timestamp.local($0, utcOffset: utcOffset($0)) }
        return [
            DisplayText(cleaning: room.room).oneLine.prefix(characters: 64),
            "\(room.members)",
            room.top.map { "\($0)" } ?? "-",
            DisplayText(cleaning: last ?? "-"),
        ]
    }
    let widths = head.indices.map { column in
        ([head] + rows).map { $0[column].string.unicodeScalars.count }.max() ?? 0
    }
    var table: [UInt8] = []
    for row in [head] + rows {
        // Names to the left, numbers to the right; the last column has no padding.
        let cells = row.indices.map { column -> String in
            let text = row[column].string
            let padding = String(
                repeating: " ",
                count: widths[column] - text.unicodeScalars.count
            )
            return column == 0 ? text + padding : column == 3 ? text : padding + text
        }
        table += cells.joined(separator: "  ").utf8
        table.append(UInt8(ascii: "\n"))
    }
    return table
}
