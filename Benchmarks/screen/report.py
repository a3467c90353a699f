"""The figures of a run as tables."""

import statistics

# (figure, how it is called, how its values become one word)
ROWS = [
    ("start", "first painted screen, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("start CPU", "CPU until then, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("RSS", "resident, MB", lambda v: f"{_p50(v):.1f}"),
    ("private", "of it private, MB", lambda v: f"{_p50(v):.1f}"),
    ("wake-ups", "wake-ups in 10 s", lambda v: f"{_p50(v):.0f}"),
    ("idle CPU", "CPU in 10 s, ms", lambda v: f"{_p50(v):.2f}"),
    ("flood CPU", "100,000 lines, CPU, s", lambda v: f"{_p50(v):.2f}"),
    ("flood wall", "wall, s", lambda v: f"{_p50(v):.2f}"),
    ("per line", "memory per line, bytes", lambda v: f"{_p50(v):.0f}"),
    ("painted", "painted, MB", lambda v: f"{_p50(v):.2f}"),
    ("key", "key to echo, p50 / p99, ms: idle", lambda v: _quantiles(v)),
    ("key 1000", "with 1,000 lines/s", lambda v: _quantiles(v)),
    ("key 5000", "with 5,000 lines/s", lambda v: _quantiles(v)),
    ("arrival", "socket to painted, p50 / p99, ms", lambda v: _quantiles(v)),
    ("search wall", "search of 100,000 lines, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("search CPU", "CPU of it, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("expression wall", "search by expression, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("expression CPU", "CPU of it, p50 (min), ms", lambda v: f"{_p50(v):.1f} ({min(v):.1f})"),
    ("resize wall", "resize with 100,000 lines, p50 (min), ms", lambda v: f"{_p50(v):.2f} ({min(v):.2f})"),
    ("resize CPU", "CPU of it, p50 (min), ms", lambda v: f"{_p50(v):.2f} ({min(v):.2f})"),
    ("after stall", "after 10 s stalled: newest line, ms", lambda v: f"{_p50(v):.1f}"),
    ("stall CPU", "CPU while stalled, ms", lambda v: f"{_p50(v):.0f}"),
    ("stall pongs", "pings answered, of 10", lambda v: f"{_p50(v):.0f}"),
    ("stall unsent", "left in the server, MB", lambda v: f"{_p50(v):.2f}"),
    ("stall memory", "memory per line, bytes", lambda v: f"{_p50(v):.0f}"),
    ("stall painted", "painted after it, MB", lambda v: f"{_p50(v):.2f}"),
]


def table(figures):
    """A Markdown table of {program: {figure: values}}, without the rows that nobody has."""
    names = list(figures)
    lines = ["| | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for figure, title, word in ROWS:
        if any(figure in figures[name] for name in names):
            words = [word(figures[name][figure]) if figure in figures[name] else "–" for name in names]
            lines.append(f"| {title} | " + " | ".join(words) + " |")
    return "\n".join(lines)


def _p50(values):
    return statistics.median(values)


def _quantiles(values):
    ordered = sorted(values)
    return f"{_p50(values):.2f} / {ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]:.1f}"
