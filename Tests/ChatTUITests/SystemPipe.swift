import Glibc

@testable import ChatTUI

/// A pipe of the system; what is in it can be read without waiting.
final class SystemPipe {
    let readEnd: CInt
    let writeEnd: CInt
    private var isReadable = true

    struct Failure: Error {}

    init() throws {
        var ends: [CInt] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure() }
        (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        closeReadEnd()
        close(writeEnd)
    }

    /// All bytes that wait, as text.
    func readAll() -> String {
        var text: [UInt8] = []
        var buffer: [UInt8] = Array(repeating: 0, count: 65_536)
        while true {
            let count = read(readEnd, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: text, as: UTF8.self) }
            text += buffer[..<count]
        }
    }

    /// Leaves nobody who could read.
    func closeReadEnd() {
        if isReadable { close(readEnd) }
        isReadable = false
    }
}
