import NIOCore
import NIOHTTP1
import Wire

/// A connection before its upgrade: answers requests for pages, and hands the pipeline to a
/// `ConsumerHandler`.
///
/// A request is answered as soon as it is read, so that pipelined ones are answered in order and
/// none waits. What arrives behind an upgrade is kept by the decoder and goes to the consumer when
/// the decoder leaves.
final class HTTPHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// How many requests a connection may make: what a peer can make us queue without reading any
    /// of it is bounded.
    static let maximumRequests = 100
    /// How long a peer may take to read a last answer.
    static let lingerTime = TimeAmount.seconds(1)

    private let loop: ServerLoop
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private let encoder = HTTPResponseEncoder()
    private var request: Request?
    private var answered = 0
    private var deadline: Scheduled<Void>?
    /// Whether the last answer is given.
    private var isDone = false
    /// Whether an answer is being made, behind which nothing is answered any more.
    private var isWaiting = false

    init(loop: ServerLoop) {
        self.loop = loop
        var limits = NIOHTTPDecoderLimitConfiguration()
        // One line may be as long as the head here, as the decoder would not say which one was not;
        // Routes refuses shorter ones.
        limits.maxHeaderFieldSize = Request.maximumHead
        limits.maxHeaderListSize = Request.maximumHead
        limits.maxHeaderFieldCount = Request.maximumFields
        decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits)
        )
    }

    /// Makes `channel` a connection that speaks HTTP.
    func install(in channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandlers([decoder, encoder, self])
    }

    func handlerAdded(context: ChannelHandlerContext) {
        startDeadline(context, in: TimeAmount(loop.configuration.headTimeout))
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone, !isWaiting else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            let request = Request(head)
            self.request = request
            // A body is refused before it comes.
            if let refusal = Routes.bodyRefusal(of: request) { respond(refusal, context) }
        case .body:
            break
        case .end:
            if let request { answer(request, context) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard context.channel.isActive, !isDone, !isWaiting else { return }
        switch error {
        case HTTPParserError.headerOverflow: respond(.headTooLarge, context)
        case is HTTPParserError: respond(.malformed, context)
        default: context.close(promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { finish(context) }
        context.fireUserInboundEventTriggered(event)
    }
}

// MARK: - Answers

extension HTTPHandler {
    private func answer(_ request: Request, _ context: ChannelHandlerContext) {
        guard !loop.isFull else {
            respond(.tooManyConnections, context)
            return
        }
        switch loop.routes.answer(to: request) {
        case .response(let response): respond(response, context)
        case .rooms(let fields): listRooms(fields, context)
        case .upgrade(let agreed): upgrade(agreed, context)
        }
    }

    private func listRooms(_ fields: [HeaderField], _ context: ChannelHandlerContext) {
        isWaiting = true
        request?.isKeptAlive = false
        startDeadline(context, in: TimeAmount(loop.configuration.headTimeout))
        loop.listRooms { [weak self] list in
            guard let self, !isDone, context.channel.isActive else { return }
            var response = Response(503, "the history cannot be read just now")
            if let list { response = Response(list.json, type: "application/json") }
            response.fields += fields
            respond(response, context)
        }
    }

    private func respond(_ response: Response, _ context: ChannelHandlerContext) {
        answered += 1
        if response.status >= 400 { loop.counters.refusals += 1 }
        if let reason = response.refusal { log(response.status, reason) }
        let ends =
            response.endsConnection || answered == Self.maximumRequests
            || request?.isKeptAlive != true
        let head = HTTPResponseHead(response, endsConnection: ends)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        if request?.method != "HEAD" {
            let body = ByteBuffer(bytes: response.body)
            context.write(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
        request = nil
        if ends {
            finish(context)
        } else {
            startDeadline(context, in: TimeAmount(loop.configuration.headTimeout))
        }
    }

    private func log(_ status: Int, _ reason: String) {
        let fields = request?.fields ?? []
        loop.log.event(
            .refusal,
            at: loop.now,
            "refused a request",
            [
                "status": "\(status)",
                "reason": DisplayText(cleaning: reason),
                "origin": Self.cleaned(fields.values(of: "Origin")),
                "host": Self.cleaned(fields.values(of: "Host")),
            ]
        )
    }

    private static func cleaned(_ values: [String]) -> DisplayText {
        ServerLog.cleaned(values.joined(separator: ", "))
    }

    /// Answers 101 and gives the connection to a consumer.
    private func upgrade(_ agreed: Upgrade, _ context: ChannelHandlerContext) {
        isDone = true
        loop.counters.upgrades += 1
        let head = HTTPResponseHead(
            version: .http1_1,
            status: .switchingProtocols,
            headers: HTTPHeaders(agreed.fields.map { ($0.name, $0.value) })
        )
        let consumer = ConsumerHandler(loop: loop, agreed)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        let written = context.writeAndFlush(Self.wrapOutboundOut(.end(nil)))
        let pipeline = context.pipeline.syncOperations
        do {
            try pipeline.addHandler(consumer)
        } catch {
            context.close(promise: nil)
            return
        }
        written.assumeIsolated().whenComplete { _ in consumer.writeCompleted(Backlog()) }
        pipeline.removeHandler(encoder, promise: nil)
        pipeline.removeHandler(self, promise: nil)
        // Leaves last: only then are bytes forwarded that came behind the request.
        pipeline.removeHandler(decoder, promise: nil)
    }
}

// MARK: - Ending

extension HTTPHandler {
    /// Starts anew the time that the next request head may take.
    ///
    /// It does not matter how many bytes come meanwhile: a head that drips is cut off like one that
    /// does not come.
    private func startDeadline(_ context: ChannelHandlerContext, in time: TimeAmount) {
        deadline?.cancel()
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: time) { [self] in
            if !isDone, answered == 0 {
                loop.counters.lateHeads += 1
                respond(.headTooLate, context)
            } else {
                context.close(promise: nil)
            }
        }
    }

    /// Ends the connection after what is written; what still comes is thrown away, so that no reset
    /// overtakes the answer.
    private func finish(_ context: ChannelHandlerContext) {
        guard !isDone else { return }
        isDone = true
        do {
            try context.pipeline.syncOperations.addHandler(InputDiscarder(), position: .first)
            context.close(mode: .output, promise: nil)
            startDeadline(context, in: Self.lingerTime)
        } catch {
            context.close(promise: nil)
        }
    }
}

/// Keeps what a peer still sends from everybody behind it.
private final class InputDiscarder: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
}

// MARK: - NIOHTTP1's types

extension Request {
    /// The head as the decoder gives it: values may end in white space.
    init(_ head: HTTPRequestHead) {
        method = head.method.rawValue
        target = head.uri
        isHTTP11 = head.version == .http1_1
        fields = head.headers.map { name, value in
            HeaderField(name, Self.withoutTrailingSpace(value))
        }
        // The decoder stops at a request that asks for an upgrade, whether it gets one or not.
        isKeptAlive = head.isKeepAlive && !head.headers.contains(name: "Upgrade")
    }

    private static func withoutTrailingSpace(_ value: String) -> String {
        guard let last = value.utf8.last, last == 0x20 || last == 0x09 else { return value }
        let end = value.utf8.lastIndex { $0 != 0x20 && $0 != 0x09 }
        return end.map { String(decoding: value.utf8[...$0], as: UTF8.self) } ?? ""
    }
}

extension HTTPResponseHead {
    fileprivate init(_ response: Response, endsConnection: Bool) {
        var headers = HTTPHeaders(response.fields.map { ($0.name, $0.value) })
        headers.add(name: "Content-Length", value: String(response.body.count))
        let isUpgradeOffered = headers.contains(name: "Upgrade")
        if endsConnection {
            // RFC 9110 section 7.8: an Upgrade field is named in Connection.
            headers.add(name: "Connection", value: isUpgradeOffered ? "Upgrade, close" : "close")
        }
        self.init(
            version: .http1_1,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
    }
}
