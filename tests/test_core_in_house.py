"""Core competences stay in-house, at the lowest cost: brute force and every solver say so."""

from collections import Counter
from random import Random

import pytest
from brute_force import Search, best_plan
from check.builders import firm, network, offer, project, split_task, task
from instances import COMPETENCES, Dice, Instance, random_instance
from risky_instances import risky_instance, sound_plans

from vebuilder import InfeasibleError, evaluate, form_enterprise
from vebuilder.check.core_in_house import core_tasks
from vebuilder.model import Competence, Project, Rules

SEEDS = (*range(60), 74, 123, 124, 134, 137, 142, 150, 162)
"""The last ones: the rule makes the best enterprise dearer."""
RISKY_SEEDS = range(25)
GAPS = {"auto": 1e-9, "highs": 1e-6, "cpsat": 1e-4, "scip": 1e-6, "cbc": 1e-6, "pulp:PULP_CBC_CMD": 1e-6}


def in_house(instance: Instance, dice: Dice) -> Instance:
    """Give the project an initiator with a core, mostly of what it can do, and let it keep that."""
    project, network = instance
    search = Search(project, network)
    initiator = project.initiator or dice.pick(sorted({firm for _, firm in search.terms}))
    asked = [one.competence for one in project.tasks if initiator in search.eligible(one.id)]
    core = dice.few(asked, 1) if asked and dice.chance(0.85) else dice.few(COMPETENCES, 2)
    firms = tuple(
        one.model_copy(update={"core": frozenset(core if one.id == initiator else dice.few(COMPETENCES, 1))})
        for one in network.firms
    )
    always = project.rules.required | {initiator}
    pairs = tuple(pair for pair in project.rules.incompatible if not set(pair) <= always)
    rules = project.rules.model_copy(update={"core_in_house": True, "incompatible": pairs})
    update = {"initiator": initiator, "rules": rules}
    return project.model_copy(update=update), network.model_copy(update={"firms": firms})


def random_core_instance(seed: int) -> Instance:
    return in_house(random_instance(seed), Dice(Random(f"core {seed}")))


@pytest.mark.parametrize("seed", SEEDS)
def test_formed_enterprise_is_the_best(seed: int) -> None:
    project, network = random_core_instance(seed)
    best = best_plan(project, network)
    solvers = GAPS if seed % 6 == 0 else {"auto": 1e-9}
    for solver, gap in solvers.items():
        if best is None:
            with pytest.raises(InfeasibleError):
                form_enterprise(project, network, solver=solver, gap=gap)
            continue
        enterprise = form_enterprise(project, network, solver=solver, gap=gap)
        assert enterprise.outcome == "optimal"
        assert enterprise.objective == pytest.approx(best.price.objective, rel=max(gap, 1e-6), abs=1e-6)
        assert evaluate(project, network, enterprise).violations == ()


@pytest.mark.parametrize("seed", RISKY_SEEDS)
def test_with_standbys_it_is_the_best_too(seed: int) -> None:
    project, network = in_house(risky_instance(seed), Dice(Random(f"risky core {seed}")))
    best = min((evaluation.objective for _, evaluation in sound_plans(project, network)), default=None)
    if best is None:
        with pytest.raises(InfeasibleError):
            form_enterprise(project, network, gap=1e-7)
        return
    enterprise = form_enterprise(project, network, gap=1e-7)
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(best, rel=1e-6, abs=1e-6)


def test_the_seeds_let_the_rule_bind() -> None:
    on: Counter[str] = Counter()
    for seed in SEEDS:
        project, network = random_core_instance(seed)
        best = best_plan(project, network)
        free = best_plan(
            project.model_copy(update={"rules": project.rules.model_copy(update={"core_in_house": False})}),
            network,
        )
        core = core_tasks(project, network)
        on["keeps a task"] += bool(core) and best is not None
        on["dearer than without"] += (
            best is not None and free is not None and best.price.objective > free.price.objective + 1e-6
        )
        on["made impossible"] += best is None and free is not None
        on["below a core competence"] += any(
            one.competence != core[one.id] for one in project.tasks if one.id in core
        )
        on["several may share a core task"] += any(
            one.id in core and one.max_partners != 1 for one in project.tasks
        )
    for seed in RISKY_SEEDS:
        project, network = in_house(risky_instance(seed), Dice(Random(f"risky core {seed}")))
        core = core_tasks(project, network)
        on["a core task has standbys"] += any(one.id in core and one.backups for one in project.tasks)
    assert {name: count for name, count in on.items() if count < 4} == {}


