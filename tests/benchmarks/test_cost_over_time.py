"""The plot of cost over time."""

import sys
from pathlib import Path

import pytest

from benchmarks.comparison.plot import (
    STYLES,
    NoMatplotlibError,
    draw,
    median_steps,
    one_of_each_size,
    require_matplotlib,
)
from benchmarks.comparison.runs import Point, Run
from benchmarks.comparison.summary import Comparison
from benchmarks.contenders.lineup import NAMES


def made(contender: str, instance: str, firms: int, objective: float | None, seed: int = 0) -> Run:
    trace = () if objective is None else (Point(0.1, 130.0, None), Point(3.0, objective, 99.0))
    return Run(
        instance=instance,
        contender=contender,
        limit=60.0,
        gap=1e-4,
        seed=seed,
        firms=firms,
        tasks=10,
        currency="CHF",
        outcome="answered" if objective is not None else "no answer",
        seconds=5.0,
        objective=objective,
        bound=99.0,
        trace=trace,
    )


RUNS = [
    made(name, instance, firms, None if name == "scip" else 100.0)
    for instance, firms in (("large", 200), ("small", 20), ("as small", 20))
    for name in NAMES
]


def test_the_median_waits_for_half_of_the_runs() -> None:
    one, two, three = [(1.0, 9.0), (4.0, 5.0)], [(2.0, 7.0)], []
    assert median_steps([one], 60.0) == one
    assert median_steps([one, two, three], 60.0) == [(2.0, 9.0), (4.0, 7.0)]
    assert median_steps([one, three], 60.0) == []
    assert median_steps([one], 2.0) == [(1.0, 9.0), (2.0, 5.0)]
    assert median_steps([], 60.0) == []


def test_one_instance_of_each_size_is_shown_the_smallest_first() -> None:
    assert one_of_each_size(Comparison(RUNS)) == ("small", "large")
    many = [made("auto", f"i{size}", size, 100.0) for size in range(1, 12)]
    assert one_of_each_size(Comparison(many)) == ("i1", "i3", "i5", "i7", "i9", "i11")


def test_no_two_contenders_look_alike() -> None:
    colours = [colour for colour, _, _ in STYLES.values()]
    assert len({str(dashes) for _, dashes, _ in STYLES.values()}) == len(NAMES)
    assert len(set(colours)) == len(NAMES) - 2, "auto and toulbar2, with and without more, have one each"


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(NoMatplotlibError, match=r"pip install 'vebuilder\[plots\]'"):
        require_matplotlib()
    with pytest.raises(NoMatplotlibError):
        draw(Comparison(RUNS), tmp_path / "plot.svg")


def test_the_plot_names_everything_and_is_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="matplotlib is not installed: pip install 'vebuilder[plots]'")
    comparison = Comparison(RUNS)
    draw(comparison, tmp_path / "new" / "plot.svg")
    draw(comparison, tmp_path / "again.svg")
    drawn = (tmp_path / "new" / "plot.svg").read_text(encoding="utf-8")
    assert drawn == (tmp_path / "again.svg").read_text(encoding="utf-8")
    for words in ("small", "large", "cost of the best answer, CHF", "best proven bound", "genetic", "auto"):
        assert f">{words}<" in drawn
    assert ">seconds since the project and the network were handed over<" in drawn
    assert ">as small<" not in drawn
    assert ">scip<" not in drawn, "it has no answer to draw"
    draw(comparison, tmp_path / "chosen.svg", ["as small"])
    assert ">as small<" in (tmp_path / "chosen.svg").read_text(encoding="utf-8")
