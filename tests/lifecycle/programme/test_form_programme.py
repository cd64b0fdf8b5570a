"""Several projects at once, against trying everything, and never worse than one by one."""

from itertools import product
from random import Random

import pytest
from risky_instances import risky_instance, sound_plans

import vebuilder as ve
from vebuilder.check.case import open_case
from vebuilder.check.plan import read_plan
from vebuilder.formulate.money_unit import _counted
from vebuilder.lifecycle.programme import form_programme as room

SEEDS = range(40)


def _pair(seed: int) -> tuple[list[ve.Project], ve.Network]:
    """Two projects over one network, without budgets, whose firms have little capacity for both."""
    dice = Random(f"programme {seed}")
    project, network = risky_instance(seed)
    project = project.model_copy(
        update={
            "budget": None,
            "strategy": project.strategy.model_copy(update={"cost": 1.0}),
            "rules": project.rules.model_copy(update={"min_success_probability": None}),
        }
    )
    other = project.model_copy(
        update={
            "id": "other",
            "tasks": tuple(
                one.model_copy(update={"amount": one.amount * dice.choice([0.5, 1.0, 2.0])})
                for one in project.tasks
            ),
            "quotes": (),
            "packages": (),
            "initiator": dice.choice([None, project.initiator]),
        }
    )
    needed = sum(one.amount for one in project.tasks)
    firms = tuple(
        firm.model_copy(
            update={
                "joining_cost": dice.choice([0.0, 20.0, 80.0]),
                "capacity": dice.choice([None, round(needed * dice.uniform(0.7, 3.0), 1)]),
                "offers": tuple(
                    one.model_copy(
                        update={
                            "capacity": dice.choice([None, None, round(needed * dice.uniform(0.5, 2.0), 1)])
                        }
                    )
                    for one in firm.offers
                ),
            }
        )
        for firm in network.firms
    )
    return [project, other], network.model_copy(update={"firms": firms})


def _efforts(project: ve.Project, network: ve.Network, plan: object) -> dict[tuple[str, ...], float]:
    case = open_case(project, network, read_plan(plan, project, network))  # type: ignore[arg-type]
    used: dict[tuple[str, ...], float] = {}
    for (task, firm), terms in case.terms.items():
        keys: list[tuple[str, ...]] = [(firm,)]
        if terms.offer is not None:
            keys.append((firm, terms.offer.competence))
        for key in keys:
            used[key] = used.get(key, 0.0) + case.share(task, firm) * terms.effort
    return used


def _best(projects: list[ve.Project], network: ve.Network) -> float | None:
    """The least sum over all pairs of plans that keep the capacities, each firm joining once."""
    free = network.model_copy(
        update={"firms": tuple(firm.model_copy(update={"joining_cost": 0.0}) for firm in network.firms)}
    )
    joining = {firm.id: firm.joining_cost for firm in network.firms}
    room: dict[tuple[str, ...], float] = {}
    for firm in network.firms:
        if firm.capacity is not None:
            room[firm.id,] = firm.capacity
        for offer in firm.offers:
            if offer.capacity is not None:
                room[firm.id, offer.competence] = offer.capacity
    initiators = {one.initiator for one in projects}
    plans = []
    for project in projects:
        found = [
            (
                judged.objective,
                {one.firm for one in plan} | ({project.initiator} if project.initiator else set()),
                _efforts(project, network, plan),
            )
            for (plan, _), judged in sound_plans(project, free)
        ]
        plans.append(sorted(found, key=lambda one: one[0]))
    best = None
    for first, second in product(*plans):
        value = first[0] + second[0]
        if best is not None and value >= best:
            continue
        used = {key: first[2].get(key, 0.0) + second[2].get(key, 0.0) for key in first[2] | second[2]}
        if any(amount > room.get(key, amount) + 1e-9 for key, amount in used.items()):
            continue
        value += sum(joining[firm] for firm in (first[1] | second[1]) - initiators)
        best = value if best is None else min(best, value)
    return best


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_of_all_pairs_of_plans(seed: int) -> None:
    projects, network = _pair(seed)
    best = _best(projects, network)
    if best is None:
        with pytest.raises((ve.InfeasibleError, ve.DataError)):
            ve.form_programme(projects, network)
        return
    programme = ve.form_programme(projects, network, gap=1e-7)
    assert programme.outcome == "optimal"
    assert programme.objective == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert programme.bound == pytest.approx(best, rel=1e-5, abs=1e-5)
    _is_sound(programme, projects, network)


