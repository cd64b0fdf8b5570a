"""Money in cents of a cent or in billions: what the solvers count in changes no answer and no proof."""

import importlib.util
from collections.abc import Iterator
from random import Random
from typing import Any, get_args

import pytest
from instances import Instance, random_instance

import vebuilder as ve
from vebuilder import model
from vebuilder.check.lint import lint
from vebuilder.formulate.money_unit import MONEY, MoneyUnit, _counted
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model.record import Record

POWERS = range(-9, 10)
SOLVERS = ("auto", "highs", "cpsat", "scip", "cbc", "pulp:PULP_CBC_CMD", "toulbar2")
NO_MONEY = {
    # Effort, amounts, time, shares, counts, weights and values that are no money.
    "PriceBreak.from_amount", "Offer.capacity", "Offer.effort", "Offer.proficiency", "Offer.reliability",
    "Offer.unit_duration", "Offer.cost_spread", "Firm.capacity", "Firm.reliability", "Firm.max_parallel",
    "Firm.location", "TransactionCosts.trust_discount", "TransactionCosts.standard_discount", "Task.amount",
    "Task.min_proficiency", "Task.min_partners", "Task.max_partners", "Task.min_share", "Task.duration",
    "Task.due", "Task.backups", "Interface.volume", "Quote.effort", "Quote.duration", "Quote.reliability",
    "Quote.proficiency", "Funding.rate", "Preparation.reliability", "Project.deadline", "Project.retainer",
    "Project.learning", "Shock.probability", "Shock.reliability_factor",
    "Assignment.share", "Before.max_changes",
}  # fmt: skip


def parts(annotation: Any) -> Iterator[Any]:
    """Yield every type an annotation is made of."""
    yield annotation
    for part in get_args(annotation):
        yield from parts(part)


def times(instance: Instance, factor: float) -> Instance:
    project, network = instance
    return _counted(project, factor), _counted(network, factor)


def priced() -> Instance:
    """Return a project in which everything that costs decides something, with a budget that binds."""
    dice = Random(11)
    network = ve.Network(
        firms=tuple(
            ve.Firm(
                id=f"f{i}",
                joining_cost=dice.uniform(2, 9),
                reliability=dice.uniform(0.8, 0.99),
                capacity=2.0,
                offers=tuple(
                    ve.Offer(competence=c, unit_cost=dice.uniform(5, 20), setup_cost=dice.uniform(0, 3))
                    for c in "xyz"
                ),
            )
            for i in range(6)
        ),
        trust=(
            ve.TrustLink(source="f0", target="f1", trust=0.9),
            ve.TrustLink(source="f2", target="f3", trust=0.7),
        ),
        transaction_costs=ve.TransactionCosts(rate=4, internal_rate=0.5, coordination=1),
    )
    project = ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=f"t{c}", competence=c, loss=40) for c in "xyz"),
        interfaces=(ve.Interface(source="tx", target="ty"), ve.Interface(source="ty", target="tz", volume=2)),
        strategy=ve.Strategy(risk=1.0),
        budget=60.0,
    )
    return project, network


@pytest.mark.parametrize("solver", SOLVERS)
def test_partners_and_proof_are_the_same_in_any_unit(solver: str) -> None:
    if solver == "toulbar2" and importlib.util.find_spec("pytoulbar2") is None:
        pytest.skip("pytoulbar2 is not installed (extra toulbar2)")
    instance = priced()
    if solver == "toulbar2":  # which knows no budget
        instance = instance[0].model_copy(update={"budget": None}), instance[1]
    wanted = ve.form_enterprise(*instance, solver="highs", gap=1e-7)
    for power in POWERS:
        told: list[ve.Progress] = []
        answer = ve.form_enterprise(
            *times(instance, 10.0**power), solver=solver, gap=1e-6, progress=told.append
        )
        assert answer.partners == wanted.partners
        assert [(one.task, one.firm) for one in answer.assignments] == [
            (one.task, one.firm) for one in wanted.assignments
        ]
        assert answer.objective == pytest.approx(wanted.objective * 10.0**power, rel=1e-9)
        assert answer.outcome == "optimal"
        assert answer.bound is not None
        assert (answer.objective - answer.bound) / answer.objective <= 1e-6
        assert answer.bound <= answer.objective
        if told and told[-1].incumbent is not None:
            assert told[-1].incumbent == pytest.approx(answer.objective, rel=1e-6)


