/// Text that may be shown: on the screen, in a log line, in an error sentence.
///
/// The only way from untrusted text to a terminal leads through ``init(cleaning:)``. Equality compares bytes.
package struct DisplayText: Hashable, Sendable, CustomStringConvertible {
    /// The clean text; its only control character is the line feed.
    package let string: String

    /// Cleans untrusted text.
    package init(cleaning text: String) {
        string = text
    }

    /// Text that stands in our source.
    package init(_ text: StaticString) {
        string = text.description
    }

    package var description: String { string }
}
