"""What is worth preparing before the start, against every choice of it and every plan."""

from itertools import chain, combinations

import pytest
from risky_instances import risky_instance, sound_plans

import vebuilder as ve

GAP = 1e-7
SEEDS = (0, 2, 4, 9, 10, 12, 14, 17, 18, 24)


def prepared_instance(seed: int, **changes: object) -> tuple[ve.Project, ve.Network]:
    """A project that can make firms surer, trust deeper and losses smaller."""
    project, network = risky_instance(seed)
    firms = [firm.id for firm in network.firms]
    first = project.tasks[seed % len(project.tasks)]
    offered = (
        ve.Preparation(id="audit", cost=1.0 + seed % 3, reliability={firms[0]: 0.97, firms[-1]: 0.9}),
        ve.Preparation(
            id="workshop",
            cost=2.0,
            trust=(ve.TrustLink(source=firms[0], target=firms[1], trust=0.8),),
            reliability={firms[1]: 0.95},
        ),
        ve.Preparation(id="spares", cost=3.0, loss={first.id: first.loss / 4}),
    )
    return project.model_copy(update={"preparations": offered, **changes}), network


def choices(project: ve.Project) -> list[tuple[str, ...]]:
    names = [one.id for one in project.preparations]
    return list(chain.from_iterable(combinations(names, size) for size in range(len(names) + 1)))


