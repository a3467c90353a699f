import WSClient
import Wire

@testable import ChatTUI

/// This time of Monday 24 August 2026, the day of ``start``.
func at(_ hour: Int64, _ minute: Int64) -> Moment {
    start.after((hour * 60 + minute - 11 * 60 - 42) * 60_000)
}

/// A working day in six rooms on two servers, one of which is lost for the moment: talk, a long
/// link, wide characters, a rule of what is new, an own line on its way.
func workday(columns: Int, rows: Int) -> Model {
    var model = Model.with(rooms: ["lobby", "dev", "ops", "random"], nick: "bob")
    model.rooms[0].log.clear()
    joinWork(&model)
    for (hour, minute, text) in morning { receive(&model, text, at: at(hour, minute)) }
    _ = update(&model, .input(.focus(false)), at: at(11, 30))
    receive(
        &model,
        "carla: found it: the proxy drops idle sockets after 60 s and we ping every 75",
        at: at(11, 40)
    )
    receive(&model, "carla: so ping every 25 and be done?", at: at(11, 40))
    receive(&model, "ana: bob: can you review? it is a one-line change", at: at(11, 41))
    for number in 1...3 { receive(&model, "eva: \(number)", in: 2, at: at(11, 41)) }
    for text in ["ana: bob!", "ana: soon?"] { receive(&model, text, in: 3, at: at(11, 41)) }
    _ = update(&model, .input(.focus(true)), at: start)
    enter(&model, "reading it now")
    echo(&model, "bob: reading it now", 1)
    enter(&model, "looks right to me, but please add the test first")
    own(&model, .sending, 2)
    type(&model, "ana: done in five minutes, then lun")
    _ = update(&model, .resized(Size(columns: columns, rows: rows)), at: start)
    return model
}

/// Two rooms on a second server that is called work; its connection was lost.
private func joinWork(_ model: inout Model) {
    for name in ["standup", "releases"] {
        let text = "wss://chat.example.org/ws/chat/\(name)/"
        guard var address = try? RoomAddress(text, server: serverURL) else { continue }
        (address.name, address.serverAlias) = ("work/\(name)", "work")
        _ = try? model.join([address])
    }
    press(&model, .alt("1"))
    for room in 5...6 {
        session(&model, .connected(subprotocol: nil), in: room)
        session(&model, .connecting(attempt: 2), in: room)
    }
    receive(&model, "eva: stand up!", in: 5)
}

private let morning: [(hour: Int64, minute: Int64, text: String)] = [
    (-6, 40, "ana: see you tomorrow"),
    (-6, 40, "carla: o/"),
    (8, 58, "ana: morning! the build is green again"),
    (9, 1, "carla: nice. do we still deploy at 14:00?"),
    (
        9, 1,
        "ana: yes, and the checklist is here so that nobody has to ask twice this time, not even me: "
            + "https://wiki.example.org/releases/2026-08-24/checklist-for-people-who-never-read-lists"
    ),
    (9, 2, "carla: 👍"),
    (9, 15, "* carla is off to get coffee"),
    (9, 31, "eva: 你好 from the Taipei office — 今天 we test the new gateway"),
    (9, 32, "ana: great, 12:00 your time?"),
    (9, 32, "eva: works"),
    (10, 47, "ci: main 4f1c2aa passed in 6 min 12 s"),
    (11, 2, "ci: main 9be0d17 FAILED: 2 of 812 tests (gateway-timeout, resume-after-sleep)"),
    (11, 3, "carla: that is mine, looking"),
]
