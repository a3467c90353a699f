"""Compares our chat frames with Python's `json` on mutated documents.

    json_against_python.py READER [--seconds N] [--seed S]

READER is Tests/Fuzz/JSONReader.swift, built; Scripts/fuzz does both. The two must take the same
documents and find the same message. Known and wanted differences:

- nested deeper than 32 containers: we refuse, Python goes to its recursion limit;
- lone surrogates in strings: Python keeps them, we show U+FFFD;
- NaN, Infinity and -Infinity: our server refuses them, our client and Python take them.
"""
import argparse
import json
import pathlib
import random
import struct
import subprocess
import sys
import time

SEEDS = pathlib.Path(__file__).parent / "Seeds/ChatFrames"
MAXIMUM_DEPTH = 32
BATCH = 20_000
TOKENS = [
    *'{}[]:,"\\ \t\n\r-+.eE0123456789', '"message"', '"message":', '"a":', "true", "false", "null",
    "NaN", "Infinity", "-Infinity", "1e5", "-0", "0.1", "\\u0000", "\\ud83d", "\\ude00", "\\u",
    "\\n", "\x00", "\x1f", "\x7f", "\u2028", "\ufeff", "é", "😀", "[[", "]]", "{}", "[]", '""',
]


def mutated(document, others, chance):
    """The text with one to six changes."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(document))
        end = min(len(document), start + chance.choice([0, 0, 1, 1, 2, 5, 20]))
        kind = chance.randrange(4)
        if kind == 0:
            middle = chance.choice(TOKENS)
        elif kind == 1:
            middle = document[start:end] * 2
        elif kind == 2:
            other = chance.choice(others)
            cut = chance.randint(0, len(other))
            middle = other[cut : cut + chance.randint(0, 20)]
        else:
            middle = ""
        document = document[:start] + middle + document[end:]
    return document[:2_000]


def refuse(word):
    raise ValueError(word)


# The text of numbers is compared, not their value: we convert none.
EXACT = {"parse_int": "i{}".format, "parse_float": "f{}".format}


class Pairs(dict):
    """An object as Python reads it, which knows how deep the members were that were replaced."""

    def __init__(self, pairs):
        super().__init__(pairs)
        self.depth = 1 + max((nesting(value) for _, value in pairs), default=0)


def nesting(value):
    if isinstance(value, Pairs):
        return value.depth
    return 1 + max(map(nesting, value), default=0) if isinstance(value, list) else 0


def read_by_python(text, strict):
    """The message, or None if the text is no chat frame."""
    constants = refuse if strict else "c{}".format
    try:
        frame = json.loads(text, parse_constant=constants, object_pairs_hook=Pairs, **EXACT)
    except (ValueError, RecursionError):
        return None
    if not isinstance(frame, Pairs) or "message" not in frame or nesting(frame) > MAXIMUM_DEPTH:
        return None
    return (frame["message"],)


def without_surrogates(value):
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in value)
    if isinstance(value, list):
        return [without_surrogates(item) for item in value]
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(item) for key, item in value.items()}
    return value


def difference(text, line):
    """What the two do not agree on, or None."""
    taken, kind, shown = line.split(" ")
    if (read_by_python(text, strict=True) is not None) != (taken == "+"):
        return "the server"
    expected = read_by_python(text, strict=False)
    if expected is None or kind == "-":
        return None if expected is None and kind == "-" else "the client"
    # Numbers have become strings by now.
    raw = json.loads(text)["message"]
    if isinstance(raw, str) != (kind == "s"):
        return "the kind of the message"
    message = bytes.fromhex(shown).decode()
    if kind == "v":
        message = json.loads(message, parse_constant="c{}".format, **EXACT)
    return None if message == without_surrogates(expected[0]) else "the message"


def documents_of(chance, seeds, count):
    return [mutated(chance.choice(seeds), seeds, chance) for _ in range(count)]


def read_by_us(reader, documents):
    """A line for each document, as Tests/Fuzz/JSONReader.swift writes them."""
    encoded = (text.encode() for text in documents)
    stream = b"".join(struct.pack("<I", len(data)) + data for data in encoded)
    output = subprocess.run([reader], input=stream, capture_output=True, check=True)
    lines = output.stdout.decode().splitlines()
    if len(lines) != len(documents):
        sys.exit(f"the reader read {len(lines)} of {len(documents)} documents")
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reader")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, help="repeats a run")
    arguments = parser.parse_args()
    sys.set_int_max_str_digits(0)
    seed = random.randrange(1 << 32) if arguments.seed is None else arguments.seed
    chance = random.Random(seed)
    seeds = [file.read_bytes().decode() for file in sorted(SEEDS.iterdir())]
    deadline = time.monotonic() + arguments.seconds

    count = frames = differences = 0
    documents = seeds
    while True:
        for text, line in zip(documents, read_by_us(arguments.reader, documents)):
            what = difference(text, line)
            if what:
                differences += 1
                if differences <= 20:
                    print(f"they differ on {what}: {text!r}: {line}")
            count += 1
            frames += line.startswith("+")
        if time.monotonic() >= deadline:
            break
        documents = documents_of(chance, seeds, BATCH)
    print(f"{count} documents, {frames} of them chat frames: {differences} differences (seed {seed})")
    sys.exit(differences > 0)


if __name__ == "__main__":
    main()
