import Wire

/// How often a person is called.
struct CallLimits: Equatable, Sendable {
    private static let bellInterval: Int64 = 1_000
    private static let notificationInterval: Int64 = 5_000

    private var lastBell: Int64?
    private var lastNotification: Int64?

    /// Whether the bell may ring now, in monotonic milliseconds; if so, it does.
    mutating func takeBell(at now: Int64) -> Bool {
        Self.take(&lastBell, Self.bellInterval, now)
    }

    /// The same for a notification.
    mutating func takeNotification(at now: Int64) -> Bool {
        Self.take(&lastNotification, Self.notificationInterval, now)
    }

    private static func take(_ last: inout Int64?, _ interval: Int64, _ now: Int64) -> Bool {
        if let last, now < last + interval { return false }
        last = now
        return true
    }
}

extension Model {
    /// Calls the person for a message that nobody has read: the bell, and a notification when the
    /// window has no focus.
    ///
    /// In a flood of messages only the first is told; how many wait stands in the title.
    mutating func call(for text: DisplayText, isMention: Bool, in index: Int) -> [Effect] {
        switch settings.notify {
        case .off: return []
        case .mention where !isMention: return []
        case .mention, .all: break
        }
        var effects: [Effect] = []
        if calls.takeBell(at: now.monotonic) { effects.append(.bell) }
        if !isFocused, settings.notifyWith != .bell, calls.takeNotification(at: now.monotonic) {
            effects.append(.notify(Notification(title: rooms[index].title, body: text)))
        }
        return effects
    }
}
