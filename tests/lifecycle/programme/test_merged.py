"""A programme whose projects share nothing but firms is one project, and comes to the same."""

import pytest

import vebuilder as ve
from benchmarks.synthetic import Law, synthetic
from vebuilder.formulate.problem import Problem
from vebuilder.lifecycle.programme.merged import Merged


def programme(seed: int) -> tuple[list[ve.Project], ve.Network]:
    """Return two projects that need the same few firms, with losses, quotes and an initiator."""
    first, network = synthetic(Law(firms=9, tasks=4, capacity_in_tasks=3.0), seed)
    second, _ = synthetic(Law(firms=9, tasks=4, capacity_in_tasks=3.0), seed + 100)
    tasks = tuple(task.model_copy(update={"loss": 30.0}) for task in second.tasks)
    able = next(firm for firm in network.firms if firm.offers)
    quote = ve.Quote(task=tasks[0].id, firm=able.id, cost=9.0, reliability=0.7)
    second = second.model_copy(
        update={
            "id": "second",
            "tasks": tasks,
            "quotes": (quote,),
            "initiator": network.firms[seed % 9].id,
            "strategy": ve.Strategy(risk=0.5),
        }
    )
    return [first.model_copy(update={"id": "first"}), second], network


def merged(projects: list[ve.Project], network: ve.Network) -> Merged | None:
    return Merged.of(projects, network, [Problem.of(one, network) for one in projects], frozenset())


@pytest.mark.parametrize("seed", range(12))
def test_it_comes_to_what_all_models_side_by_side_come_to(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    projects, network = programme(seed)
    assert merged(projects, network) is not None
    try:
        as_one = ve.form_programme(projects, network, gap=1e-9)
    except ve.InfeasibleError:
        as_one = None
    monkeypatch.setattr(Merged, "of", lambda *_: None)
    if as_one is None:
        with pytest.raises(ve.InfeasibleError):
            ve.form_programme(projects, network)
        return
    side_by_side = ve.form_programme(projects, network, gap=1e-9)
    assert as_one.objective == pytest.approx(side_by_side.objective, rel=1e-7)
    assert as_one.outcome == side_by_side.outcome == "optimal"
    assert as_one.bound <= as_one.objective
    for project, one in zip(projects, as_one.enterprises, strict=True):
        assert ve.evaluate(project, network, one).violations == ()


NOT_THE_SAME = {
    "a rule": {"rules": ve.Rules(max_partners=3)},
    "a budget": {"budget": 1e6},
    "a deadline": {"deadline": 1e6},
    "another weight": {"strategy": ve.Strategy(cost=2)},
    "a weight of time": {"strategy": ve.Strategy(time=1)},
    "a measure of risk": {"strategy": ve.Strategy(risk=1, risk_measure=ve.WorstCase(failures=1))},
    "protection": {"strategy": ve.Strategy(price_protection=1)},
    "funding": {"funding": (ve.Funding(attribute="country", values=("L00",), rate=0.1),)},
    "a shock": {
        "shocks": (ve.Shock(attribute="country", value="L00", probability=0.1, reliability_factor=0.5),)
    },
}


@pytest.mark.parametrize("what", NOT_THE_SAME)
def test_what_each_project_has_for_itself_keeps_them_apart(what: str) -> None:
    (first, second), network = programme(0)
    assert merged([first, second.model_copy(update=NOT_THE_SAME[what])], network) is None


@pytest.mark.parametrize(
    "what", ["backups", "durations", "max_parallel", "set-up", "price breaks", "coordination"]
)
def test_what_is_counted_project_by_project_keeps_them_apart(what: str) -> None:
    projects, network = programme(0)
    firm = network.firms[0]
    offer = firm.offers[0]
    if what == "backups":
        tasks = tuple(task.model_copy(update={"backups": 1}) for task in projects[0].tasks)
        projects[0] = projects[0].model_copy(update={"tasks": tasks})
    elif what == "durations":
        tasks = tuple(
            task.model_copy(update={"duration": 1.0, "due": 0.5, "lateness_cost": 2.0})
            for task in projects[0].tasks
        )
        projects[0] = projects[0].model_copy(update={"tasks": tasks})
    elif what == "coordination":
        costs = network.transaction_costs.model_copy(update={"coordination": 1.0})
        network = network.model_copy(update={"transaction_costs": costs})
    else:
        if what == "max_parallel":
            firm = firm.model_copy(update={"max_parallel": 1})
        else:
            steps = (ve.PriceBreak(from_amount=5, unit_cost=0.1),)
            update = {"setup_cost": 1.0} if what == "set-up" else {"price_breaks": steps}
            offers = (offer.model_copy(update=update), *firm.offers[1:])
            firm = firm.model_copy(update={"offers": offers})
        network = network.model_copy(update={"firms": (firm, *network.firms[1:])})
    assert merged(projects, network) is None


def test_out_of_time_there_is_no_answer_or_a_sound_one() -> None:
    projects, network = programme(1)
    with pytest.raises(ve.NoSolutionError):
        ve.form_programme(projects, network, time_limit=0)
