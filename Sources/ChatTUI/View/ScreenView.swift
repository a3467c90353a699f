/// Draws models, one after the other.
///
/// What it draws is a function of the model alone. Most frames are a key that was typed, so what stands
/// above the input line is taken from the frame before as long as nothing changes there
/// (``UpperSource``), and a line's rows as long as the line stays as it is (``RowCache``).
struct ScreenView {
    private var cache = RowCache()
    /// The rows above the input line that were drawn last, and what of.
    private var latest: (source: UpperSource, screen: Screen)?

    /// Draws the model.
    mutating func draw(_ model: borrowing Model) -> Screen {
        let bottom = BottomView(model, columns: model.size.columns)
        let layout = Layout(model, bottom: bottom)
        var screen = upper(model, layout)
        bottom.draw(on: &screen, area: layout.input)
        return screen
    }

    /// What stands above the input line, and the window's title; the rows below are blank.
    private mutating func upper(_ model: borrowing Model, _ layout: Layout) -> Screen {
        if let screen = latest?.screen, latest?.source.matches(model, layout) == true {
            return screen
        }
        let screen = drawUpper(copy model, layout)
        latest = UpperSource(model, layout).map { ($0, screen) }
        return screen
    }

    private mutating func drawUpper(_ model: Model, _ layout: Layout) -> Screen {
        var screen = Screen(size: model.size, lowerRows: layout.input.rows)
        screen.title = windowTitle(model)
        if let area = layout.roomList { RoomListView(model, area: area).draw(on: &screen) }
        if let area = layout.memberList, let room = model.currentRoom {
            MemberListView(columnFor: room, area: area, scroll: model.memberScroll)
                .draw(on: &screen)
        }
        drawPane(model, area: layout.paneArea, on: &screen)
        if let row = layout.statusRow {
            StatusLineView(model, layout: layout).draw(on: &screen, row: row)
        }
        return screen
    }

    private mutating func drawPane(_ model: Model, area: Layout.Area, on screen: inout Screen) {
        switch model.overlay {
        case .help(let scroll):
            HelpView(helpRows(model.keyMap), area: area).draw(on: &screen, scroll: scroll)
        case .members(let scroll):
            guard let room = model.currentRoom else { return }
            MemberListView(paneFor: room, area: area, scroll: scroll).draw(on: &screen)
        case .links(let picker):
            PickListView(picker, now: model.now, clock: model.settings.time, area: area)
                .draw(on: &screen)
        case .rooms(let jump): PickListView(jump, in: model, area: area).draw(on: &screen)
        case nil: MessagePaneView(model, area: area)?.draw(on: &screen, cache: &cache)
        }
    }
}

/// Draws one model.
func view(_ model: Model) -> Screen {
    var view = ScreenView()
    return view.draw(model)
}