@pytest.mark.parametrize("power", POWERS)
def test_weights_of_any_size_weigh_alike(power: int) -> None:
    project, network = priced()
    wanted = ve.form_enterprise(project, network, gap=1e-7)
    strategy = ve.Strategy(cost=10.0**power, risk=10.0**power)
    answer = ve.form_enterprise(project.model_copy(update={"strategy": strategy}), network, gap=1e-6)
    assert answer.assignments == wanted.assignments
    assert answer.cost == wanted.cost
    assert answer.objective == pytest.approx(wanted.objective * 10.0**power, rel=1e-9)
    assert answer.outcome == "optimal"


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("power", [-9, -6, 6, 9])
def test_random_projects_are_formed_alike_in_any_unit(seed: int, power: int) -> None:
    instance = random_instance(seed)
    if any(fault.severity == "error" for fault in lint(*instance)):
        pytest.skip("not a sound instance")
    verdicts: list[Any] = []
    for one in (instance, times(instance, 10.0**power)):
        try:
            verdicts.append(ve.form_enterprise(*one, gap=1e-6))
        except ve.InfeasibleError:
            verdicts.append(None)
    first, second = verdicts
    if first is None or second is None:
        assert first is second is None
        return
    assert second.objective == pytest.approx(first.objective * 10.0**power, rel=3e-6, abs=1e-7 * 10.0**power)
    assert second.outcome == first.outcome == "optimal"
    assert ve.evaluate(*times(instance, 10.0**power), second).feasible


@pytest.mark.parametrize("seed", range(60))
def test_every_figure_is_exactly_the_same_in_another_unit(seed: int) -> None:
    project, network = random_instance(seed)
    factor = 2.0**-20
    plan = {}
    for task in project.tasks:
        plan[task.id] = network.firms[seed % len(network.firms)].id
    try:
        one = ve.evaluate(project, network, plan)
    except ve.DataError:
        pytest.skip("not a sound instance")
    other = ve.evaluate(*times((project, network), factor), plan)
    assert other.objective == one.objective * factor
    assert other.cost.terms() == {name: value * factor for name, value in one.cost.terms().items()}
    assert other.risk.value == one.risk.value * factor
    assert [violation.rule for violation in other.violations] == [one.rule for one in one.violations]


def test_every_number_is_known_as_money_or_not() -> None:
    records = [kind for kind in vars(ve).values() if isinstance(kind, type) and issubclass(kind, Record)]
    told = {model.TrustLink, ve.Strategy, ve.CVaR, ve.WorstCase, ve.Rules, ve.GroupRule}
    inputs = {
        kind for kind in records
        if kind in MONEY or kind.__name__ in {name.split(".")[0] for name in NO_MONEY}
    }  # fmt: skip
    assert told.isdisjoint(inputs)
    no_figures = {"schema_version", "attributes", "value", "values"}
    numbers = {
        f"{kind.__name__}.{name}"
        for kind in inputs
        for name, field in kind.model_fields.items()
        if name not in no_figures and {float, int} & set(parts(field.annotation))
    }
    money = {f"{kind.__name__}.{name}" for kind, names in MONEY.items() for name in names}
    assert money <= numbers
    assert numbers == money | NO_MONEY


def test_ordinary_amounts_are_left_as_they_are() -> None:
    problem = Problem.of(*priced())
    unit = MoneyUnit.of(problem)
    assert unit == MoneyUnit()
    assert unit.counted(problem) is problem


def test_what_solvers_see_is_neither_tiny_nor_huge() -> None:
    for power in POWERS:
        problem = Problem.of(*times(priced(), 10.0**power))
        cost = formulate(MoneyUnit.of(problem).counted(problem)).model.cost
        assert 0.5 <= float(abs(cost[cost != 0]).max()) <= 2.0**22


def test_one_amount_beyond_all_others_does_not_set_the_unit() -> None:
    project, network = times(priced(), 1e-9)
    wanted = ve.form_enterprise(project, network)
    (one,) = [firm for firm in network.firms if firm.id not in wanted.partners][:1]
    dear = one.model_copy(update={"joining_cost": 1e3})
    firms = tuple(dear if firm is one else firm for firm in network.firms)
    answer = ve.form_enterprise(project, network.model_copy(update={"firms": firms}))
    assert answer.assignments == wanted.assignments
    assert answer.outcome == "optimal"
