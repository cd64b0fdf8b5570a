"""Measure all contenders on the same instances and set their times, gaps and memory side by side."""

import argparse
import math
import sys
import threading
from collections.abc import Callable, Container, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from benchmarks.comparison.plot import NoMatplotlibError, draw, require_matplotlib
from benchmarks.comparison.runs import Key, Run, UnreadableRunsError, append_run, read_runs
from benchmarks.comparison.summary import Comparison
from benchmarks.comparison.supervisor import Instance, measure, on_disk
from benchmarks.comparison.tables import outcome, page, seconds
from benchmarks.contenders.contender import Limits
from benchmarks.contenders.lineup import NAMES, OURS
from benchmarks.data import require_data
from benchmarks.published import CLASSES, write_between
from benchmarks.registry import Case, cases

GAP = 1e-4
SYNTHETIC = "synthetic"
STOPPED = 130


class UsageError(Exception):
    """The command cannot be meant as it stands; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command understands."""
    parser.add_argument("--class", dest="kind", choices=(SYNTHETIC, *CLASSES), default="vebench")
    parser.add_argument("--tag", action="append", default=[], help="only cases with this tag; repeatable")
    parser.add_argument("--without", action="append", default=[], help="no cases with this tag; repeatable")
    parser.add_argument("--name", default="", help="only cases whose name contains this")
    parser.add_argument(
        "--contender", action="append", choices=NAMES, help="only this one; repeatable; all if left out"
    )
    parser.add_argument("--time-limit", type=float, default=600.0, help="seconds for each peer")
    parser.add_argument("--auto-limit", type=float, default=60.0, help="seconds for auto, with and without")
    parser.add_argument("--seeds", type=int, default=1, help="runs with seeds 0, 1, ...; the median counts")
    parser.add_argument("--jobs", type=int, default=1, help="runs at the same time; 1 leaves times alone")
    parser.add_argument("--raw", type=Path, help="a file that every run is added to, one JSON object a line")
    parser.add_argument("--resume", action="store_true", help="go on with --raw: what is in it is not rerun")
    parser.add_argument("--from", dest="source", type=Path, help="measure nothing; show all runs of a file")
    parser.add_argument("--page", type=Path, help="a Markdown page to write the tables into")
    parser.add_argument("--mark", help="between which comments of the page")
    parser.add_argument("--plot", type=Path, help="an SVG file to draw cost over time into")
    parser.add_argument("--panel", action="append", default=[], help="an instance to draw; repeatable")


