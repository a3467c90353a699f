"""What servers do that are broken or hostile: `chat-tui join` says it in one sentence, ends with the right code, and its
memory grows by less than 4 MiB."""

import base64
import contextlib
import hashlib
import socket
import struct
import subprocess
import threading
import zlib

import pytest

MIB = 1 << 20
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Server:
    """Runs `script(connection, accept)` for each connection, in a thread of its own."""

    def __init__(self, script):
        self._script = script
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"ws://127.0.0.1:{self.port}"

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        with connection:
            connection.settimeout(30)
            request = b""
            try:
                while b"\r\n\r\n" not in request:
                    more = connection.recv(65536)
                    if not more:
                        return
                    request += more
                key = next(line[19:] for line in request.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key: "))
                digest = hashlib.sha1(key + GUID).digest()
                self._script(connection, base64.b64encode(digest))
                while connection.recv(65536):
                    pass
            except OSError:
                pass  # it left in the midst of it


def upgrade(connection, accept, fields=b"", then=b""):
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n" + fields + b"\r\n" + then
    )


def frame(first, payload):
    count = len(payload)
    if count < 126:
        return struct.pack("!BB", first, count) + payload
    if count < 65536:
        return struct.pack("!BBH", first, 126, count) + payload
    return struct.pack("!BBQ", first, 127, count) + payload


def bomb():
    """100 MiB of one letter, compressed a thousandfold."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(deflater.compress(b"x" * MIB) for _ in range(100))
    return frame(0xC1, data + deflater.flush(zlib.Z_SYNC_FLUSH)[:-4])


def endless_header(connection, accept):
    connection.sendall(b"HTTP/1.1 101 Switching Protocols\r\nX: ")
    while True:
        connection.sendall(b"x" * 65536)


def reset(connection, accept):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def sends(data, fields=b""):
    return lambda connection, accept: upgrade(connection, accept, fields, data)


DEFLATE = b"Sec-WebSocket-Extensions: permessage-deflate\r\n"

CASES = {
    "wrong accept value": (lambda c, a: upgrade(c, a[::-1]), 4, "does not answer our key"),
    "unasked extension": (sends(b"", b"Sec-WebSocket-Extensions: x-mux\r\n"), 4, "extension that was not offered"),
    "unasked subprotocol": (sends(b"", b"Sec-WebSocket-Protocol: soap\r\n"), 4, "subprotocol that was not offered"),
    "endless header": (endless_header, 4, "the head of the answer is too large"),
    "reset": (reset, 4, "cut (1006)"),
    "silence before the handshake": (lambda c, a: None, 4, "in time"),
    "masked frame": (sends(b"\x81\x81\x01\x02\x03\x04\x60"), 5, "masked the wrong way"),
    "2^63 bytes": (sends(b"\x81\x7f\x80" + bytes(7)), 5, "not in its shortest form"),
    "bomb": (sends(bomb(), DEFLATE), 5, "over the limit of 1048576 bytes"),
    "a million empty fragments": (sends(b"\x01\x00" + b"\x00\x00" * MIB), 5, "more than 16384 fragments"),
    "too many pings": (sends(b"\x89\x00" * 200_000), 5, "control frames"),
    "1008": (sends(frame(0x88, b"\x03\xf0go \x1b[2Jaway")), 5, "refused by one of its rules (1008): go"),
    "1012": (sends(frame(0x88, b"\x03\xf4")), 5, "the server restarts (1012)"),
}


def peak_memory(program):
    """Waits for the end of a program; its peak of memory in bytes.

    The kernel forgets it with the process, and `wait4` tells that of the test too, which it forked from.
    """
    peak = 0
    while program.process.poll() is None:
        with open(f"/proc/{program.process.pid}/status") as status:
            sizes = [int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:")]
        peak = max([peak, *sizes])
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.process.wait(0.002)
    return peak


def run(chat, script, *options):
    """Listens in a room of such a server; the program when it has ended, its exit code and its peak of memory in bytes."""
    with Server(script) as server:
        program = chat("join", "lobby", "-s", server.url, "--retry", "no", *options, stdin=subprocess.DEVNULL)
        peak = peak_memory(program)
        return program, program.wait(), peak


@pytest.fixture
def ordinary(chat):
    """What a session takes that a server ends at once."""
    return run(chat, sends(frame(0x88, b"\x03\xe8")))[2]


@pytest.mark.parametrize("case", CASES)
def test_is_one_sentence_and_costs_little(chat, ordinary, case):
    script, expected, sentence = CASES[case]
    program, code, peak = run(chat, script, *(["-t", "2"] if "silence" in case else []))
    assert code == expected, program.seen()
    lines = program.error_text().splitlines()
    assert len(lines) == 1 and sentence in lines[0], program.seen()
    assert "\x1b" not in lines[0]
    assert program.text() == ""
    assert peak - ordinary < 4 * MIB
