"""What finished work still means for what is left: its shares, set-up, price breaks, time and effort."""

import pytest

import vebuilder as ve


def _firm(name: str, unit_cost: float, *, firm: dict[str, object] | None = None, **offer: object) -> ve.Firm:
    """Build a firm that offers x."""
    return ve.Firm(
        id=name,
        offers=(ve.Offer(competence="x", unit_cost=unit_cost, **offer),),  # type: ignore[arg-type]
        **(firm or {}),  # type: ignore[arg-type]
    )


def _tasks(*names: str) -> tuple[ve.Task, ...]:
    return tuple(ve.Task(id=name, competence="x") for name in names)


def _doing(enterprise: ve.Enterprise) -> dict[tuple[str, str], float]:
    return {(one.task, one.firm): one.share for one in enterprise.assignments}


def test_who_counted_in_a_finished_task_with_share_nothing_still_does() -> None:
    # Two must take part in t, and nothing says how large a part: a does it all at 1, b or c counts.
    network = ve.Network(firms=(_firm("a", 1), _firm("b", 5), _firm("c", 9)))
    task = ve.Task(id="t", competence="x", min_partners=2, max_partners=2)
    project = ve.Project(id="p", tasks=(task, *_tasks("u")))
    was = ve.form_enterprise(project, network)
    assert sorted(share for (name, _), share in _doing(was).items() if name == "t") == [0, 1]
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(2)
    assert _doing(after) == _doing(was)
    assert ve.evaluate(project, network, after).feasible


def _packaged(*tasks: str, unit_cost: float = 50, setup: float = 7) -> tuple[ve.Project, ve.Network]:
    """All tasks by a at 5 each, or by a at a price and a set-up, or by b at 30."""
    network = ve.Network(firms=(_firm("a", unit_cost, setup_cost=setup), _firm("b", 30)))
    package = ve.Package(firm="a", tasks=tasks, cost=5.0 * len(tasks))
    return ve.Project(id="p", tasks=_tasks(*tasks), packages=(package,)), network


def test_the_finished_part_of_a_package_needs_no_setup() -> None:
    project, network = _packaged("t", "u")
    project = project.model_copy(update={"budget": 12.0})
    was = ve.form_enterprise(project, network)
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(10)
    assert after.cost.setup == 0
    assert ve.evaluate(project, network, after).feasible


def test_a_task_of_a_package_that_was_given_up_keeps_its_setup() -> None:
    project, dear = _packaged("t", "u", "v")
    was = ve.form_enterprise(project, dear)
    # t was done for 5 and without a set-up; at 1 a piece and a set-up of 2 the rest is not done for 10.
    _, cheap = _packaged("t", "u", "v", unit_cost=1, setup=2)
    once = ve.reform_enterprise(was, project, cheap, done=["t"])
    assert once.objective == pytest.approx(5 + 1 + 1 + 2)
    assert once.packages == ()
    # What was set up for u is counted at today's terms, and the package is no longer to be had for v.
    twice = ve.reform_enterprise(once, project, dear, done=["u"])
    assert twice.objective == pytest.approx(5 + 1 + 7 + 30)
    assert ve.evaluate(project, dear, twice).feasible
    thrice = ve.reform_enterprise(twice, project, dear, done=["v"])
    assert thrice.objective == pytest.approx(5 + 1 + 7 + 30)


def test_a_package_goes_on_at_what_is_left_of_it_each_time() -> None:
    project, network = _packaged("t", "u", "v")
    enterprise = ve.form_enterprise(project, network)
    for task in ("t", "u", "v"):
        enterprise = ve.reform_enterprise(enterprise, project, network, done=[task])
        assert enterprise.objective == pytest.approx(15)
        assert ve.evaluate(project, network, enterprise).feasible
