import Wire

/// The nicks of a room's `chat-tui.1` members: each belongs to one device for as long as a
/// connection of that device is there.
///
/// A device may be there more than once (two terminals of one person, or a connection that is dead
/// and not yet given up); it keeps its nick, and is announced once.
struct Presence {
    private struct Holder {
        var nick: Nick
        var device: Device
        var connections: Int
    }

    /// By ``Nick/folded``.
    private var holders: [[UInt8]: Holder] = [:]

    /// Who is there, in no order.
    var nicks: some Collection<Nick> { holders.values.lazy.map(\.nick) }

    /// How many nicks are there.
    var count: Int { holders.count }

    /// Gives the device the nick it wants, or the next one that is free.
    ///
    /// - Returns: The nick, and whether the others have to be told of it.
    mutating func claim(_ wanted: Nick, for device: Device) -> (nick: Nick, isNew: Bool) {
        let nick = wanted.free { candidate in
            guard let holder = holders[candidate.folded] else { return false }
            return holder.device != device
        }
        if var holder = holders[nick.folded] {
            holder.connections += 1
            holders[nick.folded] = holder
            return (holder.nick, false)
        }
        holders[nick.folded] = Holder(nick: nick, device: device, connections: 1)
        return (nick, true)
    }

    /// Takes back what one ``claim(_:for:)`` gave.
    ///
    /// - Returns: Whether nobody has the nick any more, which the others have to be told.
    mutating func release(_ nick: Nick) -> Bool {
        guard var holder = holders[nick.folded] else { return false }
        holder.connections -= 1
        holders[nick.folded] = holder.connections > 0 ? holder : nil
        return holder.connections == 0
    }
}