def _is_sound(programme: ve.Programme, projects: list[ve.Project], network: ve.Network) -> None:
    for project, one in zip(projects, programme, strict=True):
        judged = ve.evaluate(project, network, one)
        assert judged.violations == ()
        assert judged.objective == pytest.approx(one.objective)
    free = {one.initiator for one in projects}
    cost = {firm.id: firm.joining_cost for firm in network.firms}
    assert programme.cost.joining == pytest.approx(
        sum(cost[firm] for firm in programme.partners if firm not in free)
    )
    if programme.saving is not None:
        assert programme.saving >= -1e-9


def _network(**update: object) -> ve.Network:
    firms = (
        ve.Firm(id="A", joining_cost=30, capacity=2, offers=(ve.Offer(competence="x", unit_cost=10),)),
        ve.Firm(id="B", joining_cost=5, offers=(ve.Offer(competence="x", unit_cost=24),)),
    )
    return ve.Network(firms=firms).model_copy(update=update)


def _project(name: str, **update: object) -> ve.Project:
    return ve.Project(id=name, tasks=(ve.Task(id="t", competence="x"),)).model_copy(update=update)


def test_together_it_pays_to_take_in_whom_no_project_alone_would() -> None:
    projects = [_project("p"), _project("q")]
    programme = ve.form_programme(projects, _network())
    assert programme.partners == ("A",)
    assert programme.cost.joining == 30
    assert programme.one_by_one is not None
    assert [one.partners for one in programme.one_by_one] == [("B",), ("B",)]
    assert programme.objective == 50
    assert programme.saving == 3
    assert programme.shared_joining == {"p": {"A": 15.0}, "q": {"A": 15.0}}
    assert programme["q"].cost.joining == 15
    text = str(programme)
    assert "Programme of 2 projects: 1 partner, total cost 50.00 EUR" in text
    assert "Objective below that of forming one by one: 3.00" in text
    assert ve.Programme.model_validate_json(programme.model_dump_json()) == programme


def test_who_can_pay_pays_for_joining() -> None:
    projects = [_project("p", budget=20.0), _project("q")]
    programme = ve.form_programme(projects, _network())
    assert programme.objective == 50
    assert programme["p"].cost.total <= 20 + 1e-6
    assert programme.cost.joining == pytest.approx(30)
    _is_sound(programme, projects, _network())


def test_what_one_by_one_cannot_do_and_together_can() -> None:
    # One by one the first project takes the firm that only the second needs.
    firms = (
        ve.Firm(id="A", capacity=1, offers=(ve.Offer(competence="x", unit_cost=1), ve.Offer(competence="y"))),
        ve.Firm(id="B", offers=(ve.Offer(competence="x", unit_cost=2),)),
    )
    projects = [_project("p"), _project("q", tasks=(ve.Task(id="t", competence="y"),))]
    programme = ve.form_programme(projects, ve.Network(firms=firms))
    assert [one.partners for one in programme] == [("B",), ("A",)]
    assert programme.one_by_one is None
    assert "project 'q' is left with too little" in str(programme)


def test_what_cannot_be_done_together_is_told() -> None:
    firms = (ve.Firm(id="A", capacity=1, offers=(ve.Offer(competence="x"),)),)
    with pytest.raises(ve.InfeasibleError, match=r"but not all of them together.*'A'"):
        ve.form_programme([_project("p"), _project("q")], ve.Network(firms=firms))


def test_what_cannot_be_done_is_told_though_a_solver_fails_to_say_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def fails(project: ve.Project, network: ve.Network, solver: str, *_: object, **__: object) -> None:
        asked.append(solver)
        raise ve.SolverError("it died")

    monkeypatch.setattr(room, "form_enterprise", fails)
    firms = (ve.Firm(id="A", capacity=1, offers=(ve.Offer(competence="x"),)),)
    with pytest.raises(ve.InfeasibleError, match="not all of them together"):
        ve.form_programme([_project("p"), _project("q")], ve.Network(firms=firms), solver="scip")
    assert asked == ["scip", "scip"]


