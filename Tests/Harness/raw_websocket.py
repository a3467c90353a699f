"""A WebSocket client without a library: quick enough to be a thousand of them, and nothing is done behind its back."""

import asyncio
import base64
import hashlib
import os


class Refused(Exception):
    """The server answered the handshake with something else than 101."""


class WebSocket(asyncio.Protocol):
    """One connection.

    Calls `on_text` with the bytes of each text message, and `on_end` once with the code of the server's Close frame,
    None when there was none. It masks with zeros: RFC 6455 asks for unpredictable masks to protect proxies from
    scripts, and here are neither.
    """

    def __init__(self, on_text, on_end):
        self._on_text = on_text
        self._on_end = on_end
        self._key = base64.b64encode(os.urandom(16)).decode()
        self._opened = asyncio.get_running_loop().create_future()
        self._is_open = False
        self._is_lost = False
        self._rest = b""
        self.close_code = None
        self.subprotocol = None

    @classmethod
    async def open(cls, port, room, on_text, on_end=lambda code: None, subprotocol=None):
        """Connects and shakes hands; raises OSError or Refused."""
        loop = asyncio.get_running_loop()
        transport, self = await loop.create_connection(lambda: cls(on_text, on_end), "127.0.0.1", port)
        lines = [
            f"GET /ws/chat/{room}/ HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
            f"Sec-WebSocket-Key: {self._key}", "Sec-WebSocket-Version: 13",
        ]
        if subprotocol:
            lines.append(f"Sec-WebSocket-Protocol: {subprotocol}")
        transport.write("\r\n".join([*lines, "", ""]).encode())
        try:
            await asyncio.wait_for(self._opened, 30)
        except BaseException:
            transport.abort()
            raise
        return self

    @property
    def is_open(self):
        """Whether something may still be sent and heard."""
        return self._is_open

    def send(self, *texts):
        """Sends text messages, all in one write."""
        self._transport.write(b"".join(_frame(0x81, text.encode()) for text in texts))

    def close(self, code=1000):
        """Sends a Close frame; `on_end` tells when the connection is gone."""
        self._transport.write(_frame(0x88, code.to_bytes(2, "big")))

    def abort(self):
        """Resets the connection."""
        self._transport.abort()

    def stop_reading(self):
        """Leaves what the server sends to the kernel's buffers."""
        self._transport.pause_reading()

    # Called by the event loop.

    def connection_made(self, transport):
        self._transport = transport

    def connection_lost(self, error):
        self._is_lost = True
        if not self._opened.done():
            self._opened.set_exception(ConnectionResetError("gone before the handshake was answered"))
        elif self._is_open:
            self._is_open = False
            self._on_end(self.close_code)

    def data_received(self, data):
        data = self._rest + data
        self._rest = b""
        if not self._is_open:
            head, blank, data = data.partition(b"\r\n\r\n")
            if not blank:
                self._rest = head
                return
            if not self._shake_hands(head.decode("latin-1").split("\r\n")):
                return
        position, size = 0, len(data)
        while size - position >= 2:
            start, length = position + 2, data[position + 1]
            if length == 126:
                start, length = start + 2, int.from_bytes(data[start : start + 2], "big")
            elif length == 127:
                start, length = start + 8, int.from_bytes(data[start : start + 8], "big")
            if size < start + length:
                break
            self._take(data[position], data[start : start + length])
            position = start + length
        self._rest = data[position:]

    def _shake_hands(self, lines):
        if " 101 " not in lines[0]:
            if not self._opened.done():
                self._opened.set_exception(Refused(lines[0]))
            return False
        fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        digest = hashlib.sha1((self._key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        assert fields["sec-websocket-accept"] == base64.b64encode(digest).decode()
        self.subprotocol = fields.get("sec-websocket-protocol")
        self._is_open = True
        if not self._opened.done():
            self._opened.set_result(None)
        return True

    def _take(self, first, payload):
        if first == 0x81:
            self._on_text(payload)
        elif first == 0x88:
            self.close_code = int.from_bytes(payload[:2], "big") if payload else 1005
            self._transport.write(_frame(0x88, payload[:2]))
            self._transport.close()
        elif first == 0x89:
            self._transport.write(_frame(0x8A, payload))
        else:
            assert first == 0x8A, f"a frame that begins with {first:#x}"


def _frame(first, payload):
    length = len(payload)
    if length < 126:
        head = bytes((first, 0x80 | length))
    elif length < 65536:
        head = bytes((first, 0xFE)) + length.to_bytes(2, "big")
    else:
        head = bytes((first, 0xFF)) + length.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload
