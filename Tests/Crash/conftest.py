"""What the tests of crashes and faults share: servers with a history, and figures that are worth telling."""

import os
import random
import resource
import secrets

import pytest

from faults import Faults
from history_server import HistoryServer

FIGURES = []


def pytest_sessionstart(session):
    # A thousand members are a thousand descriptors here as well.
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def pytest_terminal_summary(terminalreporter):
    for figure in FIGURES:
        terminalreporter.write_line(figure)


@pytest.fixture
def figure(request):
    """Tells a figure at the end of the run: `figure("start", "12 ms")`."""

    def tell(name, value):
        FIGURES.append(f"{request.node.name}: {name} {value}")

    return tell


@pytest.fixture
def chance(figure):
    """A source of randomness; its seed is told, and SEED=… repeats it as far as the machine allows."""
    seed = os.environ.get("SEED") or secrets.token_hex(4)
    figure("seed", seed)
    return random.Random(seed)


@pytest.fixture
def history(tmp_path):
    """Where a server may keep its history."""
    return tmp_path / "history" / "history.sqlite"


@pytest.fixture
def server(home, history):
    """Makes servers with a history: `server().start()`; each is ended with the test."""
    servers = []

    def make(path=history, *options, **settings):
        server = HistoryServer(home, path, *options, **settings)
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.end()


@pytest.fixture
def faults(tmp_path):
    """A disk and a clock that misbehave on demand."""
    return Faults(tmp_path)
