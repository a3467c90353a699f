import Wire

/// What the terminal is sent to tell the person something.
enum NotificationSequence {
    /// The sequences in the form that the person has chosen, or that the terminal is known to
    /// understand; none where only the bell is.
    static func bytes(
        for notification: Notification,
        with choice: Settings.NotifyWith,
        on kind: TerminalKind,
        isUTF8: Bool
    ) -> [UInt8] {
        let form: TerminalKind.NotificationForm =
            switch choice {
            case .auto: kind.notifications
            case .bell: .none
            case .osc9: .osc9
            case .osc777: .osc777
            case .osc99: .osc99
            }
        let title = OperatingSystemCommand.plain(notification.title, isUTF8: isUTF8)
        let body = OperatingSystemCommand.plain(notification.body, isUTF8: isUTF8)
        let sequences = sequences(form, title: title, body: body)
        return sequences.flatMap { sequence in
            kind.isInTmux ? OperatingSystemCommand.throughTmux(sequence) : sequence
        }
    }

    private static func sequences(
        _ form: TerminalKind.NotificationForm,
        title: [UInt8],
        body: [UInt8]
    ) -> [[UInt8]] {
        switch form {
        case .none: []
        case .osc9: [OperatingSystemCommand.bytes("9;", title + Array(": ".utf8) + body)]
        case .osc777:
            [OperatingSystemCommand.bytes("777;notify;", title + [UInt8(ascii: ";")] + body)]
        case .osc99:
            [
                OperatingSystemCommand.bytes("99;i=chat-tui:d=0;", title),
                OperatingSystemCommand.bytes("99;i=chat-tui:d=1:p=body;", body),
            ]
        }
    }
}