def test_one_of_a_programme_is_not_formed_anew_as_if_it_were_alone() -> None:
    # A has room for one of the two: that it is taken by the other project, the one of B does not know.
    firms = (
        ve.Firm(id="A", capacity=1, joining_cost=2, offers=(ve.Offer(competence="x", unit_cost=1),)),
        ve.Firm(id="B", offers=(ve.Offer(competence="x", unit_cost=5),)),
    )
    network = ve.Network(firms=firms)
    projects = [_project("p"), _project("q")]
    programme = ve.form_programme(projects, network)
    assert sorted(one.partners for one in programme) == [("A",), ("B",)]
    for project, one in zip(projects, programme, strict=True):
        for question in (ve.reform_enterprise, ve.why):
            with pytest.raises(ve.UnsupportedError, match="other enterprises of a programme"):
                question(one, project, network)
    project, one = next(pair for pair in zip(projects, programme, strict=True) if pair[1].partners == ("B",))
    left = ve.Network(firms=(firms[0].model_copy(update={"capacity": 0.0}), firms[1]))
    alone = one.model_copy(update={"before": None})
    assert ve.reform_enterprise(alone, project, left).partners == ("B",)


def test_the_initiator_of_one_project_joins_none_at_a_cost() -> None:
    projects = [_project("p"), _project("q", initiator="A")]
    programme = ve.form_programme(projects, _network())
    assert programme.cost.joining == 0
    assert programme.objective == 20
    _is_sound(programme, projects, _network())


def test_faults_come_together() -> None:
    with pytest.raises(ve.DataError) as error:
        ve.form_programme(
            [_project("p"), _project("p", currency="CHF", tasks=(ve.Task(id="t", competence="z"),))],
            _network(),
            gap=2,
        )
    text = str(error.value)
    for words in ("'p' stands for several projects", "they count in 'CHF', 'EUR'", "competence 'z'", "gap"):
        assert words in text
    for wrong in (_project("p"), [], 5, ["p"]):
        with pytest.raises(ve.DataError):
            ve.form_programme(wrong, _network())  # type: ignore[arg-type]


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip"])
def test_solvers_agree(solver: str) -> None:
    assert ve.form_programme([_project("p"), _project("q")], _network(), solver=solver).objective == 50


def test_firms_that_can_do_one_task_at_once_do_so_within_each_project() -> None:
    firms = (
        ve.Firm(id="A", max_parallel=1, offers=(ve.Offer(competence="x", unit_duration=2),)),
        ve.Firm(id="B", offers=(ve.Offer(competence="x", unit_cost=9, unit_duration=2),)),
    )
    tasks = (ve.Task(id="s", competence="x"), ve.Task(id="t", competence="x"))
    projects = [_project(name, tasks=tasks, strategy=ve.Strategy(time=1)) for name in ("p", "q")]
    programme = ve.form_programme(projects, ve.Network(firms=firms))
    assert programme.objective == pytest.approx(8)
    assert [one.makespan for one in programme] == [4, 4]


@pytest.mark.parametrize("power", [-9, 9])
@pytest.mark.parametrize("seed", [0, 2, 5, 6])
def test_money_of_any_size_gives_the_same(seed: int, power: int) -> None:
    projects, network = _pair(seed)
    factor = 10.0**power
    first = ve.form_programme(projects, network, gap=1e-6)
    second = ve.form_programme(
        [_counted(one, factor) for one in projects], _counted(network, factor), gap=1e-6
    )
    assert second.objective == pytest.approx(first.objective * factor, rel=1e-5)
    assert second.outcome == first.outcome == "optimal"


@pytest.mark.parametrize("amount", [1e-6, 1e6])
def test_a_project_of_millions_beside_one_of_millionths(amount: float) -> None:
    small = _project("p", tasks=(ve.Task(id="t", competence="x", amount=amount),))
    programme = ve.form_programme([small, _project("q")], _network(firms=_wide()))
    _is_sound(programme, [small, _project("q")], _network(firms=_wide()))
    assert programme.outcome == "optimal"


def _wide() -> tuple[ve.Firm, ...]:
    return tuple(firm.model_copy(update={"capacity": None}) for firm in _network().firms)


def _two_trades() -> ve.Network:
    """A does both, but y dearly; B joins for 10 and does y well."""

    def both(x: float, y: float) -> tuple[ve.Offer, ...]:
        return (ve.Offer(competence="x", unit_cost=x), ve.Offer(competence="y", unit_cost=y))

    firms = (ve.Firm(id="A", offers=both(5, 50)), ve.Firm(id="B", offers=both(99, 5), joining_cost=10))
    return ve.Network(firms=firms)


