"""What clients do on purpose to `chat-tui serve --compress`: each is refused with the right code, the server's memory
grows by less than 4 MiB at its peak, and everybody else in the room is served meanwhile."""

import base64
import json
import os
import socket
import struct
import time
import zlib

import pytest
from websockets.sync.client import connect

MIB = 1 << 20
MASK = b"\x01\x02\x03\x04"


class Server:
    """The server under attack, and two members of its room who go on talking."""

    def __init__(self, program):
        self.program = program
        self._proc = f"/proc/{program.process.pid}"
        self._members = [connect(f"{program.url}/ws/chat/lobby/", legacy=True) for _ in range(2)]
        self._said = 0
        for _ in range(20):
            self.talk()
        # Writing 5 makes the peak begin anew (proc(5)).
        with open(f"{self._proc}/clear_refs", "w") as peak:
            peak.write("5")
        self._before = self._memory("VmRSS")

    def _memory(self, name):
        with open(f"{self._proc}/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith(name + ":"))

    def growth(self):
        """How many bytes more than before the attack the server had at most."""
        return self._memory("VmHWM") - self._before

    def talk(self):
        """One member says something that both hear, short or long, compressed or not."""
        self._said += 1
        message = json.dumps({"message": f"{self._said} " * (1 if self._said % 2 else 100)})
        self._members[self._said % 3 % 2].send(message)
        for member in self._members:
            assert member.recv(5) == message

    def close(self):
        for member in self._members:
            member.close()


@pytest.fixture
def server(serve):
    server = Server(serve("--compress", "-q"))
    yield server
    server.close()


class Attacker:
    """A socket that says exactly what it is told to, as far as the server takes it."""

    def __init__(self, server, receive_buffer=None):
        self.server = server
        self._socket = socket.socket()
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._socket.settimeout(10)
        self._socket.connect(("127.0.0.1", server.program.port))
        self._file = self._socket.makefile("rb")

    def join(self):
        """Shakes hands, with compression."""
        self.write(handshake(self.server))
        assert self.status() == 101
        return self

    def write(self, data):
        """Whether the server still took it."""
        try:
            self._socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def flood(self, piece, count):
        """Writes a piece so often, while the others talk."""
        for number in range(count):
            if not self.write(piece):
                break
            if number % 10 == 0:
                self.server.talk()

    def status(self):
        """The HTTP status of the next answer, whose head is read."""
        status = int(self._file.readline().split()[1])
        while self._file.readline() not in (b"\r\n", b""):
            pass
        return status

    def frame(self):
        """The next frame's opcode and payload."""
        first, length = self._file.read(2)
        if length == 126:
            (length,) = struct.unpack(">H", self._file.read(2))
        return first & 15, self._file.read(length)

    def close_code(self):
        """The code of the Close frame, whatever comes before."""
        while True:
            opcode, payload = self.frame()
            if opcode == 8:
                return struct.unpack(">H", payload[:2])[0]

    def ends(self):
        """Whether the server ends the connection, whatever comes before."""
        try:
            while self._file.read(65536):
                pass
        except ConnectionResetError:
            pass
        return True


def handshake(server):
    return (
        "GET /ws/chat/lobby/ HTTP/1.1\r\n"
        f"Host: 127.0.0.1:{server.program.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
    ).encode()


def frame(first, payload=b""):
    """A masked frame; `first` is its first byte. The payload is what the server will see."""
    size = len(payload)
    if size < 126:
        length = struct.pack(">B", 0x80 | size)
    elif size < 65536:
        length = struct.pack(">BH", 0xFE, size)
    else:
        length = struct.pack(">BQ", 0xFF, size)
    key = (MASK * (size // 4 + 1))[:size]
    masked = int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")
    return bytes([first]) + length + MASK + masked.to_bytes(size, "big")


def bomb(size):
    """What inflates to so many bytes."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(bytes(size)) + compressor.flush(zlib.Z_SYNC_FLUSH)[:-4]


@pytest.mark.parametrize(
    "data, code",
    [
        (b"\x81\x02{}", 1002),
        (b"\xa1\x80" + MASK, 1002),
        (b"\x91\x80" + MASK, 1002),
        (b"\xc9\x80" + MASK, 1002),
        (b"\x81\xff\x80" + bytes(7) + MASK, 1002),
        (b"\x81\xff\x7f" + b"\xff" * 7 + MASK, 1009),
    ],
    ids=["unmasked", "RSV2", "RSV3", "RSV1 in a ping", "length of 2^63", "length of 2^63 - 1"],
)
def test_bad_headers(server, data, code):
    attackers = [Attacker(server).join() for _ in range(20)]
    for attacker in attackers:
        attacker.write(data + bytes(10_000))
        server.talk()
    assert {attacker.close_code() for attacker in attackers} == {code}
    assert server.growth() < 4 * MIB


def test_empty_fragments(server):
    attacker = Attacker(server).join()
    attacker.write(frame(0x01))
    attacker.flood(frame(0x00) * 14_000, 100)
    assert attacker.close_code() == 1008
    server.talk()
    assert server.growth() < 4 * MIB


def test_pings_whose_pongs_nobody_reads(server):
    attacker = Attacker(server, receive_buffer=4_096).join()
    attacker.flood(frame(0x89, b"x" * 125) * 2_000, 100)
    assert attacker.close_code() == 1008
    server.talk()
    assert server.growth() < 4 * MIB


@pytest.mark.parametrize("parts", [1, 100], ids=["in one frame", "in 100 fragments"])
def test_a_bomb(server, parts):
    """100 MiB from 99 KiB."""
    data = bomb(100 * MIB)
    assert len(data) < 100 * 1024
    attackers = [Attacker(server).join() for _ in range(10)]
    size = -(-len(data) // parts)
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    for attacker in attackers:
        for number, piece in enumerate(pieces):
            last = number == len(pieces) - 1
            if not attacker.write(frame((0x80 if last else 0) | (0 if number else 0x41), piece)):
                break
        server.talk()
    assert {attacker.close_code() for attacker in attackers} == {1009}
    assert server.growth() < 4 * MIB


def test_a_bomb_as_large_as_the_limit_lets_through(server):
    attackers = [Attacker(server).join() for _ in range(10)]
    for attacker in attackers:
        attacker.write(frame(0xC1, bomb(80 * MIB)))
        server.talk()
    assert {attacker.close_code() for attacker in attackers} == {1009}
    assert server.growth() < 4 * MIB


@pytest.mark.parametrize(
    "head, statuses",
    [
        (b"GET /chat/ HTTP/1.1\r\nX: " + b"x" * (65 << 10), {431}),
        (b"GET /" + b"x" * (65 << 10) + b" HTTP/1.1\r\n", {414, 431}),
        (b"GET /chat/ HTTP/1.1\r\n" + b"X-Y: z\r\n" * 8_320, {431}),
    ],
    ids=["one field", "the target", "many fields"],
)
def test_heads_of_65_kib(server, head, statuses):
    attackers = [Attacker(server) for _ in range(20)]
    for attacker in attackers:
        attacker.write(head)
        server.talk()
    assert {attacker.status() for attacker in attackers} <= statuses
    assert all(attacker.ends() for attacker in attackers)
    assert server.growth() < 4 * MIB


def test_dripping_handshakes(server):
    """A byte now and then, for longer than the 10 s that a head may take."""
    attackers = [Attacker(server) for _ in range(100)]
    head = handshake(server)
    started = time.monotonic()
    for position in range(45):
        for attacker in attackers:
            attacker.write(head[position : position + 1])
        server.talk()
        time.sleep(0.25)
    for attacker in attackers:
        assert attacker.status() == 408
        assert attacker.ends()
    assert time.monotonic() - started < 20
    assert server.growth() < 4 * MIB
