/// Where the parts of the screen are, for a size and a model.
struct Layout: Equatable {
    /// The message pane.
    var pane: Size

    init(_ model: Model) {
        pane = model.size
    }
}

/// Moves what the message pane shows by `rows` (positive: towards older lines), no further than the log goes; at
/// the newest line it becomes ``ScrollPosition/bottom``.
func scrolled(
    _ position: ScrollPosition, by rows: Int, in room: RoomModel, pane: Size
) -> ScrollPosition {
    position
}
