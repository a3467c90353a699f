/// What a click into what stands in place of the messages does.
extension Model {
    /// Chooses the entry of a list.
    mutating func clickPane(at place: MouseEvent) {
        let area = Layout(self).paneArea
        switch overlay {
        case .links(let picker):
            let list = PickListView(picker, now: now, area: area)
            guard let index = list.index(atRow: place.row, column: place.column) else { return }
            wished += clickLink(index)
        case .rooms(var jump):
            let list = PickListView(jump, in: self, area: area)
            guard let index = list.index(atRow: place.row, column: place.column) else { return }
            jump.selected = index
            overlay = .rooms(jump)
            wished += self.jump()
        case .help, .members, nil: break
        }
    }
}
