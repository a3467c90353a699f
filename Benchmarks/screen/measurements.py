"""What is measured of a program; each function takes one that is joined to the room, and returns its figures."""

import time

import process
from chat_server import NEEDLE, NEEDLE_MARKER

# Letters that no line, escape sequence or other measurement holds, so that their bytes are proof. Two in a row
# differ, so that no program finds the right one already on the screen.
_KEYS = "абвгдежзиклмнопрстуфхцчшыэюя"
_ARRIVALS = "αβγδεζηθικλμνξοπρστυφχψω"
_FLOOD_END = "Ω"
_STALL_END = "Ψ"
_BACKSPACE = "\x7f"


def start(program, server):
    """From fork to the first painted screen."""
    terminal = program.start(server.port)
    try:
        painted = terminal.wait_for_text(program.ready)
        return {"start": [(painted - terminal.started) * 1e3], "start CPU": [terminal.cpu() * 1e3]}
    finally:
        terminal.end()


def idle(terminal, seconds=10):
    """Memory and wake-ups of a program that is in a room where nothing is said."""
    terminal.run(3)
    rss, private = process.memory(terminal.pid)
    switches, cpu = process.switches(terminal.pid), terminal.cpu()
    terminal.run(seconds)
    return {
        "RSS": [rss / 1e6],
        "private": [private / 1e6],
        "wake-ups": [process.switches(terminal.pid) - switches],
        "idle CPU": [(terminal.cpu() - cpu) * 1e3],
    }


def keys(terminal, count):
    """From a key to its echo, one key after another."""
    times = []
    for index in range(count):
        key = _KEYS[index % len(_KEYS)]
        pressed = terminal.type(key)
        times.append((terminal.wait_for_marker(key.encode(), within=20) - pressed) * 1e3)
        terminal.type(_BACKSPACE)
        # No rhythm of its own, which might agree with that of the flood.
        terminal.run(0.012 + 0.001 * (index % 7))
    return times


def keys_in_flood(terminal, server, rate, seconds=8):
    """From a key to its echo while lines come at this rate."""
    server.flood(rate * seconds, rate, _FLOOD_END)
    terminal.run(0.5)
    end = time.monotonic() + seconds - 1.5
    times = []
    while time.monotonic() < end:
        times += keys(terminal, 1 + len(times) % 2)
    terminal.wait_for_marker(_FLOOD_END.encode(), within=60)
    server.answer("flood")
    return {f"key {rate}": times}


def arrivals(terminal, server, count=100):
    """From the write of a line to the server's socket until it is painted."""
    times = []
    for index in range(count):
        letter = _ARRIVALS[index % len(_ARRIVALS)]
        said = server.say(f"arrival {letter}")
        times.append((terminal.wait_for_marker(letter.encode(), within=5) - said) * 1e3)
        terminal.run(0.025)
    return times


def flood(terminal, server, count=100_000):
    """Lines as fast as they are taken, until the last one is painted."""
    rss = process.memory(terminal.pid)[0]
    cpu, painted, began = terminal.cpu(), terminal.painted, time.monotonic()
    server.flood(count, 0, _FLOOD_END)
    done = terminal.wait_for_marker(_FLOOD_END.encode(), within=180)
    server.answer("flood")
    figures = {"flood CPU": [terminal.cpu() - cpu], "flood wall": [done - began]}
    terminal.settle()
    figures["painted"] = [(terminal.painted - painted) / 1e6]
    figures["per line"] = [(process.memory(terminal.pid)[0] - rss) / count]
    return figures


def search(terminal, program, words=NEEDLE, figure="search", count=3):
    """Looks for what only a line near the oldest one has."""
    walls, cpus = [], []
    for _ in range(count):
        program.begin_search(terminal)
        terminal.settle()
        cpu = terminal.cpu()
        typed = terminal.type(words + getattr(program, "search_runs", ""))
        walls.append((terminal.wait_for_marker(NEEDLE_MARKER.encode(), within=20) - typed) * 1e3)
        terminal.settle()
        cpus.append((terminal.cpu() - cpu) * 1e3)
        terminal.type(program.search_ends)
        terminal.settle(quiet=0.5)
    return {f"{figure} wall": walls, f"{figure} CPU": cpus}


def resize(terminal, count=20):
    """Between two sizes; it has settled when the last byte of it came."""
    walls, cpus = [], []
    for index in range(count):
        terminal.settle()
        cpu = terminal.cpu()
        resized = terminal.resize(*((100, 30) if index % 2 == 0 else (120, 36)))
        walls.append((terminal.settle(quiet=0.12) - resized) * 1e3)
        cpus.append((terminal.cpu() - cpu) * 1e3)
    return {"resize wall": walls, "resize CPU": cpus}


def stall(terminal, server, count=30_000, seconds=10):
    """The terminal takes no byte while lines arrive and the server pings every second."""
    memory, painted = process.memory(terminal.pid)[0], terminal.painted
    pongs, cpu = server.stats()["pongs"], terminal.cpu()
    server.flood(count, count * 2 // seconds, _STALL_END)
    for _ in range(seconds):
        server.ping()
        time.sleep(1)
    stats = server.stats()
    figures = {
        "stall CPU": [(terminal.cpu() - cpu) * 1e3],
        "stall pongs": [stats["pongs"] - pongs],
        "stall unsent": [stats["unsent"] / 1e6],
        "stall memory": [(process.memory(terminal.pid)[0] - memory) / count],
    }
    reads = time.monotonic()
    done = terminal.wait_for_marker(_STALL_END.encode(), within=60)
    server.answer("flood")
    figures["after stall"] = [(done - reads) * 1e3]
    figures["stall painted"] = [(terminal.painted - painted) / 1e6]
    return figures