MEMBERS = network(
    firm("a", offer(unit_cost=9.0), core={"milling"}, capacity=10.0),
    firm("b", offer(unit_cost=1.0)),
    firm("c", offer("turning")),
    competences=[Competence(id="5-axis", parent="milling")],
)


def asked(*tasks: object, **fields: object) -> Project:
    return project(*tasks, **({"initiator": "a", "rules": Rules(core_in_house=True)} | fields))  # type: ignore[arg-type]


def test_the_initiator_does_it_though_another_firm_is_cheaper() -> None:
    enterprise = form_enterprise(asked(task("t"), task("u", "turning")), MEMBERS)
    assert [(one.task, one.firm) for one in enterprise.assignments] == [("t", "a"), ("u", "c")]
    assert enterprise.cost.work == pytest.approx(10.0)


def test_a_shared_task_is_not_shared_when_it_is_core() -> None:
    enterprise = form_enterprise(asked(split_task("t")), MEMBERS)
    assert [(one.firm, one.share) for one in enterprise.assignments] == [("a", 1.0)]


def test_an_initiator_that_cannot_do_a_core_task_is_told_by_task_and_competence() -> None:
    five_axis = asked(task("t", "5-axis"), task("u"))
    able = network(firm("a", core={"milling"}), firm("b", offer("5-axis")), competences=MEMBERS.competences)
    with pytest.raises(InfeasibleError) as refused:
        form_enterprise(five_axis, able)
    said = str(refused.value)
    assert "task 't' asks for '5-axis', which lies below the core competence 'milling'" in said
    assert "the initiator cannot do it: it offers nothing that serves competence '5-axis'" in said
    assert [fault.path for fault in refused.value.diagnosis] == ["project.rules.core_in_house"]


def test_an_initiator_without_room_is_told_what_is_short() -> None:
    with pytest.raises(
        InfeasibleError, match="needs effort 12, and the initiator has capacity 10: short by 2"
    ):
        form_enterprise(asked(task("t", amount=12.0)), MEMBERS)


def test_a_core_that_other_rules_drive_out_of_the_house_is_told() -> None:
    firms = (
        firm("a", offer(unit_cost=9.0), core={"milling"}),
        firm("b", offer(unit_cost=1.0)),
        firm("c", offer("turning")),
    )
    thrifty = asked(task("t"), task("u", "turning"), budget=2.0)
    with pytest.raises(InfeasibleError) as refused:
        form_enterprise(thrifty, network(*firms))
    told = {fault.path: fault for fault in refused.value.diagnosis}
    assert told.keys() == {"project.rules.core_in_house", "project.budget"}
    assert {fault.clash for fault in told.values()} == {0}
    fault = told["project.rules.core_in_house"]
    assert set(fault.ids) == {"t", "a", "b"}
    assert (
        "must stay in-house: 't' (core competence 'milling'); firm 'b' would have to do it" in fault.message
    )
    assert "8.00 EUR short" in told["project.budget"].message


def test_a_capacity_that_several_core_tasks_exceed_is_told() -> None:
    crowded = asked(task("t", amount=6.0), task("u", amount=6.0), rules=Rules(core_in_house=True))
    with pytest.raises(InfeasibleError) as refused:
        form_enterprise(crowded, MEMBERS)
    assert "raise the capacity of firm 'a' by 2" in str(refused.value)
    assert {fault.path for fault in refused.value.diagnosis} == {
        "network.firms.capacity",
        "project.rules.core_in_house",
    }
