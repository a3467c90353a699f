/// The head of an HTTP/1.1 response, as tolerant as real servers demand: no fields at all, an empty
/// reason phrase, or none.
package struct ResponseHead: Equatable, Sendable {
    /// The status code, three digits.
    package var status: Int
    /// The reason phrase: untrusted.
    package var reason: String
    /// The fields in order.
    package var fields: [HeaderField]

    /// Why a head cannot be read.
    package enum Fault: Error, Equatable {
        /// The first line is not a status line of HTTP/1.x.
        case notHTTP
        /// A field without a colon or with a bad name, or a line folded onto the next.
        case badField
        /// A line, the head, or the number of fields is over its limit.
        case tooLarge

        /// One clause, safe to show.
        package var explanation: String {
            switch self {
            case .notHTTP: "the answer is not HTTP"
            case .badField: "the answer has a malformed header field"
            case .tooLarge: "the head of the answer is too large"
            }
        }
    }

    /// Reads a head that may arrive byte by byte.
    package struct Parser: Sendable {
        /// The most bytes of a whole head, line ends included.
        package static let maximumBytes = 16_384
        /// The most bytes of a line, without its line feed.
        package static let maximumLine = 8_192
        /// The most fields.
        package static let maximumFields = 64

        private var line: [UInt8] = []
        private var bytes = 0
        private var head: ResponseHead?

        /// A parser before the first byte.
        package init() {}

        /// Takes bytes from the front of `input` up to the end of the head.
        ///
        /// - Parameter input: What has arrived; shortened by what was taken.
        /// - Returns: The head, or `nil` when more is needed.
        /// - Throws: Why it cannot be a response head, as soon as the bytes that show it are there.
        package mutating func next(
            from input: inout UnsafeRawBufferPointer
        ) throws(Fault) -> ResponseHead? {
            while !input.isEmpty {
                let end = input.firstIndex(of: UInt8(ascii: "\n"))
                let piece = input[..<(end ?? input.endIndex)]
                // One byte too many is enough to know.
                line.append(contentsOf: piece.prefix(Self.maximumLine + 1 - line.count))
                guard head != nil || beginsLikeHTTP else { throw .notHTTP }
                bytes += piece.count + (end == nil ? 0 : 1)
                guard line.count <= Self.maximumLine, bytes <= Self.maximumBytes else {
                    throw .tooLarge
                }
                input = UnsafeRawBufferPointer(
                    rebasing: input[(end.map { $0 + 1 } ?? input.endIndex)...]
                )
                if end != nil, try endLine() { return head }
            }
            return nil
        }

        /// Whether the line, whole or not, is or may become a status line.
        private var beginsLikeHTTP: Bool {
            zip(line, "HTTP/1.".utf8).allSatisfy { $0 == $1 }
        }

        /// Takes the line, which is whole; returns whether it was the empty one that ends the head.
        private mutating func endLine() throws(Fault) -> Bool {
            defer { line.removeAll(keepingCapacity: true) }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            guard head != nil else {
                head = try statusLine()
                return false
            }
            guard !line.isEmpty else { return true }
            try addField()
            return false
        }

        /// `HTTP/1.1 101 Switching Protocols`, the phrase and the space before it optional.
        private func statusLine() throws(Fault) -> ResponseHead {
            guard line.count >= 12, Self.isDigit(line[7]), line[8] == UInt8(ascii: " "),
                line[9..<12].allSatisfy(Self.isDigit), line[9] != UInt8(ascii: "0"),
                line.count == 12 || line[12] == UInt8(ascii: " ")
            else { throw .notHTTP }
            let status = line[9..<12].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            let reason = String(decoding: line.dropFirst(13), as: UTF8.self)
            return ResponseHead(status: status, reason: reason, fields: [])
        }

        private static func isDigit(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }

        private mutating func addField() throws(Fault) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .badField }
            let field = HeaderField(
                String(decoding: line[..<colon], as: UTF8.self),
                ASCII.trimmed(line[(colon + 1)...])
            )
            guard field.isValid else { throw .badField }
            guard let count = head?.fields.count, count < Self.maximumFields else {
                throw .tooLarge
            }
            head?.fields.append(field)
        }
    }
}
