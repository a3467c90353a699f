/// The body of an HTTP/1.1 response (RFC 9112 section 6), up to a limit.
package struct ResponseBody: Sendable {
    /// Why a body cannot be read.
    package enum Fault: Error, Equatable {
        /// It is longer than the limit.
        case tooLarge
        /// Its length or its chunks break the grammar, or it has a coding that was not asked for.
        case malformed
        /// The transport ended before it was whole.
        case cut
    }

    private enum State: Equatable {
        /// So many bytes are missing.
        case counted(Int)
        /// All that comes belongs to it.
        case untilEnd
        case chunkSize
        case chunk(Int)
        case chunkEnd
        case trailer
        case done
    }

    /// The most bytes of a line between chunks, and of all trailer fields together.
    private static let maximumLine = 4_096

    /// What has come so far.
    package private(set) var bytes: [UInt8] = []
    private let limit: Int
    private var state: State
    private var line: [UInt8] = []
    private var trailerBytes = 0

    /// The body behind `head`, the answer to a GET request, with at most `limit` bytes.
    package init(of head: ResponseHead, limit: Int) throws(Fault) {
        self.limit = limit
        let lengths = head.fields.list(of: "Content-Length")
        let codings = head.fields.list(of: "Transfer-Encoding")
        if !codings.isEmpty {
            guard codings.count == 1, ASCII.equal(codings[0], "chunked") else { throw .malformed }
            state = .chunkSize
        } else if let first = lengths.first {
            guard lengths.allSatisfy({ ASCII.identical($0, first) }),
                !first.utf8.isEmpty, first.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 })
            else { throw .malformed }
            guard let length = Int(first), length <= limit else { throw .tooLarge }
            state = length == 0 ? .done : .counted(length)
        } else {
            state = .untilEnd
        }
    }

    /// Whether it is whole.
    package var isComplete: Bool { state == .done }

    /// Takes bytes of the transport; what follows the body is left out.
    package mutating func append(_ input: UnsafeRawBufferPointer) throws(Fault) {
        var rest = input[...]
        while !rest.isEmpty, state != .done {
            switch state {
            case .counted(let missing):
                let piece = rest.prefix(missing)
                bytes += piece
                rest = rest.dropFirst(piece.count)
                state = piece.count == missing ? .done : .counted(missing - piece.count)
            case .untilEnd:
                guard bytes.count + rest.count <= limit else { throw .tooLarge }
                bytes += rest
                rest = rest[rest.endIndex...]
            case .chunk(let missing):
                let piece = rest.prefix(missing)
                bytes += piece
                rest = rest.dropFirst(piece.count)
                state = piece.count == missing ? .chunkEnd : .chunk(missing - piece.count)
            case .chunkSize, .chunkEnd, .trailer:
                guard let complete = try takeLine(&rest) else { return }
                try endLine(complete)
            case .done: return
            }
        }
    }

    /// Takes note that the transport has ended.
    package mutating func end() throws(Fault) {
        if state == .untilEnd { state = .done }
        guard state == .done else { throw .cut }
    }

    /// The next line without its end, if it is whole.
    private mutating func takeLine(
        _ rest: inout Slice<UnsafeRawBufferPointer>
    ) throws(Fault) -> [UInt8]? {
        let piece = rest.prefix { $0 != UInt8(ascii: "\n") }
        guard line.count + piece.count <= Self.maximumLine else { throw .malformed }
        line += piece
        rest = rest[piece.endIndex...]
        guard !rest.isEmpty else { return nil }
        rest = rest.dropFirst()
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line = [] }
        return line
    }

    private mutating func endLine(_ line: [UInt8]) throws(Fault) {
        switch state {
        case .chunkSize:
            let size = try Self.size(line)
            guard size <= limit - bytes.count else { throw .tooLarge }
            state = size == 0 ? .trailer : .chunk(size)
        case .chunkEnd:
            guard line.isEmpty else { throw .malformed }
            state = .chunkSize
        case .trailer:
            trailerBytes += line.count
            guard trailerBytes <= Self.maximumLine else { throw .malformed }
            if line.isEmpty { state = .done }
        case .counted, .untilEnd, .chunk, .done: break
        }
    }

    /// The hexadecimal number before extensions, which mean nothing to us.
    private static func size(_ line: [UInt8]) throws(Fault) -> Int {
        let digits = line.prefix { $0 != UInt8(ascii: ";") && $0 != 0x20 && $0 != 0x09 }
        guard (1...8).contains(digits.count) else { throw .malformed }
        var size = 0
        for digit in digits {
            guard let value = ASCII.hexValue(digit) else { throw .malformed }
            size = size << 4 | Int(value)
        }
        return size
    }
}
