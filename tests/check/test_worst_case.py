import random
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import firm, network, project, split_task, task
from vebuilder import evaluate
from vebuilder.check.worst_case import worst_case
from vebuilder.model import Risk, Strategy, WorstCase

Stakes = list[tuple[float, frozenset[str]]]


def risk(failures: int, *, backups: tuple[tuple[str, str], ...] = ()) -> Risk:
    tasks = project(
        split_task("t", loss=100, backups=len(backups)),
        task("u", loss=45),
        task("v", loss=50),
        strategy=Strategy(risk_measure=WorstCase(failures=failures)),
    )
    members = network(firm("a", reliability=1.0), firm("b", reliability=0.0), firm("c"))
    plan = [("t", "a", 0.3), ("t", "b", 0.7), ("u", "a"), ("v", "c")]
    return evaluate(tasks, members, plan, backups=backups).risk


@pytest.mark.parametrize(
    ("failures", "value", "firms"),
    [(0, 0, ()), (1, 75, ("a",)), (2, 145, ("a", "b")), (3, 195, ("a", "b", "c")), (9, 195, ("a", "b", "c"))],
)
def test_without_standbys_the_largest_exposures(failures: int, value: float, firms: tuple[str, ...]) -> None:
    found = risk(failures)
    assert found.value == pytest.approx(value)
    assert found.worst_failures == firms


def test_a_standby_must_fail_too() -> None:
    backups = (("t", "c"),)
    assert (risk(1, backups=backups).value, risk(1, backups=backups).worst_failures) == (50, ("c",))
    assert (risk(2, backups=backups).value, risk(2, backups=backups).worst_failures) == (125, ("a", "c"))
    assert risk(3, backups=backups).value == 195
    assert risk(1, backups=backups).expected_loss == pytest.approx(0)


def tried(stakes: Stakes, failures: int) -> float:
    firms = sorted(frozenset[str]().union(*(needed for _, needed in stakes)))
    return max(
        sum(money for money, needed in stakes if needed <= set(failing))
        for failing in combinations(firms, min(failures, len(firms)))
    )


stakes_of = st.lists(
    st.tuples(
        st.integers(0, 9).map(float), st.frozensets(st.sampled_from("abcdefgh"), min_size=1, max_size=4)
    ),
    max_size=14,
)


@given(stakes_of, st.integers(0, 9))
def test_as_by_trying_every_set_of_firms(stakes: Stakes, failures: int) -> None:
    value, firms = worst_case(stakes, failures)
    assert value == pytest.approx(tried(stakes, failures))
    assert value == sum(money for money, needed in stakes if needed <= set(firms))
    assert len(firms) <= failures


@pytest.mark.parametrize("failures", [3, 5])
def test_twenty_partners_and_twenty_standbys(failures: int) -> None:
    chance = random.Random(failures)
    firms = [f"f{number}" for number in range(40)]
    stakes = [
        (float(chance.randint(1, 99)), frozenset(chance.sample(firms, chance.choice([1, 2, 2, 3]))))
        for _ in range(60)
    ]
    value, failing = worst_case(stakes, failures)
    assert len(failing) <= failures
    # an independent bound from below: the best of many random sets, improved one firm at a time
    best = 0.0
    for _ in range(40):
        chosen = set(chance.sample(firms, failures))
        better = True
        while better:
            here = sum(money for money, needed in stakes if needed <= chosen)
            swaps = [(chosen - {out}) | {into} for out in chosen for into in firms if into not in chosen]
            top = max(swaps, key=lambda one: sum(money for money, needed in stakes if needed <= one))
            better = sum(money for money, needed in stakes if needed <= top) > here
            chosen = top if better else chosen
        best = max(best, here)
    assert value >= best
