import time
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from check.builders import (
    broken,
    firm,
    interface,
    network,
    offer,
    package,
    project,
    shock,
    split_task,
    task,
    trust,
)
from vebuilder import DataError, UnsupportedError, evaluate
from vebuilder.model import (
    Assignment,
    Backup,
    Evaluation,
    Network,
    Preparation,
    Project,
    Quote,
    Rules,
    Strategy,
    WorstCase,
)

NETWORK = network(
    firm("a", offer("milling", 3, setup_cost=5, effort=2), joining_cost=10, reliability=0.9),
    firm("b", offer("turning", 2, setup_cost=1), joining_cost=20, reliability=0.8),
    firm("c", offer("milling", 9), offer("turning", 9), joining_cost=40),
    costs={"rate": 4, "coordination": 6, "trust_discount": 0.5},
    trust=[trust("a", "b", 0.5)],
)
PROJECT = project(
    task("frame", amount=7, loss=100),
    task("shaft", "turning", amount=4, loss=50),
    interfaces=(interface("frame", "shaft", volume=2),),
    strategy=Strategy(cost=1, risk=3),
    budget=100,
)
PLAN = {"frame": "a", "shaft": "b"}


def test_every_term_of_a_small_enterprise() -> None:
    evaluation = evaluate(PROJECT, NETWORK, PLAN)
    cost = evaluation.cost
    assert cost.joining == 30
    assert cost.setup == 6
    assert cost.work == 7 * 3 + 4 * 2
    assert cost.transaction == pytest.approx(2 * 4 * (1 - 0.5 * 0.5))  # 6
    assert cost.coordination == pytest.approx(6 * (1 - 0.5 * 0.5))  # 4.5
    assert cost.retainer == cost.protection == cost.preparations == 0
    assert cost.lateness == cost.switching == cost.funding == 0
    assert cost.total == pytest.approx(75.5)
    assert evaluation.risk.expected_loss == pytest.approx(100 * 0.1 + 50 * 0.2)
    assert evaluation.risk.value == evaluation.risk.expected_loss
    assert evaluation.objective == pytest.approx(75.5 + 3 * 20)
    assert (evaluation.makespan, evaluation.learning) == (0, 0)
    assert evaluation.violations == ()
    assert evaluation.feasible


def test_the_weights_make_the_objective() -> None:
    for strategy, objective in ((Strategy(cost=0, risk=1), 20), (Strategy(cost=2), 151)):
        weighed = PROJECT.model_copy(update={"strategy": strategy})
        assert evaluate(weighed, NETWORK, PLAN).objective == pytest.approx(objective)


def test_many_broken_rules_are_all_told() -> None:
    rules = Rules(required={"b"}, excluded={"c"}, max_partners=1, min_trust=0.5)
    strict = PROJECT.model_copy(update={"rules": rules, "budget": 1})
    told = {
        violation.rule
        for violation in evaluate(strict, NETWORK, [("frame", "c", 0.5), ("shaft", "a")]).violations
    }
    assert told == {
        "eligibility",
        "cover",
        "rules.required",
        "rules.excluded",
        "rules.max_partners",
        "rules.min_trust",
        "budget",
    }


def test_contradictory_rules_are_broken_not_refused() -> None:
    rules = Rules(required={"a"}, excluded={"a"})
    violations = broken(PROJECT.model_copy(update={"rules": rules}), NETWORK, PLAN)
    assert [violation.rule for violation in violations] == ["rules.excluded"]


@pytest.mark.parametrize(
    ("tasks", "members", "said"),
    [
        (project(task("t"), initiator="z"), NETWORK, "firm 'z' is not in the network"),
        (project(task("t"), quotes=(Quote(task="t", firm="b"),)), NETWORK, "states no cost"),
        (project(task("t")), network(firm("a"), firm("a")), "already declared"),
        (project(task("t")), network(firm("a"), costs={"distance_rate": 1}), "has no location"),
        (project(task("t"), interfaces=(interface("t", "t"),)), NETWORK, "interface with itself"),
    ],
)
def test_input_that_leaves_a_figure_undefined_is_refused(tasks: Project, members: Network, said: str) -> None:
    with pytest.raises(DataError, match=said):
        evaluate(tasks, members, {"t": "a"})