def best_of_all(project: ve.Project, network: ve.Network) -> tuple[float, set[tuple[str, ...]]]:
    """The least objective over every plan and every choice, and the choices that have it."""
    found: dict[tuple[str, ...], float] = {}
    bare = project.model_copy(update={"budget": None, "preparations": ()})
    lax = {"min_trust": None, "trust_connected": False, "min_success_probability": None}
    rules = project.rules.model_copy(update=lax)
    for (assignments, backups), _ in sound_plans(bare.model_copy(update={"rules": rules}), network):
        for bought in choices(project):
            judged = ve.evaluate(project, network, assignments, backups=backups, preparations=bought)
            if judged.feasible:
                found[bought] = min(found.get(bought, float("inf")), judged.objective)
    least = min(found.values())
    return least, {bought for bought, value in found.items() if value <= least + 1e-6 * max(1.0, abs(least))}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_plan_with_the_best_preparations(seed: int) -> None:
    project, network = prepared_instance(seed)
    found = ve.form_enterprise(project, network, gap=GAP)
    least, bought = best_of_all(project, network)
    assert found.objective == pytest.approx(least, rel=1e-5, abs=1e-5)
    assert found.preparations in bought
    assert found.outcome == "optimal"
    judged = ve.evaluate(project, network, found)
    assert judged.violations == ()
    assert judged.objective == pytest.approx(found.objective)
    assert judged.cost == found.cost
    assert found.cost.preparations == sum(
        one.cost for one in project.preparations if one.id in found.preparations
    )


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_the_budget_pays_for_what_is_prepared(seed: int) -> None:
    project, network = prepared_instance(seed)
    free = ve.form_enterprise(project, network, gap=GAP)
    if not free.preparations:
        pytest.skip("nothing is worth preparing here")
    short = project.model_copy(update={"budget": free.cost.total - 0.5})
    try:
        found = ve.form_enterprise(short, network, gap=GAP)
    except ve.InfeasibleError:
        return
    assert found.cost.total <= free.cost.total - 0.5 + 1e-6
    assert found.objective >= free.objective - 1e-6
    assert found.objective == pytest.approx(best_of_all(short, network)[0], rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_more_to_choose_from_never_costs_more(seed: int) -> None:
    project, network = prepared_instance(seed)
    bare = project.model_copy(update={"preparations": ()})
    least = ve.form_enterprise(bare, network, gap=GAP).objective
    for number in range(1, len(project.preparations) + 1):
        offered = project.model_copy(update={"preparations": project.preparations[:number]})
        now = ve.form_enterprise(offered, network, gap=GAP).objective
        assert now <= least + 1e-5 * max(1.0, abs(least))
        least = now


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip"])
def test_every_solver_prepares_the_same(solver: str) -> None:
    project, network = prepared_instance(0)
    best = ve.form_enterprise(project, network, gap=GAP).objective
    assert ve.form_enterprise(project, network, solver, gap=GAP).objective == pytest.approx(best, rel=1e-5)


def test_many_preparations() -> None:
    project, network = risky_instance(0)
    offered = tuple(
        ve.Preparation(
            id=f"audit {firm.id} {level}", cost=0.3 * level, reliability={firm.id: 0.9 + level / 100}
        )
        for firm in network.firms[:3]
        for level in (2, 5, 8)
    )
    found = ve.form_enterprise(project.model_copy(update={"preparations": offered}), network, gap=1e-6)
    best = min(
        ve.form_enterprise(
            project.model_copy(update={"preparations": tuple(one for one in offered if one.id in kept)}),
            network,
            gap=1e-6,
        ).objective
        for kept in [{one.id for one in offered}, set(found.preparations)]
    )
    assert found.objective == pytest.approx(best, rel=1e-5)
    assert found.outcome == "optimal"


def test_trust_that_a_rule_asks_for_can_be_bought() -> None:
    firms = tuple(
        ve.Firm(id=name, offers=(ve.Offer(competence=name, unit_cost=1.0),), joining_cost=0.0)
        for name in ("a", "b")
    )
    network = ve.Network(competences=tuple(ve.Competence(id=name) for name in ("a", "b")), firms=firms)
    tasks = tuple(ve.Task(id=f"t{name}", competence=name, amount=1.0) for name in ("a", "b"))
    talks = ve.Preparation(id="talks", cost=5.0, trust=(ve.TrustLink(source="a", target="b", trust=0.5),))
    project = ve.Project(
        id="p",
        tasks=tasks,
        interfaces=(ve.Interface(source="ta", target="tb", volume=1.0),),
        rules=ve.Rules(min_trust=0.4),
    )
    with pytest.raises(ve.InfeasibleError):
        ve.form_enterprise(project, network)
    offered = project.model_copy(update={"preparations": (talks,)})
    found = ve.form_enterprise(offered, network)
    assert found.preparations == ("talks",)
    assert "Prepared before the start: talks" in str(found)
    poor = offered.model_copy(update={"budget": found.cost.total - 2.0})
    with pytest.raises(ve.InfeasibleError, match="raise the budget by 2"):
        ve.form_enterprise(poor, network)
    assert found.cost.preparations == 5.0


def test_what_was_prepared_holds_on_and_is_not_paid_again() -> None:
    project, network = prepared_instance(0)
    first = ve.form_enterprise(project, network, gap=GAP)
    assert first.preparations
    again = ve.reform_enterprise(first, project, network, gap=GAP)
    assert again.before is not None
    assert again.before.prepared == first.preparations
    assert again.cost.preparations < first.cost.preparations
    assert ve.evaluate(project, network, again).objective == pytest.approx(again.objective)


def test_a_start_keeps_what_it_prepares() -> None:
    project, network = prepared_instance(0)
    best = ve.form_enterprise(project, network, gap=GAP)
    again = ve.form_enterprise(project, network, gap=GAP, start=best)
    assert again.objective == pytest.approx(best.objective)
    assert ve.simulate(best, project, network, runs=1000).runs == 1000
    assert ve.why(best, project, network).partners


def test_a_start_that_breaks_rules_is_told() -> None:
    project, network = prepared_instance(0)
    wrong = [(task.id, network.firms[0].id) for task in project.tasks]
    (note,) = ve.form_enterprise(project, network, gap=GAP, start=wrong).notes
    assert note.startswith("the start was not used, it breaks rules: firm 'f0' cannot do task")


def test_a_start_need_not_say_when_tasks_begin() -> None:
    firm = ve.Firm(id="a", max_parallel=1, offers=(ve.Offer(competence="x", unit_cost=1, unit_duration=1),))
    tasks = tuple(ve.Task(id=name, competence="x", amount=1, loss=50) for name in ("s", "t"))
    audit = ve.Preparation(id="audit", cost=1.0, reliability={"a": 1.0})
    project = ve.Project(id="p", tasks=tasks, strategy=ve.Strategy(risk=1), preparations=(audit,))
    network = ve.Network(firms=(firm.model_copy(update={"reliability": 0.5}),))
    found = ve.form_enterprise(project, network, start={"s": "a", "t": "a"})
    assert (found.preparations, found.notes) == (("audit",), ())


def test_a_plan_says_what_it_prepares() -> None:
    project, network = prepared_instance(4)
    plan = ve.form_enterprise(project, network).assignments
    with pytest.raises(ve.DataError, match="preparation 'magic' is not in project"):
        ve.evaluate(project, network, plan, preparations=["magic"])
    with pytest.raises(ve.DataError, match="'audit' is bought twice"):
        ve.evaluate(project, network, plan, preparations=["audit", "audit"])


def test_questions_that_do_not_weigh_preparations_say_so() -> None:
    project, network = prepared_instance(0)
    best = ve.form_enterprise(project, network)
    with pytest.raises(ve.UnsupportedError, match="sensitivity does not weigh preparations"):
        ve.sensitivity(best, project, network)
    with pytest.raises(ve.UnsupportedError, match="form_programme does not weigh preparations"):
        ve.form_programme([project], network)
    inferring = network.model_copy(update={"trust_model": ve.BestPath()})
    with pytest.raises(ve.UnsupportedError, match="exact only where trust is stated"):
        ve.form_enterprise(project, inferring)
