"""Form the enterprise of each public instance and set the value reached beside the published one."""

import argparse
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.data import require_data
from benchmarks.registry import Case, cases

HEADER = ("instance", "published", "reached", "bound", "gap", "outcome", "seconds", "published value")
SAME = 1e-6
"""Relative difference up to which two values count as one: published ones are rounded, to a cent at worst."""
CLASSES = (
    "gap", "cflp", "sscflp", "gqap", "tap", "qsap", "qap", "mspsp", "mrcpsp", "dtctp", "auction", "vebench",
    "cordis",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    published: float | None
    proven: bool
    reached: float | None
    bound: float | None
    gap: float | None
    outcome: str
    seconds: float | None

    @property
    def verdict(self) -> str:
        """How the value reached compares with the published one."""
        if self.published is None:
            return "none published"
        if self.reached is None:
            return "no answer"
        excess = (self.reached - self.published) / max(abs(self.published), 1e-9)
        if abs(excess) <= SAME:
            return "reached"
        return f"{excess:+.3%} above" if excess > 0 else f"{-excess:.3%} better"

    def cells(self) -> tuple[str, ...]:
        """Return the row as the table shows it."""
        gap = "-" if self.gap is None else f"{max(self.gap, 0.0):.4%}"
        seconds = "-" if self.seconds is None else f"{self.seconds:.1f}"
        published = _money(self.published) + (
            "" if self.proven or self.published is None else " (best known)"
        )
        return (
            self.name, published, _money(self.reached), _money(self.bound), gap,
            self.outcome, seconds, self.verdict,
        )  # fmt: skip


def measure(case: Case, *, solver: str, time_limit: float, gap: float) -> Row:
    """Form the enterprise of one case and return its line; an error of the library becomes its outcome."""
    import vebuilder as ve

    project, network = case.build()
    try:
        enterprise = ve.form_enterprise(project, network, solver=solver, time_limit=time_limit, gap=gap)
    except ve.NoSolutionError as error:
        return Row(
            case.name, case.known.value, case.known.proven, None, error.bound, None, "no answer", time_limit
        )
    except ve.VebuilderError as error:
        outcome = f"{type(error).__name__}: {str(error).splitlines()[0]}"
        return Row(case.name, case.known.value, case.known.proven, None, None, None, outcome, None)
    return Row(
        name=case.name,
        published=case.known.value,
        proven=case.known.proven,
        reached=enterprise.objective,
        bound=enterprise.bound,
        gap=enterprise.gap,
        outcome=enterprise.outcome,
        seconds=enterprise.seconds,
    )


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table, closed by a line that counts them."""
    rows = tuple(rows)
    lines = [HEADER, ("---", *["---:"] * 4, "---", "---:", "---"), *(row.cells() for row in rows)]
    text = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    optimal = f"{sum(row.outcome == 'optimal' for row in rows)} of {len(rows)} instances proven optimal."
    with_value = [row for row in rows if row.published is not None]
    if not with_value:
        return f"{text}\n\n{optimal}"
    reached = sum(row.verdict == "reached" or row.verdict.endswith("better") for row in with_value)
    return f"{text}\n\n{reached} of {len(with_value)} published values reached; {optimal}"


def write_between(path: Path, mark: str, text: str) -> None:
    """Put ``text`` between the comments ``<!-- begin MARK -->`` and ``<!-- end MARK -->`` of a page.

    Raises
    ------
    ValueError
        If the page does not have both comments.
    """
    begin, end = f"<!-- begin {mark} -->", f"<!-- end {mark} -->"
    page = path.read_text(encoding="utf-8")
    before, found_begin, rest = page.partition(begin)
    _, found_end, after = rest.partition(end)
    if not (found_begin and found_end):
        raise ValueError(f"{path}: no '{begin}' followed by '{end}'")
    path.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("--class", dest="kind", choices=CLASSES, help="one class; all of them if left out")
    parser.add_argument(
        "--tag", action="append", default=[], help="only cases with this tag; may be repeated"
    )
    parser.add_argument(
        "--without", action="append", default=[], help="no cases with this tag; may be repeated"
    )
    parser.add_argument("--name", default="", help="only cases whose name contains this")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each instance")
    parser.add_argument(
        "--gap", type=float, default=1e-6, help="relative gap at which a case counts as optimal"
    )
    parser.add_argument("--solver", default="auto")
    parser.add_argument("--page", type=Path, help="a Markdown page to write the table into")
    parser.add_argument("--mark", help="between which comments of the page")


def run(arguments: argparse.Namespace) -> int:
    """Measure the cases asked for, print each line as it comes, and write the table."""
    require_data()
    kinds: Sequence[str] = (arguments.kind,) if arguments.kind else CLASSES
    chosen = [
        case
        for kind in kinds
        for case in cases(kind, *arguments.tag)
        if arguments.name in case.name and not case.tags & set(arguments.without)
    ]
    if arguments.page and not arguments.mark:
        print("--page needs --mark, the name of the comments to write between", file=sys.stderr)
        return 2
    if not chosen or not math.isfinite(arguments.time_limit):
        print("no such case; see benchmarks/registry.py for the names and tags", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for case in chosen:
        rows.append(
            measure(case, solver=arguments.solver, time_limit=arguments.time_limit, gap=arguments.gap)
        )
        print(" | ".join(rows[-1].cells()), flush=True)
        if arguments.page:  # after every line, so that a long run that is stopped leaves what it found
            write_between(arguments.page, arguments.mark, table(rows))
    print("\n" + table(rows).rsplit("\n", 1)[-1])
    return 0


def _money(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value - round(value)) < 5e-4 else f"{value:,.3f}"
