/// What a text must hold so that an expression can match it, which is faster to look for.
extension ExpressionScan {
    /// More alternatives are not worth it: the text is gone through for each.
    private static let maximumAlternatives = 8

    /// One of these texts stands in all that the expression matches; empty if nothing is known.
    ///
    /// With an expression that the C library takes. Of several that stand there in any case it is
    /// the longest.
    static func neededTexts(in expression: String) -> [String] {
        var scan = ExpressionScan(Array(expression.utf8))
        return scan.alternatives()
    }

    /// A part of an expression that may be repeated.
    private enum Atom {
        /// Matches itself only.
        case scalar(String)
        /// What is needed for a group.
        case group([String])
        /// A dot, a bracket, an anchor or what the C library has of its own.
        case other
    }

    /// How often an atom stands there.
    private enum Repetition {
        case once, more, optional
    }

    /// Goes to the end of a group or of the expression.
    private mutating func alternatives() -> [String] {
        var needed = branch()
        while skip(UInt8(ascii: "|")) {
            let other = branch()
            needed = needed.isEmpty || other.isEmpty ? [] : needed + other
        }
        return needed.count <= Self.maximumAlternatives ? needed : []
    }

    /// Goes to the end of one of several alternatives.
    private mutating func branch() -> [String] {
        var best: [String] = []
        var run = ""
        while let byte = upcoming, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
            let atom = atom()
            let repetition = repetition()
            var others: [String] = []
            switch (atom, repetition) {
            case (.scalar(let scalar), .once):
                run += scalar
                continue
            case (.scalar(let scalar), .more): run += scalar
            case (.group(let texts), .once), (.group(let texts), .more): others = texts
            case (.other, _), (_, .optional): break
            }
            best = Self.better(best, Self.better([run], others))
            run = ""
        }
        return Self.better(best, [run])
    }

    private mutating func atom() -> Atom {
        guard let byte = next() else { return .other }
        switch byte {
        case UInt8(ascii: "("):
            let texts = alternatives()
            _ = skip(UInt8(ascii: ")"))
            return .group(texts)
        case UInt8(ascii: "["):
            skipBracket()
            return .other
        case UInt8(ascii: "\\"):
            guard let escaped = next() else { return .other }
            let text = scalar(from: escaped)
            // Letters and some signs mean something else then, or may in the next version.
            return #".[](){}*+?^$|\/-"#.utf8.contains(escaped) ? .scalar(text) : .other
        case UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "$"): return .other
        default: return .scalar(scalar(from: byte))
        }
    }

    /// Goes behind all repetitions of an atom: `a+?` may be nothing.
    private mutating func repetition() -> Repetition {
        var repetition = Repetition.once
        while true {
            if skip(UInt8(ascii: "*")) || skip(UInt8(ascii: "?")) {
                repetition = .optional
            } else if skip(UInt8(ascii: "+")) {
                if repetition == .once { repetition = .more }
            } else if skip(UInt8(ascii: "{")) {
                let isOptional = bounds().least < 1
                if isOptional { repetition = .optional }
                if repetition == .once { repetition = .more }
            } else {
                return repetition
            }
        }
    }

    /// What is rarer of two needs: the one whose shortest text is longer.
    private static func better(_ left: [String], _ right: [String]) -> [String] {
        func length(_ texts: [String]) -> Int { texts.map(\.utf8.count).min() ?? 0 }
        let (leftLength, rightLength) = (length(left), length(right))
        guard leftLength > 0 || rightLength > 0 else { return [] }
        let isRight =
            rightLength == leftLength ? right.count < left.count : rightLength > leftLength
        return isRight ? right : left
    }
}