def run(arguments: argparse.Namespace) -> int:
    """Measure what is asked for, or read it, and show it."""
    try:
        _check(arguments)
        if arguments.source:
            runs: tuple[Run, ...] = read_runs(arguments.source)
        else:
            runs = _measured(arguments)
        _show(arguments, Comparison(runs))
    except KeyboardInterrupt:
        kept = f"; --raw {arguments.raw} --resume goes on" if arguments.raw else ""
        print(f"stopped{kept}", file=sys.stderr)
        return STOPPED
    except (UsageError, UnreadableRunsError, NoMatplotlibError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _check(arguments: argparse.Namespace) -> None:
    """Refuse now what would fail after hours."""
    limits = (arguments.time_limit, arguments.auto_limit)
    if not all(math.isfinite(limit) and limit > 0 for limit in limits):
        raise UsageError("--time-limit and --auto-limit are seconds, above 0")
    if arguments.jobs < 1 or arguments.seeds < 1:
        raise UsageError("--jobs and --seeds are whole numbers, 1 or more")
    if arguments.source and (arguments.raw or arguments.contender or arguments.name or arguments.tag):
        raise UsageError("--from shows all runs of a file and measures none; leave out what chooses runs")
    _check_raw(arguments.raw, arguments.resume)
    _check_page(arguments.page, arguments.mark)
    if arguments.plot:
        require_matplotlib()


def _check_raw(raw: Path | None, resume: bool) -> None:
    if resume and not raw:
        raise UsageError("--resume needs --raw, the file to go on with")
    if raw and not raw.parent.is_dir():
        raise UsageError(f"--raw: there is no folder {raw.parent}")
    if raw and raw.exists() and not resume:
        raise UsageError(f"{raw} is there already: add --resume to go on, or name another file")


def _check_page(path: Path | None, mark: str | None) -> None:
    if bool(path) != bool(mark):
        raise UsageError("--page and --mark, the name of the comments to write between, go together")
    if path:
        text = path.read_text(encoding="utf-8")
        if not 0 <= text.find(f"<!-- begin {mark} -->") < text.find(f"<!-- end {mark} -->"):
            raise UsageError(f"{path} has no comments 'begin {mark}' and 'end {mark}', one after the other")


def _chosen(arguments: argparse.Namespace) -> tuple[Case, ...]:
    if arguments.kind != SYNTHETIC:
        require_data()
    found = tuple(
        case
        for case in cases(arguments.kind, *arguments.tag)
        if arguments.name in case.name and not case.tags & set(arguments.without)
    )
    if not found:
        raise UsageError("no such case; see benchmarks/registry.py for the names and tags")
    return found


def _measured(arguments: argparse.Namespace) -> tuple[Run, ...]:
    """Measure the cases, instance by instance, and return all runs, those of the file included."""
    chosen = _chosen(arguments)
    before = read_runs(arguments.raw) if arguments.resume and arguments.raw.exists() else ()
    # What could not run may be installed by now.
    done = {one.key for one in before if one.outcome != "unavailable"}
    runs = list(before)

    def keep(one: Run) -> None:
        runs.append(one)
        if arguments.raw:
            append_run(arguments.raw, one)
        of_instance = Comparison([other for other in runs if other.instance == one.instance])
        cost = "-" if one.objective is None else f"{one.objective:,.3f}"
        took = "-" if one.seconds is None else seconds(one.seconds)
        print(
            f"{one.instance} | {one.contender} | {outcome(one, of_instance)} | {cost} | {took} s", flush=True
        )

    asked = {case.name: _keys(case, arguments) for case in chosen}
    _check_panels(arguments.panel, asked)
    for case in chosen:
        missing = [key for key in asked[case.name] if key not in done]
        if missing:
            with on_disk(case.name, *case.build()) as instance:
                run_all(instance, missing, arguments.jobs, keep)
    wanted = {key for keys in asked.values() for key in keys}
    return tuple(one for one in runs if one.key in wanted)


def _keys(case: Case, arguments: argparse.Namespace) -> list[Key]:
    """Return the runs that are asked for on a case."""
    names = [name for name in NAMES if not arguments.contender or name in arguments.contender]
    return [
        Key(case.name, name, arguments.auto_limit if name in OURS else arguments.time_limit, GAP, seed)
        for seed in range(arguments.seeds)
        for name in names
    ]


def _check_panels(panels: Sequence[str], instances: Container[str]) -> None:
    unknown = [name for name in panels if name not in instances]
    if unknown:
        raise UsageError(f"--panel: no run on {', '.join(unknown)}")


def run_all(instance: Instance, keys: Sequence[Key], jobs: int, keep: Callable[[Run], None]) -> None:
    """Measure runs on one instance, so many at a time, and keep each when it is there."""
    stop = threading.Event()
    with ThreadPoolExecutor(jobs) as pool:
        futures = [
            pool.submit(measure, key.contender, instance, Limits(key.limit, key.gap, key.seed), stop)
            for key in keys
        ]
        try:
            for future in as_completed(futures):
                keep(future.result())
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _show(arguments: argparse.Namespace, comparison: Comparison) -> None:
    """Print the tables, write them into the page, and draw the plot."""
    _check_panels(arguments.panel, comparison.instances)
    text = page(comparison)
    print(f"\n{text}")
    if arguments.page:
        write_between(arguments.page, arguments.mark, text)
    if arguments.plot:
        draw(comparison, arguments.plot, arguments.panel)
        print(f"\n{arguments.plot} written")
