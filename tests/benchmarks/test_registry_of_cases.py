"""The registry: what there is to measure, with and without the folder of public instances."""

from pathlib import Path

import pytest

from benchmarks.data import data_folder, require_data
from benchmarks.registry import cases, same_costs
from benchmarks.synthetic import Law, synthetic
from vebuilder import Assignment

needs_data = pytest.mark.skipif(
    not data_folder().is_dir(), reason=f"no public instances at {data_folder()} (set VEBUILDER_DATA)"
)


def test_without_the_folder_there_are_synthetic_cases(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VEBUILDER_DATA", str(tmp_path / "nowhere"))
    assert len(cases("smoke")) >= 2
    assert all("synthetic" in case.tags for case in cases())
    with pytest.raises(FileNotFoundError, match="set VEBUILDER_DATA"):
        require_data()


def test_names_are_unique() -> None:
    names = [case.name for case in cases()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "twin"),
    [("cap41", "cap71"), ("cap62", "cap72"), ("cap94", "cap104"), ("cap112", "cap132"), ("cap133", "cap133"),
     ("cap51", "cap71"), ("capa", "capa")],
)  # fmt: skip
def test_series_that_differ_in_capacity_only(name: str, twin: str) -> None:
    assert same_costs(name) == twin


@needs_data
def test_same_costs_holds_in_the_files() -> None:
    built = {case.name: case.build() for case in cases("uncapacitated")}
    compared = 0
    for name, (project, network) in built.items():
        twin = f"cflp/{same_costs(project.id)} uncapacitated"
        if twin in built and twin != name:
            compared += 1
            assert [firm.joining_cost for firm in network.firms] == [
                firm.joining_cost for firm in built[twin][1].firms
            ]
            assert project.quotes == built[twin][0].quotes
    assert compared >= 10


@needs_data
@pytest.mark.parametrize(
    "source",
    ["cattrysse1994", "chu1997", "yagiura2004", "orlib", "holmberg", "orlib_single", "yang", "gadegaard_tb4",
     "diaz_fernandez"],
)  # fmt: skip
def test_instances_can_be_read_and_have_room(source: str) -> None:
    found = cases(source)[:10]
    assert len(found) == 10
    for case in found:
        project, network = case.build()
        assert len(project.quotes) == len(project.tasks) * len(network.firms), case.name
        capacities = [firm.capacity for firm in network.firms]
        if "gap" not in case.tags and None not in capacities:
            assert sum(task.amount for task in project.tasks) <= sum(c for c in capacities if c is not None)


@needs_data
def test_stored_gap_solutions_cost_what_is_published() -> None:
    import vebuilder as ve

    checked = 0
    for case in cases("gap", "cattrysse1994"):
        project, network = case.build()
        stored = require_data() / "gap" / "solutions" / f"cattrysse1994__{project.id}.txt"
        if "maximise" in case.tags or not stored.exists():
            continue
        plan = [
            Assignment(task=f"task {task}", firm=f"agent {agent}")
            for task, agent in enumerate(stored.read_text(encoding="ascii").split())
        ]
        evaluation = ve.evaluate(project, network, plan)
        assert evaluation.violations == (), case.name
        assert evaluation.objective == pytest.approx(case.known.value, abs=1e-9), case.name
        checked += 1
    assert checked >= 30


@pytest.mark.parametrize("law", [Law(12, 6), Law(50, 20), Law(40, 12, interfaces_per_task=0)])
def test_synthetic_cases_keep_their_law(law: Law) -> None:
    project, network = synthetic(law, seed=3)
    assert (len(network.firms), len(project.tasks)) == (law.firms, law.tasks)
    assert all(len(firm.offers) == min(law.offers_per_firm, len(law.competences)) for firm in network.firms)
    offered = {offer.competence for firm in network.firms for offer in firm.offers}
    assert {task.competence for task in project.tasks} <= offered
    assert len(project.interfaces) == round(law.interfaces_per_task * law.tasks)
    pairs = [frozenset((interface.source, interface.target)) for interface in project.interfaces]
    assert len(set(pairs)) == len(pairs)
    assert all(len(pair) == 2 for pair in pairs)


def test_synthetic_cases_depend_on_the_seed_alone() -> None:
    assert synthetic(Law(20, 10), seed=1) == synthetic(Law(20, 10), seed=1)
    assert synthetic(Law(20, 10), seed=1) != synthetic(Law(20, 10), seed=2)
