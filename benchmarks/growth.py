"""How the gap, the time and the memory grow with the network."""

import argparse
import json
import resource
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import vebuilder as ve
from benchmarks.apart import told_apart
from benchmarks.published import write_between
from benchmarks.synthetic import Law, synthetic

SIZES = ("200x50", "1000x100", "5000x200", "20000x300")


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Parameters
    ----------
    size, limit
        Firms and tasks, and the time limit in seconds.
    objective, bound, gap
        What was found and proven; None where nothing was.
    seconds, megabytes
        By the clock, and of memory at most.
    engine
        Who searched.
    """

    size: str
    limit: float
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    megabytes: int
    engine: str

    def __str__(self) -> str:
        gap = "-" if self.gap is None else f"{self.gap:.2%}"
        figures = ("-" if one is None else f"{one:,.1f}" for one in (self.objective, self.bound))
        parts = [self.size, f"{self.limit:g}", *figures, gap, f"{self.seconds:.0f}", f"{self.megabytes:,}"]
        return f"| {' | '.join([*parts, self.engine])} |"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """State the options of the command."""
    parser.add_argument("--sizes", nargs="+", default=list(SIZES), help="firms x tasks, such as 200x50")
    parser.add_argument("--limits", nargs="+", type=float, default=[60.0], help="seconds of each search")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--figure", type=Path, help="draw the gaps into this file")
    parser.add_argument("--page", type=Path, help="page whose table is written anew")
    parser.add_argument("--mark", default="growth", help="name of the table on that page")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Measure every size in a process of its own, and print the table."""
    if arguments.alone:
        print(json.dumps(asdict(measured(arguments.sizes[0], arguments.limits[0], arguments.seed))))
        return 0
    rows = []
    for size in arguments.sizes:
        for limit in arguments.limits:
            rows.append(_apart(size, limit, arguments.seed))
            print(rows[-1], flush=True)
    text = table(rows)
    if arguments.page is not None:
        write_between(arguments.page, arguments.mark, text)
    if arguments.figure is not None:
        draw(rows, arguments.figure)
    return 0


def table(rows: list[Row]) -> str:
    """Return the rows as a table in Markdown.

    Parameters
    ----------
    rows
        Its lines.
    """
    head = "| firms x tasks | limit, s | reached | bound | gap | seconds | memory, MB | engine |"
    return "\n".join([head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |", *map(str, rows)])


def measured(size: str, limit: float, seed: int) -> Row:
    """Form one enterprise in this process.

    Parameters
    ----------
    size, limit, seed
        Firms x tasks, seconds, and which network.
    """
    firms, tasks = map(int, size.split("x"))
    project, network = synthetic(Law(firms=firms, tasks=tasks), seed)
    begin = time.monotonic()
    objective = bound = gap = None
    try:
        found = ve.form_enterprise(project, network, time_limit=limit)
        objective, bound, gap, engine = found.objective, found.bound, found.gap, found.solver
    except ve.VebuilderError as error:
        engine = type(error).__name__
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Row(size, limit, objective, bound, gap, time.monotonic() - begin, memory, engine)


def _apart(size: str, limit: float, seed: int) -> Row:
    words = ("growth", "--alone", "--sizes", size, "--limits", str(limit), "--seed", str(seed))
    return Row(**told_apart(*words))


def draw(rows: list[Row], path: Path) -> None:
    """Draw gap and memory over the number of firms.

    Parameters
    ----------
    rows, path
        What was measured, and where to draw it.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for limit in sorted({row.limit for row in rows}):
        chosen = [row for row in rows if row.limit == limit and row.gap is not None]
        firms = [int(row.size.split("x")[0]) for row in chosen]
        left.plot(firms, [100 * (row.gap or 0.0) for row in chosen], "o-", label=f"{limit:g} s")
        right.plot(firms, [row.megabytes for row in chosen], "o-", label=f"{limit:g} s")
    for axes, label in ((left, "gap (%)"), (right, "memory (MB)")):
        axes.set(xscale="log", xlabel="firms", ylabel=label)
        axes.legend(frameon=False)
    figure.savefig(path, dpi=150)
    plt.close(figure)
