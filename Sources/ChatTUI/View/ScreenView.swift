/// Draws the model.
func view(_ model: Model) -> Screen {
    var screen = Screen(size: model.size)
    screen.title = windowTitle(model)
    let layout = Layout(model)
    if let area = layout.roomList { RoomListView(model, area: area).draw(on: &screen) }
    if let area = layout.memberList, let room = model.currentRoom {
        MemberListView(columnFor: room, area: area, scroll: model.memberScroll).draw(on: &screen)
    }
    switch model.overlay {
    case .help(let scroll):
        HelpView(helpRows(model.keyMap), area: layout.paneArea).draw(on: &screen, scroll: scroll)
    case .members(let scroll):
        if let room = model.currentRoom {
            MemberListView(paneFor: room, area: layout.paneArea, scroll: scroll).draw(on: &screen)
        }
    case .links(let picker):
        let clock = model.settings.time
        PickListView(picker, now: model.now, clock: clock, area: layout.paneArea)
            .draw(on: &screen)
    case .rooms(let jump):
        PickListView(jump, in: model, area: layout.paneArea).draw(on: &screen)
    case nil: MessagePaneView(model: model, area: layout.paneArea).draw(on: &screen)
    }
    if let row = layout.statusRow {
        StatusLineView(model, layout: layout).draw(on: &screen, row: row)
    }
    BottomView(model, columns: model.size.columns).draw(on: &screen, area: layout.input)
    return screen
}
