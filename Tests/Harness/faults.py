"""A disk and a clock that misbehave on demand, by a library that is preloaded into the program."""

import mmap
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).with_name("faults.c")
# struct orders in faults.c: each order's place and size
ORDERS = {
    "sync_errno": (0, 4), "sync_lies": (4, 4), "write_errno": (8, 4), "syncs": (12, 4), "clock_offset": (16, 8),
    "tty_writes": (24, 4),
}
SIZE = 32


class Faults:
    """What goes wrong in the programs that are started with `variables`. The orders:

    - `sync_errno`: what fsync and fdatasync fail with; `write_errno`: what pwrite fails with.
    - `sync_lies`: they succeed without having done anything.
    - `clock_offset`: seconds by which the wall clock is wrong.
    - `syncs`: how many were asked for so far; `tty_writes`: how many calls of write(2) were for a terminal.
    """

    def __init__(self, folder):
        library, orders = folder / "faults.so", folder / "faults"
        subprocess.run(
            ["cc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-O1", "-shared", "-fPIC", SOURCE, "-o", library, "-ldl"],
            check=True,
        )
        orders.write_bytes(bytes(SIZE))
        with open(orders, "r+b") as file:
            self._orders = mmap.mmap(file.fileno(), SIZE)
        self.variables = {"LD_PRELOAD": str(library), "FAULTS": str(orders)}

    def order(self, **values):
        """Gives orders; the others stay as they are."""
        for name, value in values.items():
            place, size = ORDERS[name]
            self._orders[place : place + size] = value.to_bytes(size, sys.byteorder, signed=True)

    def count(self, name):
        """The value of an order or a counter."""
        place, size = ORDERS[name]
        return int.from_bytes(self._orders[place : place + size], sys.byteorder, signed=True)