@pytest.mark.parametrize(
    ("of_first", "of_second", "truth"),
    [
        # B joins for the second project, which pays it in full: 0.5 * 5 + 5 + 10.
        ({"strategy": ve.Strategy(cost=0.5)}, {}, 17.5),
        # 15 is more than the second may pay, so B works in the first too, which pays: 99 + 10 + 5.
        ({}, {"budget": 12.0}, 114.0),
    ],
)
def test_nobody_pays_for_joining_who_does_not_take_part(
    of_first: dict[str, object], of_second: dict[str, object], truth: float
) -> None:
    tasks = (ve.Task(id="t", competence="y"),)
    projects = [_project("p", **of_first), _project("q", tasks=tasks, **of_second)]
    programme = ve.form_programme(projects, _two_trades())
    assert programme.objective == pytest.approx(truth)
    assert programme.bound == pytest.approx(truth)
    _is_sound(programme, projects, _two_trades())


def test_a_partner_with_share_nothing_may_pay() -> None:
    # Where any number may share a task, B counts in it with share 0, and pays where money counts half.
    first = _project(
        "p", tasks=(ve.Task(id="t", competence="x", max_partners=None),), strategy=ve.Strategy(cost=0.5)
    )
    projects = [first, _project("q", tasks=(ve.Task(id="t", competence="y"),))]
    programme = ve.form_programme(projects, _two_trades())
    assert programme.objective == pytest.approx(0.5 * (5 + 10) + 5)
    assert programme["p"].partners == ("A", "B")
    _is_sound(programme, projects, _two_trades())


def test_nobody_is_taken_in_with_share_nothing_to_no_end() -> None:
    tasks = (ve.Task(id="t", competence="x", max_partners=None),)
    projects = [_project("p", tasks=tasks), _project("q", tasks=(ve.Task(id="t", competence="y"),))]
    programme = ve.form_programme(projects, _two_trades())
    assert programme.objective == pytest.approx(20)
    assert [one.partners for one in programme] == [("A",), ("B",)]


def _with_one_budget(seed: int) -> tuple[list[ve.Project], ve.Network]:
    """Two projects of two tasks over three firms; money counts less in one, the other has a budget."""
    dice = Random(f"paying {seed}")
    firms = tuple(
        ve.Firm(
            id=name,
            joining_cost=dice.choice([0, 5, 10]),
            offers=tuple(ve.Offer(competence=c, unit_cost=dice.randint(1, 20)) for c in "xy"),
        )
        for name in "ABC"
    )
    tasks = [tuple(ve.Task(id=f"{i}", competence=dice.choice("xy")) for i in range(2)) for _ in "pq"]
    first = _project("p", tasks=tasks[0], strategy=ve.Strategy(cost=dice.choice([0.5, 1.0, 2.0])))
    second = _project("q", tasks=tasks[1], budget=float(dice.randint(8, 40)))
    return [first, second], ve.Network(firms=firms)


def _best_with_one_budget(projects: list[ve.Project], network: ve.Network) -> float:
    """Of every choice of firms: joining paid where it counts least, as far as the second's budget goes."""
    price = {(firm.id, one.competence): one.unit_cost for firm in network.firms for one in firm.offers}
    joining = {firm.id: firm.joining_cost for firm in network.firms}
    weight, budget = projects[0].strategy.cost, projects[1].budget
    best = float("inf")
    for chosen in product("ABC", repeat=4):
        first, second = chosen[:2], chosen[2:]
        work = [
            sum(price[firm, task.competence] for firm, task in zip(team, project.tasks, strict=True))
            for team, project in zip((first, second), projects, strict=True)
        ]
        both = sum(joining[firm] for firm in set(first) & set(second))
        room = budget - work[1] - sum(joining[firm] for firm in set(second) - set(first))
        if room < 0:
            continue
        paid_by_second = min(both, room) if weight > 1 else 0.0
        mine = work[0] + sum(joining[firm] for firm in set(first)) - paid_by_second
        best = min(best, weight * mine + budget - room + paid_by_second)
    return best


@pytest.mark.parametrize("seed", range(25))
def test_joining_is_paid_where_it_counts_least_and_budgets_let_it(seed: int) -> None:
    projects, network = _with_one_budget(seed)
    best = _best_with_one_budget(projects, network)
    if best == float("inf"):
        with pytest.raises(ve.InfeasibleError):
            ve.form_programme(projects, network)
        return
    programme = ve.form_programme(projects, network, gap=1e-7)
    assert programme.objective == pytest.approx(best)
    assert programme.bound == pytest.approx(best)
    _is_sound(programme, projects, network)
