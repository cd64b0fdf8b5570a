"""The comparison as a page reads it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from benchmarks.comparison.measures import Figure, Measures, proven
from benchmarks.comparison.runs import Run
from benchmarks.comparison.summary import Comparison, Mean, Ratio, mean_ratio, verdict
from benchmarks.contenders.lineup import DIRECT, OURS, PEERS, TEXTBOOK
from vebuilder.check.words import count

TARGET_PEERS, TARGET_TEXTBOOK = 5.0, 100.0
AUTO = OURS[0]
WITH_DIRECT = (*PEERS, DIRECT)
MEANS = ("contender", "instances", "answered", "proven", "first answer, s", "within 1 %, s", "proof, s",
         "gap at 60 s", "peak MB")  # fmt: skip
EACH = ("instance", "contender", "cost", "own gap", "first answer, s", "within 1 %, s", "proof, s",
        "gap at 60 s", "peak MB", "outcome")  # fmt: skip
RATIOS = ("instance", "auto, s", "best peer", "its time, s", "times", "textbook, s", "times")
NONE = "-"
Write: TypeAlias = Callable[[float], str]


def page(comparison: Comparison) -> str:
    """Return everything a page shows of a comparison, as Markdown."""
    parts = [
        _limits(comparison),
        _table(MEANS, map(_mean_cells, [comparison] * len(comparison.contenders), comparison.contenders)),
        *_ratio_lines(comparison),
        _table(RATIOS, _ratio_rows(comparison)) if AUTO in comparison.contenders else "",
        _table(EACH, _each_rows(comparison)),
        "\n".join(_remarks(comparison)),
    ]
    return "\n\n".join(part for part in parts if part)


def _limits(comparison: Comparison) -> str:
    """Return a sentence on the limits the runs had."""
    limits: dict[tuple[float, float], list[str]] = {}
    for run in comparison.runs:
        names = limits.setdefault((run.limit, run.gap), [])
        if run.contender not in names:
            names.append(run.contender)
    texts = [
        f"{limit:g} s and gap {gap:.2%} for "
        + ", ".join(name for name in comparison.contenders if name in names)
        for (limit, gap), names in sorted(limits.items())
    ]
    seeds = len({run.seed for run in comparison.runs})
    more = f" The median of {seeds} seeds." if seeds > 1 else ""
    return f"{count(len(comparison.instances), 'instance')}; time limits: {'; '.join(texts)}.{more}"


def _mean_cells(comparison: Comparison, contender: str) -> tuple[str, ...]:
    means = comparison.means(contender)
    first, near, proof, minute, memory = (
        means[name] for name in ("first", "near", "proof", "minute", "memory")
    )
    number = first.instances if first else 0
    of = f"{number} of {len(comparison.instances)}" if number < len(comparison.instances) else str(number)
    return (
        contender,
        of,
        str(first.reached if first else 0),
        str(proof.reached if proof else 0),
        _mean(first, seconds),
        _mean(near, seconds),
        _mean(proof, seconds),
        _mean(minute, share),
        _mean(memory, megabytes),
    )


def _mean(mean: Mean | None, write: Write) -> str:
    return NONE if mean is None else marked(mean.figure, write)


def _ratio_lines(comparison: Comparison) -> Iterator[str]:
    """Yield what came out beside what is aimed at."""
    if AUTO not in comparison.contenders:
        return
    for names in (PEERS, WITH_DIRECT):
        peers = [peer for peer in names if peer in comparison.contenders]
        if peers and (names is PEERS or DIRECT in peers):
            yield _ratio_line(
                f"Time to proof, best of {', '.join(peers)} on each instance over `auto`",
                comparison.against_peers(AUTO, names),
                TARGET_PEERS,
                "that the best peer needs 1 s or more for and that one of the two proves",
            )
    if TEXTBOOK in comparison.contenders:
        yield _ratio_line(
            "Time to proof, textbook program over `auto`",
            comparison.against(TEXTBOOK, AUTO),
            TARGET_TEXTBOOK,
            "that `auto` proves",
        )


def _ratio_line(what: str, ratios: Mapping[str, Ratio], target: float, which: str) -> str:
    found = mean_ratio(tuple(ratios.values()))
    if found is None:
        return f"{what}: nothing to compare, no instance {which}. Target: {target:g} times."
    return (
        f"{what}: **{times(found)}** (geometric mean over {count(len(ratios), 'instance')} {which}). "
        f"Target: {target:g} times; {verdict(found, target)}."
    )


def _ratio_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    peers, textbook = comparison.against_peers(AUTO, WITH_DIRECT), comparison.against(TEXTBOOK, AUTO)
    for instance in comparison.instances:
        peer = comparison.best_peer(instance, WITH_DIRECT)
        yield (
            instance,
            _proof(comparison.measures.get((instance, AUTO))),
            peer[0] if peer and peer[1].reached else NONE,
            marked(peer[1], seconds) if peer else NONE,
            times(peers[instance]) if instance in peers else NONE,
            _proof(comparison.measures.get((instance, TEXTBOOK))),
            times(textbook[instance]) if instance in textbook else NONE,
        )


def _proof(one: Measures | None) -> str:
    return NONE if one is None else marked(one.proof, seconds)


def _each_rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    for instance in comparison.instances:
        for contender in comparison.contenders:
            runs = comparison.of(instance, contender)
            if runs:
                yield _each_cells(comparison, instance, contender, runs)


def _each_cells(
    comparison: Comparison, instance: str, contender: str, runs: Sequence[Run]
) -> tuple[str, ...]:
    outcomes = ", ".join(dict.fromkeys(outcome(run, comparison) for run in runs))
    one = comparison.measures.get((instance, contender))
    if one is None:
        return (instance, contender, *[NONE] * 7, outcomes)
    costs = sorted(run.objective for run in runs if run.objective is not None)
    return (
        instance,
        contender,
        f"{costs[len(costs) // 2]:,.3f}" if costs else NONE,
        NONE if one.own_gap is None else share(max(one.own_gap, 0.0)),
        marked(one.first, seconds),
        marked(one.near, seconds),
        marked(one.proof, seconds),
        marked(one.minute, share),
        NONE if one.memory is None else marked(one.memory, megabytes),
        outcomes,
    )


def outcome(run: Run, comparison: Comparison) -> str:
    """Return what became of a run, in a word or two."""
    known = comparison.standards[run.instance]
    if known.refutes(run):
        return "wrong proof"
    if run.outcome != "answered":
        return run.outcome
    return "optimal" if proven(run, known) else "feasible"


def _remarks(comparison: Comparison) -> Iterator[str]:
    """Yield a line for each contender that did not answer as it should, or did not compete."""
    said: dict[tuple[str, str, str], list[str]] = {}
    for run in comparison.runs:
        what = outcome(run, comparison)
        words = run.words
        if what == "wrong proof":
            best = comparison.standards[run.instance].best
            words = f"claims the bound {run.bound:,.6g}; an answer costs {best:,.6g}"
        if words and run.outcome != "no answer":
            names = said.setdefault((run.contender, what, " ".join(words.split())), [])
            if run.instance not in names:
                names.append(run.instance)
    for (contender, what, words), instances in said.items():
        where = instances[0] if len(instances) == 1 else f"{len(instances)} instances"
        yield f"- {contender}, {where}: {what}: {words}"


def seconds(value: float) -> str:
    """Write a time with three digits."""
    return f"{value:.2f}" if value < 9.995 else f"{value:.1f}" if value < 99.95 else f"{value:,.0f}"


def share(value: float) -> str:
    """Write a gap in percent."""
    return f"{100 * value:.2f} %"


def megabytes(value: float) -> str:
    """Write a size of memory."""
    return f"{value:,.0f}"


def marked(figure: Figure, write: Write) -> str:
    """Write a figure; one that was not reached in time as the lower bound it is."""
    return ("" if figure.reached else "> ") + write(figure.value)


def times(found: Ratio) -> str:
    """Write a ratio, with what a time-out leaves of it."""
    value = f"{found.value:.1f}" if found.value < 99.95 else f"{found.value:,.0f}"
    if found.at_least and found.at_most:
        return f"about {value}, of time-outs on both sides"
    return ("at least " if found.at_least else "at most " if found.at_most else "") + value


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    words = {"instance", "contender", "best peer", "outcome"}
    rule = tuple("---" if name in words else "---:" for name in header)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (header, rule, *rows))
