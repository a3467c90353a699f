import EmbeddedServer
import Glibc
import Logging
import Wire

/// Does what a plan says; everything is closed when it returns.
func runJoin(_ plan: JoinPlan) -> ProcessEnd {
    // Before the first thread is made, so that no thread takes a signal away.
    let screenSignals = plan.wantsScreen ? [SIGWINCH, SIGTSTP, SIGCONT] : []
    guard let signals = SignalQueue([SIGINT, SIGTERM, SIGHUP] + screenSignals) else {
        return outOfDescriptors()
    }
    if plan.wantsScreen {
        do throws(TerminalError) {
            return try runOnScreen(plan, signals)
        } catch {
            complain("no full screen: \(DisplayText(cleaning: error.reason)); lines only")
            SignalQueue.release(screenSignals)
        }
    }
    var sessions = plan.sessions
    sessions.chat = plan.pipeChat
    guard let supervisor = SessionSupervisor(sessions, logger: logger(plan)) else {
        return outOfDescriptors()
    }
    var runner = PipeRunner(plan.pipe, supervisor: supervisor)
    let end = runner.run(signals: signals)
    // It has given the rooms their time.
    return supervisor.finish(closesRooms: false, signals: signals).map { .signal($0) } ?? end
}

private func runOnScreen(
    _ plan: JoinPlan,
    _ signals: borrowing SignalQueue
) throws(TerminalError) -> ProcessEnd {
    var model = Model(
        server: plan.sessions.server,
        nick: plan.configuration.settings.nick,
        size: Size(columns: 80, rows: 24),
        now: .now()
    )
    model.utcOffset = { Moment.utcOffset(at: $0) }
    model.settings = plan.configuration.settings
    model.aliases = plan.configuration.knownServers
    model.keyMap = plan.configuration.keyMap
    model.themes = plan.configuration.themes
    var wanted: [Effect] = []
    do throws(CommandError) {
        wanted = try model.join(plan.rooms)
    } catch {
        model.say(error.sentence)
    }
    var screen = try openScreen(model)
    // Threads, files and connections come when the first frame is out, which would wait for them.
    var sessions = plan.sessions
    sessions.chat = plan.screenChat
    guard let supervisor = SessionSupervisor(sessions, logger: logger(plan)) else {
        screen.close()
        return outOfDescriptors()
    }
    for effect in wanted { supervisor.perform(effect) }
    let path = plan.configurationPath
    let end = screen.run(
        mailbox: supervisor.mailbox,
        signals: signals,
        perform: { effect in
            guard case .save(let change) = effect else { return supervisor.perform(effect) }
            supervisor.mailbox.post(.saved(save(change, at: path)))
        }
    )
    if let signal = supervisor.finish(closesRooms: true, signals: signals) {
        return .signal(signal)
    }
    return switch end {
    case .quit: .exit(.done)
    case .signal(let signal): .signal(signal)
    }
}

private func save(
    _ change: SettingChange,
    at path: String?
) -> Result<String, ConfigurationError> {
    guard let path else {
        return .failure(ConfigurationError("there is no place for it: HOME is not set"))
    }
    do throws(ConfigurationError) {
        try ConfigurationFile.save(change, at: path)
        return .success(path)
    } catch {
        return .failure(error)
    }
}

/// Says that the system has no more descriptors.
func outOfDescriptors() -> ProcessEnd {
    complain("the system gives out no more descriptors: \(DisplayText(errno: errno))")
    return .exit(.failure)
}

/// For the embedded server: it speaks only where it cannot disturb a screen, and only when asked.
private func logger(_ plan: JoinPlan) -> Logger {
    let isWanted = !plan.wantsScreen && plan.pipe.verbosity == .verbose
    let handler: any LogHandler =
        isWanted ? EventLogHandler(level: .info) : SwiftLogNoOpLogHandler()
    return Logger(label: "chat-tui") { _ in handler }
}