def test_a_plan_for_something_else_is_refused() -> None:
    with pytest.raises(DataError) as refused:
        evaluate(PROJECT, NETWORK, {"frame": "z", "shft": "b"})
    assert [fault.ids for fault in refused.value.faults] == [("z",), ("shft",)]


def test_what_nobody_offers_cannot_be_prepared() -> None:
    with pytest.raises(DataError, match="preparation 'audit' is not in project"):
        evaluate(PROJECT, NETWORK, PLAN, preparations=("audit",))


RISKY = PROJECT.model_copy(
    update={
        "tasks": (task("frame", amount=7, loss=100, backups=1), task("shaft", "turning", amount=4, loss=50)),
        "shocks": (shock("country", "DE", 0.5, 0.5),),
        "retainer": 0.5,
        "strategy": Strategy(risk=3, risk_measure=WorstCase(failures=2), price_protection=1),
    }
)
SPREAD = NETWORK.model_copy(
    update={
        "firms": (
            firm("a", offer("milling", 3, setup_cost=5, cost_spread=0.1), joining_cost=10, reliability=0.9),
            firm("b", offer("turning", 2, setup_cost=1, cost_spread=0.5), joining_cost=20, reliability=0.8),
            firm("c", offer("milling", 9), joining_cost=40, reliability=0.6, attributes={"country": "DE"}),
        )
    }
)


def test_every_term_of_risk() -> None:
    evaluation = evaluate(RISKY, SPREAD, PLAN, backups=[("frame", "c")])
    cost, risk = evaluation.cost, evaluation.risk
    assert cost.retainer == pytest.approx(0.5 * 7 * 9)
    assert cost.protection == pytest.approx(0.5 * 8)
    assert cost.total == pytest.approx(75.5 + 31.5 + 4)
    assert risk.expected_loss == pytest.approx(100 * 0.1 * (1 - 0.6 * 0.75) + 50 * 0.2)
    assert risk.value == 100  # a and c; b and either of them lose 50
    assert risk.worst_failures == ("a", "c")
    assert risk.measure == WorstCase(failures=2)
    assert evaluation.objective == pytest.approx(cost.total + 3 * 100)
    assert [violation.rule for violation in evaluation.violations] == ["budget"]


def test_an_enterprise_brings_its_standbys() -> None:
    assignments = [Assignment(task=name, firm=who) for name, who in PLAN.items()]
    backups = (Backup(task="frame", firm="c", cost=123),)
    enterprise = SimpleNamespace(assignments=assignments, packages=(), backups=backups, preparations=())
    assert evaluate(RISKY, SPREAD, enterprise) == evaluate(RISKY, SPREAD, PLAN, backups=backups)


def test_unsupported_input_is_refused() -> None:
    strict = RISKY.model_copy(update={"rules": Rules(min_success_probability=0.5)})
    with pytest.raises(UnsupportedError, match=r"project\.rules\.min_success_probability = 0\.5"):
        evaluate(strict, NETWORK, PLAN)


def test_what_is_prepared_replaces_what_is_worse() -> None:
    offered = (
        Preparation(id="audit", cost=5.0, reliability={"a": 0.95, "b": 0.1}, loss={"shaft": 10.0}),
        Preparation(id="more", cost=2.0, reliability={"a": 0.9}, loss={"frame": 400.0}),
    )
    simple = RISKY.model_copy(
        update={
            "tasks": tuple(one.model_copy(update={"backups": 0}) for one in RISKY.tasks),
            "shocks": (),
            "strategy": Strategy(risk=1),
            "preparations": offered,
        }
    )
    plan = {"frame": "a", "shaft": "b"}
    bare = evaluate(simple, SPREAD, plan)
    assert bare.risk.expected_loss == pytest.approx(100 * 0.1 + 50 * 0.2)
    both = evaluate(simple, SPREAD, plan, preparations=("audit", "more"))
    assert both.risk.expected_loss == pytest.approx(100 * 0.05 + 10 * 0.2)
    assert both.cost.preparations == 7.0
    assert both.cost.total == pytest.approx(bare.cost.total + 7.0)


