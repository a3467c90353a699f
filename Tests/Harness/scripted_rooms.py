"""A server of `chat-tui.1` that says what the test says, with the names and times that it wants."""

import asyncio
import json
from typing import NamedTuple

from websockets.exceptions import ConnectionClosed

from chat_server import ChatServer


class Said(NamedTuple):
    """A chat message; `at` is in milliseconds since 1970."""

    at: int
    sender: str
    text: str


class ScriptedRooms(ChatServer):
    """Rooms with members and a past; what clients say is told to all, as said at `now`.

    - `rooms`: room → a list of `Said`, the oldest first; more come by `tell`.
    - `members`: who is in every room besides the clients.
    """

    def __init__(self, rooms, members, now):
        super().__init__()
        self.subprotocols = ["chat-tui.1"]
        self.rooms = {room: list(said) for room, said in rooms.items()}
        self.members = members
        self.now = now

    def tell(self, room, *said):
        """Somebody says these."""
        for message in said:
            self.rooms[room].append(message)
            self.send(self._frame(room, len(self.rooms[room])), room)

    async def _serve(self, connection):
        self.connections.append(connection)
        room = connection.request.path.removesuffix("/").rsplit("/", 1)[1]
        try:
            hello = json.loads(await connection.recv())
            await self._welcome(connection, room, hello)
            async for text in connection:
                frame = json.loads(text)
                if "message" in frame:
                    self.received.append(frame["message"])
                    self.rooms[room].append(Said(self.now, hello["nick"], frame["message"]))
                    seq = len(self.rooms[room])
                    await connection.send(self._frame(room, seq))
                    await connection.send(json.dumps({"type": "ack", "nonce": frame["nonce"], "seq": seq}))
        except (ConnectionClosed, asyncio.CancelledError):
            pass
        finally:
            self.connections.remove(connection)
            self.closes.append(connection.close_code)

    async def _welcome(self, connection, room, hello):
        top = len(self.rooms[room])
        frame = {
            "type": "welcome", "room": room, "nick": hello["nick"], "epoch": "9f86d081884c7d65",
            "oldest": 1, "top": top, "resumed": "resume" in hello,
            "members": sorted({*self.members, hello["nick"]}), "limits": {"message": 65536},
        }
        await connection.send(json.dumps(frame))
        first = hello["resume"]["seq"] + 1 if "resume" in hello else max(1, top - hello.get("last", 0) + 1)
        for seq in range(first, top + 1):
            await connection.send(self._frame(room, seq))

    def _frame(self, room, seq):
        said = self.rooms[room][seq - 1]
        return json.dumps({"message": said.text, "seq": seq, "at": said.at, "from": said.sender})
