/// What a click into the messages, or into what stands in their place, does.
extension Model {
    /// Opens the link that is clicked, or chooses the entry of a list.
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
        case .help, .members: break
        case nil:
            // What is seen there decides, so that no click leads elsewhere than it says.
            guard let link = view(self).link(atRow: place.row, column: place.column) else { return }
            wished += open(link.string)
        }
    }
}
