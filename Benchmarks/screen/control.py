"""The servers that the programs are connected to, and the commands that make them speak."""

import json
import os
import pathlib
import re
import subprocess
import sys
import time

from protocols import ROOM

_SERVER = pathlib.Path(__file__).with_name("chat_server.py")


class MeasuringServer:
    """chat_server.py in a process of its own: it serves, or speaks in a room at `url`."""

    def __init__(self, url=None):
        self._process = subprocess.Popen(
            [sys.executable, str(_SERVER), *([url] if url else [])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._answers = []
        self.port = self._next().get("port")

    def flood(self, count, rate, marker):
        """Starts a flood; ``answer`` waits for its end."""
        self._send(f"flood {count} {rate} {marker}")

    def say(self, text):
        """Says one line; when it was written, on the monotonic clock."""
        self._send(f"say {text}")
        return self.answer("say")["at"]

    def ping(self):
        self._send("ping")
        self.answer("ping")

    def drop(self):
        """Cuts all connections."""
        self._send("drop")
        self.answer("drop")

    def stats(self):
        self._send("stats")
        return self.answer("stats")

    def answer(self, command):
        """Waits for the answer to a command, whatever else is answered first."""
        while True:
            for index, answer in enumerate(self._answers):
                if answer["command"] == command:
                    return self._answers.pop(index)
            self._answers.append(self._next())

    def wait_for_peer(self, within=10):
        """Waits until somebody is connected."""
        end = time.monotonic() + within
        while not self.stats()["peers"]:
            if time.monotonic() > end:
                raise SystemExit("the program does not connect")
            time.sleep(0.01)

    def end(self):
        self._process.stdin.close()
        self._process.wait(10)

    def _send(self, command):
        self._process.stdin.write(f"{command}\n".encode())
        self._process.stdin.flush()

    def _next(self):
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("the measuring server has ended")
        return json.loads(line)


class OwnServer:
    """`chat-tui serve`, with a speaker in its room; the history is kept only if asked."""

    def __init__(self, binary, folder, keeps_history=False, port=0):
        self._process = subprocess.Popen(
            [binary, "serve", "--quiet", "--listen", f"127.0.0.1:{port}"]
            + (["--history", os.path.join(folder, "history.db")] if keeps_history else ["--history", "off"]),
            stdout=subprocess.PIPE,
            text=True,
        )
        found = re.search(r"ws://[^/]*:(\d+)/", self._process.stdout.readline())
        self.port = int(found[1])
        self._speaker = MeasuringServer(f"ws://127.0.0.1:{self.port}/ws/chat/{ROOM}/")
        self.flood, self.say, self.answer = self._speaker.flood, self._speaker.say, self._speaker.answer

    def wait_for_peer(self):
        """The program's own word for being connected is enough."""

    def end(self):
        self._speaker.end()
        self._process.terminate()
        self._process.wait(10)
