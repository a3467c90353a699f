/// One element of `Sec-WebSocket-Extensions`: a name and its parameters (RFC 6455 section 9.1).
package struct ExtensionElement: Equatable, Sendable {
    /// One `name` or `name=value`.
    package struct Parameter: Equatable, Sendable {
        /// A token.
        package var name: String
        /// A token, without the quotes that may have been around it; `nil` when there is none.
        package var value: String?

        /// A parameter of these parts.
        package init(_ name: String, _ value: String? = nil) {
            self.name = name
            self.value = value
        }
    }

    /// The name under which the extension is registered: a token.
    package var name: String
    /// The parameters in order.
    package var parameters: [Parameter]

    /// An element of these parts.
    package init(_ name: String, _ parameters: [Parameter] = []) {
        self.name = name
        self.parameters = parameters
    }

    /// Reads all elements of the fields' values, the preferred one first.
    ///
    /// - Parameter values: Of all fields of the name, in order.
    /// - Returns: The elements, or `nil` when a value breaks the grammar: then the handshake must
    ///   fail (section 9.1).
    package static func parse(_ values: [String]) -> [ExtensionElement]? {
        var elements: [ExtensionElement] = []
        for value in values {
            var scanner = ExtensionScanner(bytes: Array(value.utf8))
            guard scanner.appendElements(to: &elements) else { return nil }
        }
        return elements
    }
}

/// Reads one value of the field, from left to right.
private struct ExtensionScanner {
    let bytes: [UInt8]
    var index = 0

    /// Appends all elements; returns whether the whole value is sound.
    ///
    /// Empty elements are passed over (RFC 9110 section 5.6.1.2).
    mutating func appendElements(to elements: inout [ExtensionElement]) -> Bool {
        repeat {
            skipSpace()
            guard index < bytes.count, bytes[index] != UInt8(ascii: ",") else { continue }
            guard let element = element() else { return false }
            elements.append(element)
        } while take(",")
        return index == bytes.count
    }

    private mutating func element() -> ExtensionElement? {
        guard let name = token() else { return nil }
        var element = ExtensionElement(name)
        while take(";") {
            skipSpace()
            guard let name = token() else { return nil }
            var parameter = ExtensionElement.Parameter(name)
            if take("=") {
                skipSpace()
                guard let value = quotedToken() ?? token() else { return nil }
                parameter.value = value
            }
            element.parameters.append(parameter)
        }
        return element
    }

    private mutating func token() -> String? {
        let start = index
        while index < bytes.count, ASCII.isTokenByte(bytes[index]) { index += 1 }
        guard index > start else { return nil }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// A quoted string whose content, backslashes resolved, is a token: nothing else may be quoted
    /// here.
    private mutating func quotedToken() -> String? {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { return nil }
        index += 1
        var content: [UInt8] = []
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            if bytes[index] == UInt8(ascii: "\\") { index += 1 }
            guard index < bytes.count, ASCII.isTokenByte(bytes[index]) else { return nil }
            content.append(bytes[index])
            index += 1
        }
        guard index < bytes.count, !content.isEmpty else { return nil }
        index += 1
        return String(decoding: content, as: UTF8.self)
    }

    /// Whether `character` comes next, after any white space; it is passed over.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
    }
}
