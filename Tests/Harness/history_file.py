"""Reads a history file as anybody could, with nothing but SQLite."""

import contextlib
import json
import sqlite3

from chat_tui_peer import Message


@contextlib.contextmanager
def opened(path):
    """The file, read-only."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        yield connection
    finally:
        connection.close()


def stored(path, room):
    """The messages of a room, in the order of their numbers."""
    with opened(path) as connection:
        rows = connection.execute(
            "SELECT seq, value, nick FROM message WHERE room = (SELECT id FROM room WHERE name = ?) ORDER BY seq",
            (room,),
        )
        return [Message(seq, json.loads(value), nick) for seq, value, nick in rows]


def integrity(path):
    """What SQLite says of the file: "ok"."""
    with opened(path) as connection:
        return connection.execute("PRAGMA integrity_check").fetchone()[0]
