import Wire

extension HistoryLine {
    /// What is wrong with a line, in one clause that is safe to show.
    struct Invalid: Error, Equatable {
        let reason: DisplayText
    }

    /// Reads a line as ``encoded`` writes it, in any order of members; others are ignored.
    ///
    /// `at` may also be milliseconds since 1970.
    init(parsing bytes: [UInt8]) throws(Invalid) {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw Invalid(reason: "it is not UTF-8")
        }
        guard let object = JSONObject(parsing: bytes) else {
            throw Invalid(reason: "it is not a JSON object")
        }
        guard let room = object.string("room") else {
            throw Invalid(reason: "it has no \"room\" that is a string")
        }
        guard let seq = object.integer("seq"), seq > 0 else {
            throw Invalid(reason: "it has no \"seq\" that is a number from 1 up")
        }
        guard let at = Self.time(in: object) else {
            throw Invalid(reason: "it has no \"at\" that is a time, as in 2026-08-24T09:42:07.318Z")
        }
        guard let value = object.json("message") else {
            throw Invalid(reason: "it has no \"message\"")
        }
        self.init(room: room, seq: seq, at: at, from: nil, value: value)
        from = try Self.part("from", of: object) { Nick($0) }
        device = try Self.part("device", of: object) { Device($0.utf8) }
        nonce = try Self.part("nonce", of: object) { Nonce($0.utf8) }
        epoch = try Self.part("epoch", of: object) { Epoch($0.utf8) }
        guard (device == nil) == (nonce == nil) else {
            throw Invalid(reason: "\"device\" and \"nonce\" go together")
        }
    }

    private static func time(in object: JSONObject) -> Int64? {
        if let milliseconds = object.integer("at") { return milliseconds }
        guard let text = object.string("at"), text.utf8.last == UInt8(ascii: "Z") else {
            return nil
        }
        return Timestamp.parse(Array(text.utf8))
    }

    private static func part<Part>(
        _ name: StaticString,
        of object: JSONObject,
        _ read: (String) -> Part?
    ) throws(Invalid) -> Part? {
        guard object.has(name) else { return nil }
        guard let part = object.string(name).flatMap(read) else {
            throw Invalid(reason: "its \"\(DisplayText(name))\" is not one")
        }
        return part
    }
}
