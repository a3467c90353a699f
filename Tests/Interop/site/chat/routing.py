from django.urls import re_path

from chat import consumers

websocket_urlpatterns = [
    re_path(r"^ws/chat/(?P<room_name>\w+)/$", consumers.AsyncChatConsumer.as_asgi()),
    re_path(r"^ws/sync/(?P<room_name>\w+)/$", consumers.SyncChatConsumer.as_asgi()),
    re_path(r"^ws/ending/(?P<room_name>\w+)/$", consumers.EndingConsumer.as_asgi()),
]
