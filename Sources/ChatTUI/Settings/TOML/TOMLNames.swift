import Wire

/// The names that a file has used, each for one thing: TOML defines nothing twice.
struct TOMLNames {
    private enum Kind {
        case key
        /// A table with a heading.
        case table
        /// A table that is there because a key has dots: `bind.F5 = …`.
        case dotted
    }

    /// What each was used for first, and where.
    private var known: [[String]: (kind: Kind, position: TOMLPosition)] = [:]

    /// Takes a key that stands below the heading of a table.
    ///
    /// - Throws: That its name, or that of a table on its path, is something else.
    mutating func addKey(
        _ path: [String],
        below table: [String],
        at position: TOMLPosition
    ) throws(TOMLError) {
        func fail(_ reason: DisplayText) -> TOMLError {
            TOMLError(position: position, reason: reason)
        }
        if let earlier = known[path] {
            throw fail("the key stands in line \(earlier.position.line) already")
        }
        for count in table.count + 1..<path.count {
            let part = Array(path[..<count])
            switch known[part] {
            case nil: known[part] = (.dotted, position)
            case (.dotted, _)?: break
            case (.key, let earlier)?: throw fail(Self.hasValue(earlier))
            case (.table, let earlier)?:
                throw fail("this belongs below the table of line \(earlier.line)")
            }
        }
        known[path] = (.key, position)
    }

    /// Takes the heading of a table.
    ///
    /// - Throws: That its name, or that of a table on its path, is something else.
    mutating func addTable(_ path: [String], at position: TOMLPosition) throws(TOMLError) {
        func fail(_ reason: DisplayText) -> TOMLError {
            TOMLError(position: position, reason: reason)
        }
        for count in 1..<path.count {
            if case (.key, let earlier)? = known[Array(path[..<count])] {
                throw fail(Self.hasValue(earlier))
            }
        }
        switch known[path] {
        case nil: known[path] = (.table, position)
        case (.key, let earlier)?, (.table, let earlier)?:
            throw fail("the table stands in line \(earlier.line) already")
        case (.dotted, let earlier)?:
            throw fail(
                "line \(earlier.line) has a key of this table, written with a dot: it belongs below this"
            )
        }
    }

    private static func hasValue(_ earlier: TOMLPosition) -> DisplayText {
        "line \(earlier.line) gives it a value, so it is no table"
    }
}
