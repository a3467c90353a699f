import Glibc
import NIOCore
import NIOSSL
import Wire

/// Sends one request and reads its answer, at the end of an active channel's pipeline; the channel
/// closes after it.
final class HTTPGetHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let configuration: ClientConfiguration
    private var report: ((Result<[UInt8], HTTPFailure>) -> Void)?
    private var context: ChannelHandlerContext?
    private var parser = ResponseHead.Parser()
    private var body: ResponseBody?

    /// A handler for one exchange; `report` is called once, on the event loop.
    init(
        _ configuration: ClientConfiguration,
        report: @escaping (Result<[UInt8], HTTPFailure>) -> Void
    ) {
        self.configuration = configuration
        self.report = report
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let request = ByteBuffer(bytes: HTTPGet.request(configuration))
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard report != nil else { return }
        let result = unwrapInboundIn(data).withUnsafeReadableBytes { bytes in
            Result { () throws(HTTPFailure) in try receive(bytes) }
        }
        switch result {
        case .success(nil): break
        case .success(let bytes?): finish(.success(bytes))
        case .failure(let failure): fail(failure)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        // Some bodies end with the transport.
        if (try? body?.end()) != nil, let body, body.isComplete {
            finish(.success(body.bytes))
        } else {
            fail(.connection(.ended))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        let loss = ConnectionLoss(
            securing: error,
            certificate: certificate,
            pins: configuration.tls?.pins ?? [],
            now: time(nil)
        )
        if body == nil, let loss { return fail(.connection(loss)) }
        context.close(promise: nil)
    }

    /// Gives the exchange up, unless it is over.
    func fail(_ failure: HTTPFailure) {
        finish(.failure(failure))
    }

    /// Takes what has arrived; returns the body when it is whole.
    private func receive(_ bytes: UnsafeRawBufferPointer) throws(HTTPFailure) -> [UInt8]? {
        var input = bytes
        let head = body == nil ? try nextHead(from: &input) : nil
        do throws(ResponseBody.Fault) {
            if let head { body = try ResponseBody(of: head, limit: HTTPGet.maximumBytes) }
            try body?.append(input)
        } catch {
            throw error == .tooLarge ? .tooLarge : .malformed
        }
        guard let body, body.isComplete else { return nil }
        return body.bytes
    }

    /// The head of the answer proper, which must be a 200.
    private func nextHead(
        from input: inout UnsafeRawBufferPointer
    ) throws(HTTPFailure) -> ResponseHead? {
        while true {
            let head: ResponseHead?
            do throws(ResponseHead.Fault) {
                head = try parser.next(from: &input)
            } catch {
                throw .malformed
            }
            guard let head else { return nil }
            switch head.status {
            case 200: return head
            case 101: throw .malformed
            case 100..<200: parser = ResponseHead.Parser()  // Interim (RFC 9110 section 15.2).
            default: throw .status(head.status, reason: head.reason)
            }
        }
    }

    private func finish(_ result: Result<[UInt8], HTTPFailure>) {
        let report = self.report
        self.report = nil
        report?(result)
        context?.close(promise: nil)
    }
}
