/// A file of `Resources/`, which is part of the binary.
struct StaticFile {
    let bytes: [UInt8]
    let type: String

    /// The page on which a room is chosen.
    static let index = StaticFile(bytes: PackageResources.index_html, type: html)
    /// The page of a room: the same for every room, its script reads the name from the address.
    static let room = StaticFile(bytes: PackageResources.room_html, type: html)

    /// The file at `/static/<name>`, if there is one.
    static func named(_ name: Substring) -> StaticFile? {
        switch name {
        case "chat.css":
            StaticFile(bytes: PackageResources.chat_css, type: "text/css; charset=utf-8")
        case "index.js": StaticFile(bytes: PackageResources.index_js, type: script)
        case "room.js": StaticFile(bytes: PackageResources.room_js, type: script)
        default: nil
        }
    }

    /// The answer that carries the file.
    static func response(_ file: StaticFile) -> Response {
        Response(file.bytes, type: file.type)
    }

    private static let html = "text/html; charset=utf-8"
    private static let script = "text/javascript; charset=utf-8"
}
