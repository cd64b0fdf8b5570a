"""The rolling plan shown over forty periods, in short: fair, reproducible, and it learns."""

import importlib.util
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

import vebuilder as ve

EXAMPLE = Path(__file__).parents[2] / "examples" / "rolling_plan.py"


@pytest.fixture(scope="module")
def shown() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("rolling_plan", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["rolling_plan"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["rolling_plan"]


def test_any_number_of_workers_gives_the_same_figures(shown: ModuleType) -> None:
    found = []
    for workers in (1, 2):
        with ThreadPoolExecutor(workers) as executor:
            found.append(shown.lives(range(2), 4, (2.0,), executor))
    assert found[0].keys() == found[1].keys()
    assert all(np.array_equal(found[0][name], found[1][name]) for name in found[0])
    assert all(paid.shape == (2, 4) for paid in found[0].values())


def test_all_planners_begin_alike_but_the_oracle(shown: ModuleType) -> None:
    paid = shown.life(3, 3, (2.0, 50.0))
    first = {name: periods[0] for name, periods in paid.items()}
    ignorant = {value for name, value in first.items() if name != shown.ORACLE}
    assert len(ignorant) == 1
    assert first[shown.ORACLE] <= ignorant.pop() + shown.JOINING * shown.FIRMS


def test_what_is_paid_is_what_the_enterprise_costs_at_the_truth(shown: ModuleType) -> None:
    now = shown.world(5, 2)
    ignorance = {firm.id: shown.AVERAGE for firm in now.network.firms}
    enterprise = ve.form_enterprise(now.project, now.believed(0, ignorance))
    paid = shown.life(5, 2, ())[shown.ONCE]
    true = {firm.id: firm for firm in now.true(1).firms}
    competence = {task.id: task.competence for task in now.project.tasks}
    work = loss = 0.0
    for one in enterprise.assignments:
        firm = true[one.firm]
        work += next(o.unit_cost for o in firm.offers if o.competence == competence[one.task])
        loss += shown.LOSS * (1 - firm.reliability)
    # Nobody joins in the second period; what is left is what passes the interfaces.
    assert paid[1] == pytest.approx(work + loss + enterprise.cost.transaction)
    joining = shown.JOINING * len(enterprise.partners)
    assert paid[0] > joining
    assert enterprise.cost.joining == pytest.approx(joining / shown.HORIZON)


def test_a_belief_moves_towards_what_is_seen(shown: ModuleType) -> None:
    now = shown.world(1, 30)
    belief = shown.Belief({firm.id: shown.AVERAGE for firm in now.network.firms}, 2.0)
    enterprise = ve.form_enterprise(now.project, now.believed(0, belief.reliability))
    for period in range(30):
        network = now.believed(period, belief.reliability)
        again = ve.reform_enterprise(enterprise, now.project, network, max_changes=0)
        belief.learn(again, now.project, network, now.outcomes(period, again))
    true = {firm.id: firm.reliability for firm in now.network.firms}
    for firm in {one.firm for one in again.assignments}:
        assert abs(belief.reliability[firm] - true[firm]) < 0.2
    others = set(true) - set(enterprise.partners)
    assert {belief.reliability[firm] for firm in others} == {shown.AVERAGE}


def test_luck_does_not_depend_on_who_asks(shown: ModuleType) -> None:
    now = shown.world(2, 2)
    one = ve.form_enterprise(now.project, now.believed(0, {}))
    other = ve.form_enterprise(now.project, now.believed(0, {one.partners[0]: 0.01}))
    told = [{(o.task, o.firm): o.delivered for o in now.outcomes(1, each)} for each in (one, other)]
    same = told[0].keys() & told[1].keys()
    assert same
    assert all(told[0][pair] == told[1][pair] for pair in same)


def test_the_command_prints_a_table_and_draws(
    shown: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    figure = tmp_path / "regret.png"
    words = ["--seeds", "2", "--periods", "3", "--prior-strength", "5", "--figure", str(figure)]
    assert shown.main(words, ThreadPoolExecutor) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "2 lives of 3 periods"
    assert {line.split("  ")[0].strip() for line in lines[3:]} == {
        shown.ORACLE,
        shown.BLIND,
        shown.ONCE,
        shown.rolling(5),
    }
    assert figure.stat().st_size > 5000

    def broken_off(_: int) -> ThreadPoolExecutor:
        raise KeyboardInterrupt

    assert shown.main(words, broken_off) == 130
    with pytest.raises(SystemExit):
        shown.main(["--seeds", "0"])
