"""The two wire protocols of the measuring server, each as little as the programs need."""

import asyncio
import base64
import hashlib
import json
import os
import struct
import urllib.parse

ROOM = "bench"
MEMBERS = [f"nick{number:02}" for number in range(19)]
_HOST = "bench.invalid"
# RFC 6455 section 1.3.
_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


class Peer:
    """One connection."""

    def __init__(self, reader, writer, server):
        self.reader, self.writer, self.server = reader, writer, server

    def write(self, data):
        if not self.writer.is_closing():
            self.writer.write(data)

    async def drain(self):
        await self.writer.drain()

    def unsent(self):
        return self.writer.transport.get_write_buffer_size()


class IRCPeer(Peer):
    """An IRC client (RFC 1459) that joins one room of 20 members."""

    nick = "bench"

    async def run(self, first):
        self.server.peers.add(self)
        data = first
        while data:
            self._received(data.decode(errors="replace").rstrip("\r\n"))
            data = await self.reader.readline()

    def says(self, text, number):
        nick = MEMBERS[number % len(MEMBERS)]
        return f":{nick}!{nick}@{_HOST} PRIVMSG #{ROOM} :{text}\r\n".encode()

    def ping(self):
        self.write(f"PING :{_HOST}\r\n".encode())

    def _received(self, line):
        command, _, rest = line.partition(" ")
        match command.upper():
            case "CAP" if rest.startswith("LS"):
                self.write(f":{_HOST} CAP * LS :\r\n".encode())
            case "NICK":
                self.nick = rest.lstrip(":")
            case "USER":
                self._numeric(1, f"{self.nick} :Welcome")
                self._numeric(5, f"{self.nick} CHANTYPES=# PREFIX=(ov)@+ :are supported")
                self._numeric(422, f"{self.nick} :MOTD File is missing")
            case "JOIN":
                self.write(f":{self.nick}!{self.nick}@{_HOST} JOIN #{ROOM}\r\n".encode())
                self._numeric(353, f"{self.nick} = #{ROOM} :{' '.join([self.nick, *MEMBERS])}")
                self._numeric(366, f"{self.nick} #{ROOM} :End of /NAMES list.")
            case "WHO":
                self._numeric(315, f"{self.nick} {rest} :End of /WHO list.")
            case "MODE" if "#" in rest:
                self._numeric(324, f"{self.nick} #{ROOM} +")
            case "PING":
                self.write(f":{_HOST} PONG {_HOST} {rest}\r\n".encode())
            case "PONG":
                self.server.pongs += 1

    def _numeric(self, number, text):
        self.write(f":{_HOST} {number:03} {text}\r\n".encode())


class WebSocketPeer(Peer):
    """A WebSocket client in a room as Channels' tutorial has it: everybody gets the same {"message": …}."""

    async def run(self, first):
        key = b""
        while (header := await self.reader.readline()) not in (b"\r\n", b""):
            name, _, value = header.partition(b":")
            if name.lower() == b"sec-websocket-key":
                key = value.strip()
        accept = base64.b64encode(hashlib.sha1(key + _GUID).digest()).decode()
        self.write(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Accept: {accept}\r\n\r\n".encode()
        )
        self.server.peers.add(self)
        while await self.receive():
            pass

    def says(self, text, number):
        message = json.dumps({"message": f"{MEMBERS[number % len(MEMBERS)]}: {text}"}, ensure_ascii=False)
        return self.frame(_TEXT, message.encode())

    def ping(self):
        self.write(self.frame(_PING, b"bench"))

    async def receive(self):
        """Takes one frame; false at the end."""
        opcode, second = await self.reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", await self.reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack("!Q", await self.reader.readexactly(8))
        mask = await self.reader.readexactly(4) if second & 0x80 else b"\0\0\0\0"
        payload = bytes(byte ^ mask[i % 4] for i, byte in enumerate(await self.reader.readexactly(length)))
        match opcode & 0x0F:
            case 1:
                for peer in self.server.peers:
                    peer.write(peer.frame(_TEXT, payload))
            case 8:
                self.write(self.frame(_CLOSE, payload[:2]))
                return False
            case 9:
                self.write(self.frame(_PONG, payload))
            case 10:
                self.server.pongs += 1
        return True

    def frame(self, opcode, payload):
        return bytes([0x80 | opcode]) + self._length(len(payload), 0) + payload

    def _length(self, length, mask_bit):
        if length < 126:
            return bytes([mask_bit | length])
        return bytes([mask_bit | 126]) + struct.pack("!H", length)


class WebSocketSpeaker(WebSocketPeer):
    """The client's end: speaks in a room of another server and throws away what comes back."""

    async def run(self, first):
        # Whatever comes from us proves to the server that we are alive: no need to look for its pings.
        while True:
            self.write(self.frame(_PONG, b""))
            await asyncio.sleep(5)

    async def drop(self):
        """Throws away what comes back."""
        while await self.reader.read(1 << 20):
            pass

    def frame(self, opcode, payload):
        # A mask of zeros is a mask, and leaves the payload as it is.
        return bytes([0x80 | opcode]) + self._length(len(payload), 0x80) + b"\0\0\0\0" + payload


async def dial(url, server):
    """Joins the room at this URL."""
    parts = urllib.parse.urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    key = base64.b64encode(os.urandom(16)).decode()
    writer.write(
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 101"):
        raise SystemExit(f"refused: {head!r}")
    speaker = WebSocketSpeaker(reader, writer, server)
    speaker.tasks = [asyncio.create_task(speaker.run(b"")), asyncio.create_task(speaker.drop())]
    return speaker
