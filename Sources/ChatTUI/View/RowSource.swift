import Wire

/// What the rows of all lines of a message pane have in common.
struct RowStyle: Equatable {
    /// Columns of the pane, at least 1.
    let columns: Int
    /// Whether there is a column for the time.
    let showsTime: Bool
    /// Whether rules stand between lines.
    let showsRules: Bool
    /// The clock of 12 or of 24 hours.
    let clock: Settings.Clock
    /// Our own name, to tell it from others.
    let nick: String
    /// Whether what stands at the start of a message is taken for its speaker.
    let readsSpeakers: Bool

    /// Columns that the time takes with the blank behind it.
    var textColumn: Int { showsTime ? LocalTime.columns(of: clock) + 1 : 0 }
    /// Blanks before the second row of a text and those below it.
    var hangingIndent: Int { columns < 20 ? 0 : showsTime ? 5 : 2 }
}

/// All that the rows of one line depend on, besides their ``RowStyle``.
///
/// Rows that were made before are shown again as long as it is equal (``RowCache``): what else
/// had a part in making them would be shown wrongly.
struct RowSource: Equatable {
    /// A line of the log, or an unconfirmed own one.
    enum Line: Equatable {
        case log(LogLine)
        /// With the mark at its right edge.
        case own(OwnLine, mark: Cell)
    }

    /// What a search found in the line.
    struct Found: Equatable {
        let pattern: SearchPattern
        /// Whether it is the line that was gone to.
        let isShown: Bool
    }

    let line: Line
    /// The time of the line before it; `nil` if there is none.
    let previous: WallTime?
    /// What stands above the oldest line.
    var pastLabel: DisplayText?
    /// What stands above the first line that was not read.
    var unreadLabel: DisplayText?
    var found: Found?

    /// When it was said or entered.
    var time: WallTime {
        switch line {
        case .log(let line): line.time
        case .own(let line, _): line.moment.wallTime
        }
    }
}
