/// Takes one event into the model.
///
/// - Returns: What is to be done outside, in order.
func update(_ model: inout Model, _ event: Event, at now: Moment) -> [Effect] {
    model.now = now
    return []
}

/// When, in milliseconds of the monotonic clock, ``Event/tick`` is wanted next, or `nil` for not at all.
func nextDeadline(of model: Model) -> Int64? {
    nil
}
