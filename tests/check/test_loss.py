from collections.abc import Iterator
from itertools import pairwise, product
from math import prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from check.builders import firm, network, offer, project, shock, split_task, task
from vebuilder import evaluate
from vebuilder.model import Network, Project, Quote

NETWORK = network(firm("a", offer(reliability=0.9), reliability=0.5), firm("b", reliability=0.75), firm("c"))


def loss(tasks: Project, members: Network, plan: object, **fields: object) -> float:
    return evaluate(tasks, members, plan, **fields).risk.expected_loss


def test_the_failed_share_of_each_loss() -> None:
    tasks = project(task("t", loss=100), split_task("u", loss=40), task("v"))
    plan = [("t", "a"), ("u", "a", 0.25), ("u", "b", 0.75), ("v", "b")]
    # t: 100 * 0.1; u: 40 * (0.25 * 0.1 + 0.75 * 0.25) = 8.5; v loses nothing
    assert loss(tasks, NETWORK, plan) == pytest.approx(18.5)


def test_the_quotes_reliability_comes_first() -> None:
    quotes = (Quote(task="t", firm="a", reliability=0.8), Quote(task="u", firm="a", cost=1))
    tasks = project(task("t", loss=100), task("u", "casting", loss=100), quotes=quotes)
    # t: the quote's 0.8; u: nothing serves it, so the firm's 0.5
    assert loss(tasks, NETWORK, dict.fromkeys("tu", "a")) == pytest.approx(70)


def test_perfect_firms_lose_nothing() -> None:
    assert loss(project(task("t", loss=100)), NETWORK, {"t": "c"}) == 0


def test_a_standby_saves_what_a_partner_loses() -> None:
    tasks = project(split_task("t", loss=100, backups=2))
    levels_of = {"a": 0.9, "b": 0.8, "c": 0.5, "d": 0.7}
    members = network(*(firm(name, reliability=level) for name, level in levels_of.items()))
    plan = [("t", "a", 0.25), ("t", "b", 0.75)]
    # (0.25 * 0.1 + 0.75 * 0.2) * 0.5 * 0.3 * 100
    assert loss(tasks, members, plan, backups=[("t", "c"), ("t", "d")]) == pytest.approx(2.625)


def test_a_common_cause_hits_partner_and_standby() -> None:
    tasks = project(task("t", loss=100, backups=1), shocks=(shock("country", "DE", 0.1, 0.5),))
    german = {"country": "DE"}
    members = network(
        firm("a", reliability=0.9, attributes=german),
        firm("b", reliability=0.8, attributes=german),
        firm("c", reliability=0.8, attributes={"country": "FR"}),
    )
    # calm 0.9: 0.1 * 0.2; struck 0.1: 0.55 * 0.6
    assert loss(tasks, members, {"t": "a"}, backups=[("t", "b")]) == pytest.approx(5.1)
    # the shock leaves c as it is: (0.9 * 0.1 + 0.1 * 0.55) * 0.2
    assert loss(tasks, members, {"t": "a"}, backups=[("t", "c")]) == pytest.approx(2.9)


levels = st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0])
FIRMS = "abcd"


@st.composite
def cases(draw: st.DrawFn) -> tuple[Project, Network, list[tuple[str, str, float]], list[tuple[str, str]]]:
    members = network(
        *(
            firm(
                name,
                reliability=draw(levels),
                attributes={"country": draw(st.sampled_from(["DE", "FR"])), "small": draw(st.booleans())},
            )
            for name in FIRMS
        )
    )
    plan, backups, tasks, quotes = [], [], [], []
    for name in "tu":
        order = draw(st.permutations(FIRMS))
        split, standbys = draw(st.integers(1, 2)), draw(st.integers(0, 2))
        share = draw(st.sampled_from([0.5, 0.75])) if split == 2 else 1.0
        plan += list(zip([name] * split, order, (share, 1 - share), strict=False))
        backups += [(name, who) for who in order[split : split + standbys]]
        tasks.append(split_task(name, loss=draw(st.integers(0, 9)), backups=standbys))
        quotes += [
            Quote(task=name, firm=who, reliability=draw(levels))
            for who in draw(st.sets(st.sampled_from(FIRMS)))
        ]
    causes = draw(
        st.lists(
            st.builds(
                lambda pair, probability, factor: shock(*pair, probability, factor),
                st.sampled_from([("country", "DE"), ("country", "FR"), ("small", True), ("small", 1)]),
                levels,
                levels,
            ),
            max_size=3,
        )
    )
    return project(*tasks, quotes=quotes, shocks=causes), members, plan, backups


def worlds(tasks: Project, members: Network) -> Iterator[tuple[float, dict[tuple[str, str], bool]]]:
    """Yield what may happen: how likely it is, and who fails in what.

    A firm's draw matters only by which of its reliabilities lie below it.
    """
    quoted = {(quote.task, quote.firm): quote.reliability for quote in tasks.quotes}
    for struck in product((False, True), repeat=len(tasks.shocks)):
        weight = prod(
            cause.probability if hit else 1 - cause.probability
            for cause, hit in zip(tasks.shocks, struck, strict=True)
        )
        per_firm = []
        for one in members.firms:
            factor = prod(
                cause.reliability_factor
                for cause, hit in zip(tasks.shocks, struck, strict=True)
                if hit
                and type(one.attributes[cause.attribute]) is type(cause.value)
                and one.attributes[cause.attribute] == cause.value
            )
            needed = {
                name.id: factor * quoted.get((name.id, one.id), one.reliability) for name in tasks.tasks
            }
            steps = sorted({0.0, 1.0, *needed.values()})
            per_firm.append(
                [
                    (high - low, {(name, one.id): high > level for name, level in needed.items()})
                    for low, high in pairwise(steps)
                ]
            )
        for pattern in product(*per_firm):
            fails = {pair: failed for _, of_firm in pattern for pair, failed in of_firm.items()}
            yield weight * prod(length for length, _ in pattern), fails


@settings(max_examples=60)
@given(cases())
def test_as_over_all_patterns_of_failure(
    instance: tuple[Project, Network, list[tuple[str, str, float]], list[tuple[str, str]]],
) -> None:
    tasks, members, plan, backups = instance
    lost = delivered = 0.0
    for weight, fails in worlds(tasks, members):
        unsaved = {
            name.id: all(fails[pair] for pair in backups if pair[0] == name.id) for name in tasks.tasks
        }
        failed = {name.id: 0.0 for name in tasks.tasks}
        for name, who, share in plan:
            failed[name] += share * (fails[name, who] and unsaved[name])
        lost += weight * sum(one.loss * failed[one.id] for one in tasks.tasks)
        delivered += weight * (not any(failed.values()))
    risk = evaluate(tasks, members, plan, backups=backups).risk
    assert risk.expected_loss == pytest.approx(lost, abs=1e-9)
    assert risk.value == risk.expected_loss
    if backups:
        assert risk.success_probability is None
    else:
        assert risk.success_probability == pytest.approx(delivered, abs=1e-9)
