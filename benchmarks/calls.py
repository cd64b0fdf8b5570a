"""Every reference call, each in a process of its own: gap, time and memory."""

import argparse
import csv
import gzip
import json
import resource
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

import vebuilder as ve
from benchmarks.apart import told_apart
from benchmarks.data import require_data
from benchmarks.published import write_between
from vebuilder.io import cordis
from vebuilder.io.cordis.call import CompetenceRule


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Parameters
    ----------
    call
        Number of the grant.
    firms, links
        How many are eligible, and how many links of trust there are between them.
    objective, bound, gap
        What was found and proven; None where nothing was.
    seconds, megabytes
        By the clock, and of memory at most, without reading the tables.
    end
        Outcome, or the error that was met.
    """

    call: str
    firms: int
    links: int
    objective: float | None
    bound: float | None
    gap: float | None
    seconds: float
    megabytes: int
    end: str

    def __str__(self) -> str:
        gap = "-" if self.gap is None else f"{self.gap:.2%}"
        money = ("-" if one is None else f"{one:,.0f}" for one in (self.objective, self.bound))
        counts = (f"{one:,}" for one in (self.firms, self.links))
        parts = [self.call, *counts, *money, gap, f"{self.seconds:.0f}", f"{self.megabytes:,}", self.end]
        return f"| {' | '.join(parts)} |"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """State the options of the command."""
    parser.add_argument("--evidence", choices=("strict", "lax"), default="lax", help="who is eligible")
    parser.add_argument("--only", nargs="+", help="numbers of grants")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds of each search")
    parser.add_argument("--at-once", type=int, default=1, help="calls formed side by side")
    parser.add_argument("--page", type=Path, help="page whose table is written anew")
    parser.add_argument("--mark", default="calls", help="name of the table on that page")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)


def run(arguments: argparse.Namespace) -> int:
    """Measure the calls and print the table."""
    if arguments.alone:
        row = measured(require_data(), arguments.only[0], arguments.evidence, arguments.limit)
        print(json.dumps(asdict(row)))
        return 0
    rows: list[Row] = []
    with ThreadPoolExecutor(arguments.at_once) as pool:
        numbers = arguments.only or listed(require_data())
        for row in pool.map(lambda one: _apart(one, arguments.evidence, arguments.limit), numbers):
            rows.append(row)
            print(row, flush=True)
    print(f"\n{summary(rows)}")
    if arguments.page is not None:
        write_between(arguments.page, arguments.mark, f"{table(rows)}\n\n{summary(rows)}")
    return 0


def listed(data: Path) -> list[str]:
    """Return the numbers of the reference calls.

    Parameters
    ----------
    data
        Folder of the public instances.
    """
    with gzip.open(data / "real" / "derived" / "calls.csv.gz", "rt", encoding="utf-8") as stream:
        return [row["call_id"] for row in csv.DictReader(stream)]


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown.

    Parameters
    ----------
    rows
        Its lines.
    """
    head = "| call | firms | links | reached | bound | gap | seconds | memory, MB | outcome |"
    return "\n".join(
        [head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |", *map(str, rows)]
    )


def summary(rows: Sequence[Row]) -> str:
    """Return what all calls came to.

    Parameters
    ----------
    rows
        One a call.
    """
    gaps = [row.gap for row in rows if row.gap is not None]
    proven = sum(row.end == "optimal" for row in rows)
    text = f"{len(rows)} calls: {proven} proven, {sum(gap <= 0.01 for gap in gaps)} within 1 %"
    if gaps:
        text += f"; gap at most {max(gaps):.2%}, in the middle {median(gaps):.2%}"
    return f"{text}; at most {max(row.megabytes for row in rows):,} MB."


def measured(data: Path, call: str, evidence: CompetenceRule, limit: float) -> Row:
    """Form one enterprise in this process.

    Parameters
    ----------
    data, call, evidence, limit
        Folder of the public instances, number of the grant, who is eligible, and seconds.
    """
    project, network = cordis.reference_call(data / "real" / "cordis_he_raw", call, evidence=evidence)
    begin = time.monotonic()
    objective = bound = gap = None
    try:
        found = ve.form_enterprise(project, network, time_limit=limit)
        objective, bound, gap, end = found.objective, found.bound, found.gap, found.outcome
    except ve.VebuilderError as error:
        end = type(error).__name__
    seconds, memory = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Row(call, len(network.firms), len(network.trust), objective, bound, gap, seconds, memory, end)


def _apart(call: str, evidence: str, limit: float) -> Row:
    words = ("calls", "--alone", "--only", call, "--evidence", evidence, "--limit", str(limit))
    return Row(**told_apart(*words))
