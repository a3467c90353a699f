"""`--proxy` and the variables: CONNECT through a real proxy."""

import socket
import threading

import pytest

from chat_server import ChatServer, free_port


class Proxy:
    """Reads CONNECT, answers it, and copies bytes to and from one server, whatever name was asked for."""

    def __init__(self, port, answer=b"HTTP/1.1 200 Connected\r\n\r\n"):
        self._server = ("127.0.0.1", port)
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.requests = []

    def __enter__(self):
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        request = b""
        while not request.endswith(b"\r\n\r\n"):
            request += client.recv(65536)
        self.requests.append(request.decode())
        client.sendall(self._answer)
        if b" 200 " not in self._answer:
            client.close()
            return
        server = socket.create_connection(self._server)
        threading.Thread(target=copy, args=(client, server), daemon=True).start()
        copy(server, client)


def copy(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def test_the_environment_names_one(chat):
    with ChatServer() as server, Proxy(server.port) as proxy:
        variables = {"http_proxy": f"http://ana:s%40cret@{proxy.address}"}
        chat("join", "lobby", "-s", "ws://chat.example:8000", "-m", "hi", variables=variables).expect(0)
        assert server.received == ["hi"]
        assert proxy.requests == [
            "CONNECT chat.example:8000 HTTP/1.1\r\nHost: chat.example:8000\r\n"
            "Proxy-Authorization: Basic YW5hOnNAY3JldA==\r\n\r\n"
        ]


@pytest.mark.parametrize("name", ["http_proxy", "all_proxy", "ALL_PROXY"])
def test_this_machine_is_reached_without_it(chat, name):
    with ChatServer() as server:
        variables = {name: f"http://127.0.0.1:{free_port()}"}
        chat("join", "lobby", "-s", server.url, "-m", "hi", variables=variables).expect(0)


def test_the_option_holds_for_this_machine_too(chat):
    with ChatServer() as server, Proxy(server.port) as proxy:
        chat("join", "lobby", "-s", server.url, "-m", "hi", "--proxy", proxy.address).expect(0)
        assert len(proxy.requests) == 1


def test_a_refused_login_is_told_without_it(chat):
    with Proxy(0, b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n") as proxy:
        options = ["-s", "ws://chat.example", "--proxy", f"http://ana:secret@{proxy.address}"]
        program = chat("join", "lobby", *options, "-m", "hi", "-v")
        program.expect(4)
        assert f"the proxy {proxy.address} did not accept the login (HTTP 407)" in program.error_text()
        assert "secret" not in program.error_text() and "ana" not in program.error_text()
