"""What questions about an enterprise cost, in units of the search that formed it."""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TypeVar

import vebuilder as ve
from benchmarks.published import write_between
from benchmarks.registry import Case, cases

POINTS = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Spent:
    """Processor seconds of this process and its children, and seconds by the clock."""

    processor: float
    clock: float


@dataclass(frozen=True)
class Row:
    """A line of the table: one kind of question about one case."""

    case: str
    question: str
    count: int
    first: Spent
    median: Spent
    """Of one question, or of the whole front."""

    def __str__(self) -> str:
        parts = [
            self.case,
            self.question,
            str(self.count),
            f"{self.first.clock:.1f}",
            f"{self.median.clock / self.first.clock:.2f}",
            f"{self.median.processor / self.first.processor:.2f}",
        ]
        return f"| {' | '.join(parts)} |"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """State the options of the command."""
    parser.add_argument("--tag", default="vebench", help="which cases")
    parser.add_argument("--only", nargs="+", default=[], help="parts of the names of cases")
    parser.add_argument("--questions", type=int, default=5, help="partners and other firms to ask about")
    parser.add_argument("--pareto", action="store_true", help=f"also a front of {POINTS} points, with risk")
    parser.add_argument("--page", type=Path, help="page whose table is written anew")
    parser.add_argument("--mark", default="questions", help="name of the table on that page")


def run(arguments: argparse.Namespace) -> int:
    """Ask, and print the table."""
    chosen = [
        one
        for one in cases(arguments.tag)
        if not arguments.only or any(name in one.name for name in arguments.only)
    ]
    rows: list[Row] = []
    for case in chosen:
        for row in [*asked(case, arguments.questions), *([front(case)] if arguments.pareto else [])]:
            print(row, flush=True)
            rows.append(row)
    text = table(rows)
    print(text)
    if arguments.page is not None:
        write_between(arguments.page, arguments.mark, text)
    return 0


def table(rows: list[Row]) -> str:
    """Return the rows as a table in Markdown.

    Parameters
    ----------
    rows
        Its lines.
    """
    head = "| instance | question | asked | first search, s | median, by the clock | median, processor |"
    return "\n".join([head, "| --- | --- | ---: | ---: | ---: | ---: |", *map(str, rows)])


def asked(case: Case, count: int) -> list[Row]:
    """Ask what partners are worth, and why not other firms.

    Parameters
    ----------
    case, count
        About what, and how many of each.
    """
    project, network = case.build()
    _warmed(project, network)
    enterprise, first = _timed(lambda: ve.form_enterprise(project, network))
    partners = sorted(set(enterprise.partners) - {project.initiator})[:count]
    outside = sorted({one.id for one in network.firms} - set(enterprise.partners))
    others = Random(1).sample(outside, min(count, len(outside)))
    why = [_timed(lambda f=one: ve.why(enterprise, project, network, firm=f))[1] for one in partners]
    why_not = [_timed(lambda f=one: ve.why_not(enterprise, project, network, f))[1] for one in others]
    return [
        Row(case.name, name, len(spent), first, _median(spent))
        for name, spent in (("why", why), ("why not", why_not))
    ]


def front(case: Case) -> Row:
    """Look for a front of cost against risk.

    Parameters
    ----------
    case
        Given reliabilities and losses at random where it has none.
    """
    project, network = risky(*case.build())
    _warmed(project, network)
    _, first = _timed(lambda: ve.form_enterprise(project, network))
    found, spent = _timed(lambda: ve.pareto(project, network, points=POINTS))
    return Row(case.name, f"{POINTS} points", len(found), first, spent)


def risky(project: ve.Project, network: ve.Network) -> tuple[ve.Project, ve.Network]:
    """Return an instance with something at risk, always the same.

    Parameters
    ----------
    project, network
        The instance.
    """
    dice = Random(0)
    firms = tuple(
        one.model_copy(update={"reliability": round(dice.uniform(0.8, 0.99), 3)}) for one in network.firms
    )
    tasks = tuple(one.model_copy(update={"loss": round(dice.uniform(10, 60), 1)}) for one in project.tasks)
    strategy = project.strategy.model_copy(update={"risk": 1.0})
    return (
        project.model_copy(update={"tasks": tasks, "strategy": strategy}),
        network.model_copy(update={"firms": firms}),
    )


def _warmed(project: ve.Project, network: ve.Network) -> None:
    """Load what is loaded once, before anything is measured."""
    with suppress(ve.NoSolutionError):
        ve.form_enterprise(project, network, time_limit=2.0)


def _timed(ask: Callable[[], T]) -> tuple[T, Spent]:
    before, begin = _processor(), time.perf_counter()
    answer = ask()
    return answer, Spent(_processor() - before, time.perf_counter() - begin)


def _processor() -> float:
    """Return processor seconds, those of children that have ended included."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _median(spent: list[Spent]) -> Spent:
    return Spent(
        statistics.median(one.processor for one in spent), statistics.median(one.clock for one in spent)
    )
