"""Whatever a caller hands over, what is wrong with it is said in words, by every public function."""

import itertools
import math
from pathlib import Path
from typing import Any

import networkx
import pytest

import vebuilder as ve
from vebuilder.demo import example

PROJECT, NETWORK = example()
ENTERPRISE = ve.form_enterprise(PROJECT, NETWORK)
PLAN = [(one.task, one.firm, one.share) for one in ENTERPRISE.assignments]
JUNK: list[Any] = [
    None, 5, 1.5, math.nan, True, "x", b"x", {}, {"id": "p"}, [1], [None], [("t",)], object(), Path(),
    PROJECT, NETWORK, ENTERPRISE, NETWORK.firms[0], [NETWORK], ["no such firm"],
]  # fmt: skip
FIRM, OTHER = NETWORK.firms[0].id, NETWORK.firms[1].id
CALLS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "form_enterprise": (ve.form_enterprise, (PROJECT, NETWORK)),
    "check": (ve.check, (PROJECT, NETWORK)),
    "evaluate": (ve.evaluate, (PROJECT, NETWORK, ENTERPRISE)),
    "simulate": (ve.simulate, (ENTERPRISE, PROJECT, NETWORK)),
    "save": (ve.save, (NETWORK, Path("never/written.json"))),
    "load": (ve.load, (Path("never/written.json"),)),
    "trust_evidence": (ve.trust_evidence, (NETWORK, FIRM, OTHER)),
    "trust_from_graph": (ve.trust_from_graph, (networkx.Graph(),)),
    "trust_to_graph": (ve.trust_to_graph, (NETWORK, (FIRM,))),
}
NAMED: dict[str, tuple[Any, tuple[Any, ...], tuple[str, ...]]] = {
    "evaluate": (
        ve.evaluate, (PROJECT, NETWORK, PLAN), ("backups", "packages", "preparations", "starts"),
    ),
    "form_enterprise": (
        ve.form_enterprise,
        (PROJECT, NETWORK),
        ("solver", "time_limit", "gap", "threads", "seed", "start", "progress"),
    ),
    "simulate": (ve.simulate, (ENTERPRISE, PROJECT, NETWORK), ("runs", "seed", "executor")),
}  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some of the wrong arguments are names of files."""
    monkeypatch.chdir(tmp_path)


def refuses_in_words(call: Any, *arguments: Any, **options: Any) -> None:
    """Call; whatever comes of it, it is an answer or an error of the library's own that says something."""
    told = "an answer needs no words"
    try:
        call(*arguments, **options)
    except ve.VebuilderError as error:
        told = str(error)
    assert len(told) > 20


@pytest.mark.parametrize(
    ("name", "place"), [(name, place) for name, (_, good) in CALLS.items() for place in range(len(good))]
)
def test_anything_in_place_of_an_argument(name: str, place: int, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(tmp_path)
    call, good = CALLS[name]
    for junk in JUNK:
        refuses_in_words(call, *good[:place], junk, *good[place + 1 :])


@pytest.mark.parametrize(
    ("name", "option"), [(name, option) for name, (_, _, options) in NAMED.items() for option in options]
)
def test_anything_as_an_option(name: str, option: str) -> None:
    call, good, _ = NAMED[name]
    for junk in JUNK:
        refuses_in_words(call, *good, **{option: junk})


@pytest.mark.parametrize("name", ["form_enterprise", "check", "evaluate", "simulate"])
def test_every_order_but_the_right_one_is_refused(name: str) -> None:
    call, good = CALLS[name]
    for order in itertools.permutations(good):
        if order != good:
            with pytest.raises(ve.DataError):
                call(*order)


def test_a_network_handed_to_evaluate_first_is_told_so() -> None:
    with pytest.raises(ve.DataError, match="network first and the project second"):
        ve.evaluate(NETWORK, PROJECT, PLAN)  # type: ignore[arg-type]


@pytest.mark.parametrize(("plan", "kind"), [("milling", "str"), (5, "int"), (None, "NoneType")])
def test_a_plan_that_is_none_is_told_so(plan: Any, kind: str) -> None:
    with pytest.raises(ve.DataError, match=f"a {kind} is no plan"):
        ve.evaluate(PROJECT, NETWORK, plan)
