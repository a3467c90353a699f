"""Waiting for something to happen, with a deadline instead of a guess."""

import time


def eventually(condition, within=10.0, what=None):
    """Calls `condition` until it is true and returns its value; fails after `within` seconds.

    `what` is called then, and says in the failure what was seen instead.
    """
    deadline = time.monotonic() + within
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s; seen: {what() if what else value!r}")
        time.sleep(0.01)
