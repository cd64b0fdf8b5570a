"""Tasks that cannot be divided: the partners that the relaxation would divide them among may not do."""

import random

import pytest

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs import choice, engine


@pytest.fixture(autouse=True)
def _every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)


def offering(name: str, unit_cost: float, joining_cost: float = 0, capacity: float | None = None) -> ve.Firm:
    offers = [ve.Offer(competence="c", unit_cost=unit_cost)]
    return ve.Firm(id=name, joining_cost=joining_cost, capacity=capacity, offers=offers)


def among_dear_friends(firms: list[ve.Firm], rate: float = 0, dear: int = 8) -> ve.Network:
    """The firms, trusting nobody, beside firms that trust each other and cost too much."""
    return ve.Network(
        firms=[*firms, *(offering(f"d{i}", 5000, 5000) for i in range(dear))],
        trust=[
            ve.TrustLink(source=f"d{i}", target=f"d{j}", trust=1)
            for i in range(dear)
            for j in range(i + 1, dear)
        ],
        transaction_costs=ve.TransactionCosts(coordination=10, rate=rate),
    )


def tight(seed: int) -> tuple[ve.Project, ve.Network]:
    """Firms with hardly more room than the tasks need together, some of them dear to join."""
    draw = random.Random(seed)
    tasks = [
        ve.Task(id=f"t{k}", competence="c", amount=draw.randint(5, 30)) for k in range(draw.randint(4, 7))
    ]
    count = draw.randint(2, 3)
    room = sum(task.amount for task in tasks) / count * draw.choice([1.02, 1.1, 1.3])
    firms = [offering(f"f{i}", draw.uniform(1, 4), 0, room) for i in range(count)]
    firms += [offering(f"s{i}", draw.uniform(1, 9), draw.uniform(20, 200)) for i in range(draw.randint(1, 2))]
    ends = sorted({tuple(sorted(draw.sample(range(len(tasks)), 2))) for _ in range(len(tasks))})
    project = ve.Project(
        id="p",
        tasks=tasks,
        interfaces=[
            ve.Interface(source=f"t{one}", target=f"t{other}", volume=draw.randint(1, 9))
            for one, other in ends
        ],
    )
    return project, among_dear_friends(firms, rate=1)


@pytest.mark.parametrize("more", [[], [offering("E", 40, 60)]])
def test_a_partner_is_added_where_those_wanted_cannot_do_it_alone(more: list[ve.Firm]) -> None:
    firms = [offering("A", 1, 0, 1.5), offering("B", 1, 0, 1.5), offering("C", 1, 50, 1.5), *more]
    project = ve.Project(id="p", tasks=[ve.Task(id=f"t{k}", competence="c") for k in range(3)])
    enterprise = ve.form_enterprise(project, among_dear_friends(firms))
    assert enterprise.solver.startswith("auto (pairs")
    assert enterprise.partners == ("A", "B", "C")
    assert enterprise.objective == enterprise.bound == pytest.approx(83)


def test_what_no_partners_can_do_is_called_infeasible() -> None:
    dear = [offering(f"d{i}", 50, 50, 0.9) for i in range(4)]
    links = [ve.TrustLink(source="d0", target=f"d{i}", trust=1) for i in range(1, 4)]
    costs = ve.TransactionCosts(coordination=10)
    network = ve.Network(firms=[*dear, offering("A", 1, 0, 1.5)], trust=links, transaction_costs=costs)
    project = ve.Project(id="p", tasks=[ve.Task(id=f"t{k}", competence="c") for k in range(3)])
    assert choice.pair_engine(formulate(Problem.of(project, network))) is not None
    with pytest.raises(ve.InfeasibleError):
        ve.form_enterprise(project, network)


@pytest.mark.parametrize("seed", range(30))
def test_engine_agrees_with_a_plain_program(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    # With no nodes at all hardly any set of partners is settled in passing.
    monkeypatch.setattr(engine, "PART_NODES", 0)
    project, network = tight(seed)
    plain = ve.form_enterprise(project, network, solver="highs", gap=1e-9)
    enterprise = ve.form_enterprise(project, network, gap=1e-9)
    assert enterprise.solver.startswith("auto (pairs")
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(plain.objective, rel=1e-7)
    assert enterprise.bound == pytest.approx(plain.objective, rel=1e-7)
