"""A chat server whose every misbehaviour can be asked for."""

import asyncio
import contextlib
import http
import json
import socket
import threading

from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed

from waiting import eventually


class ChatServer:
    """Speaks the tutorial's protocol on a thread of its own.

    - `echo`: seconds until a message comes back, or None for never.
    - `on_open`: coroutine function, called with each new connection before anything is read.
    - `on_message`: coroutine function (connection, text), called instead of the echo.
    - `refuse`: an HTTP status to answer each handshake with.
    - `origins`, `subprotocols`: passed to websockets; None lets everybody in, and selects nothing.
    """

    def __init__(self, echo=0.0, on_open=None, on_message=None, refuse=None, port=0, origins=None,
                 subprotocols=None):
        self.echo = echo
        self.on_open = on_open
        self.on_message = on_message
        self.refuse = refuse
        self.origins = origins
        self.subprotocols = subprotocols
        self.port = port
        self.received = []
        self.closes = []
        self.requests = []
        self.connections = []
        self._loop = None

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}"

    def __enter__(self):
        started = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(started)), daemon=True)
        self._thread.start()
        assert started.wait(10)
        if self._failure:
            raise self._failure
        return self

    def __exit__(self, *_):
        if self._loop:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(10)
            self._loop = None

    async def _run(self, started):
        self._failure = None
        self._stop = asyncio.Event()
        try:
            server = await serve(
                self._serve,
                "127.0.0.1",
                self.port,
                process_request=self._answer,
                origins=self.origins,
                subprotocols=self.subprotocols,
                max_size=None,
                close_timeout=0.2,
                ping_interval=None,
            )
        except OSError as error:
            self._failure = error
            started.set()
            return
        self.port = server.sockets[0].getsockname()[1]
        self._loop = asyncio.get_running_loop()
        started.set()
        await self._stop.wait()
        for connection in list(self.connections):
            connection.transport.abort()
        server.close()
        await server.wait_closed()

    def _answer(self, connection, request):
        self.requests.append(request)
        if self.refuse:
            return connection.respond(http.HTTPStatus(self.refuse), "refused by the test\n")
        return None

    async def _serve(self, connection):
        self.connections.append(connection)
        try:
            with contextlib.suppress(ConnectionClosed):
                if self.on_open:
                    await self.on_open(connection)
                async for frame in connection:
                    text = json.loads(frame).get("message")
                    if text is None:
                        continue  # what chat-tui.1 says beside messages
                    self.received.append(text)
                    if self.on_message:
                        await self.on_message(connection, text)
                    elif self.echo is not None:
                        asyncio.get_running_loop().call_later(self.echo, self._deliver, frame)
        finally:
            self.connections.remove(connection)
            self.closes.append(connection.close_code)

    def _deliver(self, frame):
        value = json.dumps({"message": json.loads(frame)["message"]})
        for connection in list(self.connections):
            asyncio.ensure_future(_send(connection, value))

    # Called by the test's thread.

    def wait_for_client(self, count=1):
        """Waits until so many clients are connected."""
        eventually(lambda: len(self.connections) >= count, what=lambda: f"{len(self.connections)} clients")

    def wait_for(self, texts):
        """Waits until exactly these messages were received."""
        eventually(lambda: len(self.received) >= len(texts), what=lambda: self.received[-5:])
        assert self.received == texts

    def say(self, *messages, room=None):
        """Sends chat messages to everybody, or to those in this room."""
        for message in messages:
            self.send(json.dumps({"message": message}), room)

    def send(self, frame, room=None):
        """Sends a text frame (str) or a binary frame (bytes) to everybody, or to those in this room."""

        def send_to(connection):
            if room is None or connection.request.path == f"/ws/chat/{room}/":
                asyncio.ensure_future(_send(connection, frame))

        self._call(send_to)

    def write(self, data):
        """Sends bytes as they are."""
        self._call(lambda connection: connection.transport.write(data))

    def close_all(self, code=1000, reason=""):
        """Closes every connection with a Close frame, and waits until they are closed."""
        count = len(self.closes) + len(self.connections)
        self._call(lambda connection: asyncio.ensure_future(connection.close(code, reason)))
        eventually(lambda: len(self.closes) >= count)

    def drop_all(self):
        """Resets every connection without a Close frame, and waits until they are gone."""
        count = len(self.closes) + len(self.connections)
        self._call(lambda connection: connection.transport.abort())
        eventually(lambda: len(self.closes) >= count)

    def _call(self, action):
        done = threading.Event()

        def run():
            for connection in list(self.connections):
                action(connection)
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(10)


async def _send(connection, frame):
    with contextlib.suppress(ConnectionClosed):
        await connection.send(frame)


def free_port():
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RawServer:
    """Answers each TCP connection with fixed bytes, then closes; for what is not HTTP as it should be."""

    def __init__(self, answer, close=True):
        self._answer = answer
        self._close = close
        self._open = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.requests = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self):
        return f"ws://127.0.0.1:{self.port}"

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            connection.close()
        self._thread.join(10)

    def _run(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            request = b""
            while b"\r\n\r\n" not in request:
                more = connection.recv(65536)
                if not more:
                    break
                request += more
            self.requests.append(request)
            if self._answer:
                connection.sendall(self._answer)
            if self._close:
                connection.close()
