"""The tutorial's consumer in both of its forms, and one that ends connections in every way."""

import json

from asgiref.sync import async_to_sync
from channels.generic.websocket import AsyncWebsocketConsumer, WebsocketConsumer


class AsyncChatConsumer(AsyncWebsocketConsumer):
    """One member of a room; says everything that arrives to the whole room."""

    async def connect(self):
        self.group = "chat_" + self.scope["url_route"]["kwargs"]["room_name"]
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, close_code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data):
        said = json.loads(text_data)["message"]
        await self.channel_layer.group_send(self.group, {"type": "chat.message", "message": said})

    async def chat_message(self, event):
        await self.send(text_data=json.dumps({"message": event["message"]}))


class SyncChatConsumer(WebsocketConsumer):
    """The same, with a thread for each step."""

    def connect(self):
        self.group = "chat_" + self.scope["url_route"]["kwargs"]["room_name"]
        async_to_sync(self.channel_layer.group_add)(self.group, self.channel_name)
        self.accept()

    def disconnect(self, close_code):
        async_to_sync(self.channel_layer.group_discard)(self.group, self.channel_name)

    def receive(self, text_data):
        said = json.loads(text_data)["message"]
        async_to_sync(self.channel_layer.group_send)(self.group, {"type": "chat.message", "message": said})

    def chat_message(self, event):
        self.send(text_data=json.dumps({"message": event["message"]}))


class EndingConsumer(AsyncWebsocketConsumer):
    """Does what the room's name says as soon as a message comes.

    `close_4001` closes with that code, `raise` fails, `reject` refuses the handshake, `login` closes with
    4401 right after accepting it.
    """

    async def connect(self):
        self.how = self.scope["url_route"]["kwargs"]["room_name"]
        if self.how == "reject":
            await self.close()
            return
        await self.accept()
        if self.how == "login":
            await self.close(4401)

    async def receive(self, text_data):
        if self.how == "raise":
            raise RuntimeError("asked for by the test")
        await self.close(int(self.how.removeprefix("close_")), reason="asked for by the test")
