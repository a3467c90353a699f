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
    }

    /// Reads a head that may arrive byte by byte.
    package struct Parser: Sendable {
        /// Limits: bytes in the whole head, bytes in a line, fields.
        package static let maximumBytes = 16_384
        package static let maximumLine = 8_192
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
        /// - Throws: Why it cannot be a response head.
        package mutating func next(
            from input: inout UnsafeRawBufferPointer
        ) throws(Fault) -> ResponseHead? {
            while let byte = input.first {
                input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
                bytes += 1
                guard bytes <= Self.maximumBytes, line.count < Self.maximumLine else {
                    throw .tooLarge
                }
                guard byte == UInt8(ascii: "\n") else {
                    line.append(byte)
                    // What does not begin like HTTP is refused before its first line ends.
                    if head == nil, !isStatusLinePrefix { throw .notHTTP }
                    continue
                }
                if line.last == UInt8(ascii: "\r") { line.removeLast() }
                defer { line.removeAll(keepingCapacity: true) }
                if try endLine() { return head }
            }
            return nil
        }

        private var isStatusLinePrefix: Bool {
            let expected = Array("HTTP/1.".utf8)
            return line.starts(with: expected.prefix(line.count)) || line.starts(with: expected)
        }

        /// Takes a whole line; returns whether it was the empty one that ends the head.
        private mutating func endLine() throws(Fault) -> Bool {
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
            let digits = line.dropFirst(9).prefix(3)
            guard line.count >= 12, line[8] == UInt8(ascii: " "),
                let status = Int(String(decoding: digits, as: UTF8.self)),
                (100...599).contains(status),
                line.count == 12 || line[12] == UInt8(ascii: " ")
            else { throw .notHTTP }
            let reason = String(decoding: line.dropFirst(13), as: UTF8.self)
            return ResponseHead(status: status, reason: reason, fields: [])
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
