"""Runs the Channels site of Tests/Interop/site, as an administrator would."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

from chat_server import free_port
from waiting import eventually

SITE = pathlib.Path(__file__).resolve().parents[1] / "Interop/site"

COMMANDS = {
    "daphne": ["daphne", "-b", "127.0.0.1", "-p", "{port}", "chatsite.asgi:application"],
    "uvicorn": ["uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--lifespan", "off",
                "--timeout-graceful-shutdown", "3", "chatsite.asgi:application"],
    "uvicorn at a socket": ["uvicorn", "--uds", "{socket}", "--lifespan", "off", "chatsite.asgi:application"],
    # As after a plain `pip install uvicorn`.
    "uvicorn without WebSocket": ["uvicorn", "--host", "127.0.0.1", "--port", "{port}", "--lifespan", "off",
                                  "--ws", "none", "chatsite.asgi:application"],
}


class ChannelsSite:
    """The site on a free port, or at a Unix-domain socket; it can be stopped and started again there."""

    def __init__(self, server, log):
        self._server = server
        self._log_path = log
        self.port = free_port()
        # Not in the test's folder, whose path may be too long for a socket's.
        self._folder = tempfile.TemporaryDirectory(prefix="site")
        self._socket = f"{self._folder.name}/site.sock"
        self._is_local = "{socket}" in COMMANDS[server]
        self.url = f"ws+unix://{self._socket}" if self._is_local else f"ws://127.0.0.1:{self.port}"
        self._process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()
        self._folder.cleanup()

    def start(self):
        """Starts it and waits until it accepts connections."""
        command = [word.format(port=self.port, socket=self._socket) for word in COMMANDS[self._server]]
        command[0] = str(pathlib.Path(sys.executable).parent / command[0])
        with open(self._log_path, "ab") as log:
            self._process = subprocess.Popen(
                command, cwd=SITE, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            )
        eventually(self._accepts, within=30, what=self.log)

    def stop(self, number=signal.SIGTERM):
        """Stops it by a signal and waits for its end."""
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def log(self):
        """The end of what the server wrote."""
        return pathlib.Path(self._log_path).read_text()[-3000:]

    def _accepts(self):
        assert self._process.poll() is None, self.log()
        try:
            with socket.socket(socket.AF_UNIX if self._is_local else socket.AF_INET) as probe:
                probe.settimeout(1)
                probe.connect(self._socket if self._is_local else ("127.0.0.1", self.port))
            return True
        except OSError:
            return False