def test_a_package_is_priced_as_bid() -> None:
    bundle = package("c", 11, "frame", "shaft")
    bids = PROJECT.model_copy(update={"packages": (bundle,)})
    plan = dict.fromkeys(PLAN, "c")
    assert evaluate(bids, NETWORK, plan, packages=[bundle]).cost.work == 11
    assert evaluate(bids, NETWORK, plan).cost.work == 9 * 11


SPLIT = project(
    split_task("t", amount=10, loss=8),
    split_task("u", amount=3, loss=2),
    interfaces=(interface("t", "u", volume=5), interface("u", "t", volume=1)),
    strategy=Strategy(risk=2),
)
MILLERS = network(
    *(
        firm(name, offer("milling", price, setup_cost=price), joining_cost=2 * price, reliability=1 / price)
        for name, price in (("a", 1), ("b", 2), ("c", 3), ("d", 4))
    ),
    costs={"rate": 4, "coordination": 1, "internal_rate": -1},
    trust=[trust("a", "b", 0.5), trust("c", "a", -0.3, mutual=False), trust("b", "d", 0.9)],
)


@st.composite
def plans(draw: st.DrawFn) -> list[tuple[str, str, float]]:
    plan = []
    for name in "tu":
        parts = draw(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1))
        plan += [(name, who, part / sum(parts.values())) for who, part in parts.items()]
    return plan


def figures(evaluation: Evaluation) -> list[float]:
    return [*evaluation.cost.terms().values(), evaluation.risk.value, evaluation.objective]


@given(plans(), st.permutations("abcd"), st.permutations(range(8)))
def test_neither_names_nor_order_matter(
    plan: list[tuple[str, str, float]], names: list[str], order: list[int]
) -> None:
    renamed = dict(zip("abcd", names, strict=True))
    firms = [one.model_copy(update={"id": renamed[one.id]}) for one in MILLERS.firms]
    links = [
        link.model_copy(update={"source": renamed[link.source], "target": renamed[link.target]})
        for link in MILLERS.trust
    ]
    other = MILLERS.model_copy(update={"firms": tuple(firms[::-1]), "trust": tuple(links[::-1])})
    shuffled = [plan[place] for place in order if place < len(plan)]
    moved = [(name, renamed[who], share) for name, who, share in shuffled]
    assert sorted(shuffled) == sorted(plan)
    assert figures(evaluate(SPLIT, other, moved)) == pytest.approx(figures(evaluate(SPLIT, MILLERS, plan)))


@given(plans(), st.floats(0, 50))
def test_prices_scale_the_cost(plan: list[tuple[str, str, float]], factor: float) -> None:
    costs = MILLERS.transaction_costs
    dearer = MILLERS.model_copy(
        update={
            "transaction_costs": costs.model_copy(
                update={
                    name: getattr(costs, name) * factor for name in ("rate", "coordination", "internal_rate")
                }
            )
        }
    )
    before, after = (evaluate(SPLIT, members, plan).cost for members in (MILLERS, dearer))
    assert after.transaction == pytest.approx(factor * before.transaction, abs=1e-9)
    assert after.coordination == pytest.approx(factor * before.coordination)
    assert (after.joining, after.setup, after.work) == (before.joining, before.setup, before.work)


def test_a_large_network_takes_no_time() -> None:
    size, links = 1000, 40
    firms = [firm(f"f{i}", offer(f"c{i % 20}", setup_cost=1), joining_cost=1) for i in range(size)]
    ties = [trust(f"f{i}", f"f{(i + step) % size}", 0.5) for i in range(size) for step in range(1, links + 1)]
    members = network(*firms, costs={"rate": 1, "coordination": 1}, trust=ties)
    tasks = [task(f"t{i}", f"c{i % 20}") for i in range(100)]
    joined = [interface(f"t{i}", f"t{i + 1}") for i in range(99)]
    plan = {f"t{i}": f"f{i % 20 + 20 * (i // 20)}" for i in range(100)}
    started = time.process_time()
    evaluation = evaluate(project(*tasks, interfaces=joined), members, plan)
    assert time.process_time() - started < 1.0
    assert evaluation.violations == ()
    # 40,000 links tie each firm to the 40 on either side: 99 neighbours at half the rate
    assert evaluation.cost.transaction == pytest.approx(99 * 0.5)
