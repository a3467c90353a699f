import Glibc
import Wire

/// Times the protocol core alone, without a socket; `Benchmarks/wire` builds and runs it.
@main
enum WireBenchmark {
    static func main() {
        masking()
        roundTrips()
        fragments()
    }

    // MARK: - Masking and round trips

    private static func masking() {
        let payload = [UInt8](repeating: 0x61, count: 16 << 20)
        var output = [UInt8](repeating: 0, count: payload.count)
        let seconds = fastest(of: 10) {
            payload.withUnsafeBytes { source in
                output.withUnsafeMutableBytes { target in
                    guard let base = target.baseAddress else { return }
                    Masking.apply(source, to: base, key: 0x9A3C_51F7, offset: 0)
                }
            }
        }
        report("unmask 16 MiB", bytes: payload.count, seconds)
    }

    /// A client encodes a message, the server reads it in pieces as from a socket, and answers with
    /// it; the client reads that.
    private static func roundTrips() {
        let text = Array("a message of plain text, as people write it.....".utf8)
        var payload: [UInt8] = []
        while payload.count < 16 << 20 { payload += text }
        payload.removeLast(payload.count - 16 << 20)
        for kind in [MessageKind.binary, .text] {
            for read in [1 << 16, Int.max] {
                var ends = Ends(limits: Limits(messageBytes: payload.count))
                let seconds = fastest(of: 10) { ends.roundTrip(payload, kind, read: read) }
                let pieces = read == .max ? "one read" : "reads of \(read >> 10) KiB"
                // The message is masked once, unmasked once, and read twice.
                report(
                    "16 MiB \(kind) there and back, \(pieces)",
                    bytes: 2 * payload.count,
                    seconds
                )
            }
        }
    }

    /// Two connections, and the space that they are lent, as a thread keeps it.
    private struct Ends: ~Copyable {
        var client: Connection
        var server: Connection
        var scratch: [UInt8] = []
        var output: [UInt8] = []

        init(limits: Limits) {
            client = Connection(role: .client, limits: limits)
            server = Connection(role: .server, limits: limits)
        }

        mutating func roundTrip(_ payload: [UInt8], _ kind: MessageKind, read: Int) {
            output.removeAll(keepingCapacity: true)
            payload.withUnsafeBytes { client.encode(kind, $0, maskKey: 0x9A3C_51F7, to: &output) }
            guard let count = receive(output, by: &server, &scratch, read: read) else {
                return wrong()
            }
            output.removeAll(keepingCapacity: true)
            scratch.withUnsafeBytes { bytes in
                let message = UnsafeRawBufferPointer(rebasing: bytes[..<count])
                server.encode(kind, message, maskKey: nil, to: &output)
            }
            let last = receive(output, by: &client, &scratch, read: read)
            guard last == payload.count, memcmp(scratch, payload, payload.count) == 0 else {
                return wrong()
            }
        }
    }

    // MARK: - Fragments

    private static func fragments() {
        for count in [1, 1_000, 100_000, 1_000_000] {
            var line = ""
            for size in [1 << 20, 2 << 20, 4 << 20, 8 << 20] {
                let stream = fragmented(bytes: size, count: count)
                let limits = Limits(messageBytes: size, fragments: count)
                var scratch: [UInt8] = []
                let seconds = fastest(of: 5) {
                    var server = Connection(role: .server, limits: limits)
                    guard receive(stream, by: &server, &scratch, read: 1 << 16) == size else {
                        return wrong()
                    }
                }
                line += "  \(decimal(seconds * 1_000, digits: 2))"
            }
            print("1, 2, 4, 8 MiB in \(count) fragments, ms:\(line)")
        }
    }

    /// A client's text message of so many bytes in so many fragments.
    private static func fragmented(bytes: Int, count: Int) -> [UInt8] {
        var output: [UInt8] = []
        for index in 0..<count {
            let length = bytes * (index + 1) / count - bytes * index / count
            FrameEncoder.append(
                index == 0 ? .text : .continuation,
                payload: [UInt8](repeating: 0x61, count: length),
                isFinal: index == count - 1,
                maskKey: 0x9A3C_51F7,
                to: &output
            )
        }
        return output
    }

    // MARK: - Measuring

    /// The length of the one message in `bytes`, which come `read` at a time.
    static func receive(
        _ bytes: [UInt8],
        by connection: inout Connection,
        _ scratch: inout [UInt8],
        read: Int
    ) -> Int? {
        bytes.withUnsafeBytes { all in
            var rest = all
            while !rest.isEmpty {
                var input = UnsafeRawBufferPointer(rebasing: rest.prefix(read))
                rest = UnsafeRawBufferPointer(rebasing: rest[input.count...])
                if case .message(_, let count) = connection.next(
                    from: &input,
                    scratch: &scratch,
                    at: 0
                ) {
                    return count
                }
            }
            return nil
        }
    }

    /// CPU seconds of the fastest of some runs: another process may disturb the others.
    private static func fastest(of runs: Int, _ body: () -> Void) -> Double {
        (0..<runs).reduce(Double.infinity) { best, _ in
            let start = processSeconds()
            body()
            return min(best, processSeconds() - start)
        }
    }

    private static func processSeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func report(_ what: String, bytes: Int, _ seconds: Double) {
        print("\(what): \(decimal(Double(bytes) / seconds / 1e9, digits: 2)) GB/s")
    }

    private static func decimal(_ value: Double, digits: Int) -> String {
        let scale = digits == 2 ? 100.0 : 10.0
        let hundredths = Int((value * scale).rounded())
        let fraction = String(hundredths % Int(scale))
        let zeros = String(repeating: "0", count: digits - fraction.count)
        return "\(hundredths / Int(scale)).\(zeros)\(fraction)"
    }

    static func wrong() {
        print("what came out is wrong")
        exit(1)
    }
}
