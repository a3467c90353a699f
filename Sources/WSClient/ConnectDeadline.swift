import NIOCore

/// Limits how long connecting may take.
///
/// NIO keeps the alarm of a timer that was cancelled: it would wake an idle program once more, when
/// the whole time is over. So the time is waited for in short steps, of which the first is mostly the
/// last.
final class ConnectDeadline {
    private static let step = TimeAmount.seconds(1)

    private let eventLoop: NIOIsolatedEventLoop
    private let end: NIODeadline
    private let passed: () -> Void
    private var timer: Scheduled<Void>?

    /// Calls `passed` on the loop after `timeout`, unless ``cancel()`` comes first.
    init(
        in timeout: TimeAmount,
        on eventLoop: NIOIsolatedEventLoop,
        passed: @escaping () -> Void
    ) {
        self.eventLoop = eventLoop
        self.passed = passed
        end = .now() + timeout
        arm()
    }

    /// Nothing is limited any more.
    func cancel() {
        timer?.cancel()
    }

    private func arm() {
        let next = min(end, .now() + Self.step)
        timer = eventLoop.scheduleTask(deadline: next) {
            if next < self.end { self.arm() } else { self.passed() }
        }
    }
}
