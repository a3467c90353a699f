"""The programs that are compared: how each is started, joined to the room and searched."""

import os

from protocols import ROOM
from terminal import Terminal, TooSlow


class ChatTUI:
    """Ours."""

    def __init__(self, binary, folder, name="chat-tui"):
        self.name, self._binary, self._folder = name, os.path.abspath(binary), folder

    def start(self, port, columns=120, rows=36):
        variables = {
            "HOME": self._folder,
            **{f"XDG_{kind}_HOME": f"{self._folder}/{kind.lower()}" for kind in ("STATE", "DATA", "CONFIG")},
        }
        command = [self._binary, "join", ROOM, "--server", f"ws://127.0.0.1:{port}"]
        return Terminal(command, columns, rows, variables)

    ready = ROOM

    def join(self, terminal, server):
        server.wait_for_peer()
        terminal.settle()

    def begin_search(self, terminal):
        terminal.type("\x13")

    search_ends = "\x1b"


class Cat:
    """No chat at all: what a key and its echo take on this machine in whatever program."""

    name = ready = "cat"

    def start(self, port, columns=120, rows=36):
        return Terminal(["sh", "-c", "stty raw -echo && echo cat && exec cat"], columns, rows)

    def join(self, terminal, server):
        terminal.settle()


class Irssi:
    """irssi with its default settings, which keep all lines of the last day."""

    name = "irssi"

    def __init__(self, folder):
        self._folder = os.path.join(folder, "irssi")

    def start(self, port, columns=120, rows=36):
        command = ["irssi", "--home", self._folder, "-c", "127.0.0.1", "-p", str(port), "-n", "bench"]
        return Terminal(command, columns, rows)

    ready = r"\[Act: |\[\(status\)|Irssi v"

    def join(self, terminal, server):
        server.wait_for_peer()
        terminal.wait_for_text("MOTD File is missing")
        terminal.type(f"/join #{ROOM}\r")
        terminal.wait_for_text("20 nicks")
        terminal.settle()

    def begin_search(self, terminal):
        terminal.type("/lastlog ")

    search_ends = ""
    search_runs = "\r"


class WeeChat:
    """WeeChat with its default plugins, set to keep as many lines as it is sent."""

    name = "WeeChat"

    def __init__(self, folder):
        self._folder = os.path.join(folder, "weechat")

    def start(self, port, columns=120, rows=36):
        command = [
            "weechat", "--dir", self._folder,
            "-r", "/set weechat.history.max_buffer_lines_number 0",
            "-r", f"/server add bench 127.0.0.1/{port} -notls -nicks=bench;/connect bench",
        ]  # fmt: skip
        return Terminal(command, columns, rows)

    ready = "WeeChat"

    def join(self, terminal, server):
        server.wait_for_peer()
        terminal.wait_for_text("MOTD File is missing")
        # It shows the greeting some time before it takes commands for the server.
        for _ in range(5):
            terminal.type(f"/join -server bench #{ROOM}\r")
            try:
                terminal.wait_for_text("20 nicks", within=2)
                break
            except TooSlow:
                continue
        terminal.settle()

    def begin_search(self, terminal):
        terminal.type("\x12")

    # Out of the search, and down to the newest line.
    search_ends = "\r\x1b[1;3F"
