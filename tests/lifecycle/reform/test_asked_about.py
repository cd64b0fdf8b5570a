"""Why, and why not, of an enterprise that was formed anew: against forming it anew by other rules."""

from random import Random

import pytest
from risky_instances import risky_instance, sound_plans

import vebuilder as ve

GAP = 1e-7
SEEDS = (0, 2, 4, 9, 10, 12, 14, 17)

Case = tuple[ve.Enterprise, ve.Enterprise, ve.Project, ve.Network, dict[str, object]]


def reformed(seed: int, max_changes: int | None) -> Case:
    """Return what was, what is now, of what, and how it was formed anew."""
    project, network = risky_instance(seed)
    rules = project.rules.model_copy(update={"min_success_probability": None})
    project = project.model_copy(update={"rules": rules, "budget": None})
    if not sound_plans(project, network):
        pytest.skip("nothing can be formed to begin with")
    dice = Random(seed)
    was = ve.form_enterprise(project, network, gap=GAP)
    firms = tuple(
        one.model_copy(update={"reliability": round(one.reliability * dice.uniform(0.5, 1), 2)})
        for one in network.firms
    )
    now = network.model_copy(update={"firms": firms})
    done = [task.id for task in project.tasks if dice.random() < 0.3]
    how = {"done": done, "switching_cost": dice.choice([0.0, 5.0]), "max_changes": max_changes, "gap": GAP}
    return was, ve.reform_enterprise(was, project, now, **how), project, now, how


def anew(case: Case, **rules: object) -> float | None:
    """Return the objective of forming anew by other rules; None where that cannot be."""
    was, _, project, network, how = case
    other = project.model_copy(update={"rules": project.rules.model_copy(update=rules)})
    try:
        return ve.reform_enterprise(was, other, network, **how).objective
    except (ve.InfeasibleError, ve.DataError):
        return None


@pytest.mark.parametrize("max_changes", [None, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_partners_are_worth(seed: int, max_changes: int | None) -> None:
    case = reformed(seed, max_changes)
    _, enterprise, project, network, _ = case
    rules = project.rules
    for one in ve.why(enterprise, project, network, gap=GAP):
        finished = {each.firm for each in enterprise.before.done} if enterprise.before else set()
        if one.firm in finished or one.firm == project.initiator:
            assert one.extra is None
            continue
        expected = anew(case, excluded=rules.excluded | {one.firm}, required=rules.required - {one.firm})
        if expected is None:
            assert one.extra is None
        else:
            assert one.extra == pytest.approx(expected - enterprise.objective, abs=1e-5)
            assert one.without is not None
            assert one.without.before == enterprise.before


@pytest.mark.parametrize("max_changes", [None, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_another_firm_would_cost(seed: int, max_changes: int | None) -> None:
    case = reformed(seed, max_changes)
    _, enterprise, project, network, _ = case
    for firm in sorted({one.id for one in network.firms} - set(enterprise.partners)):
        asked = ve.why_not(enterprise, project, network, firm, gap=GAP)
        expected = anew(case, required=project.rules.required | {firm})
        assert asked.possible == (expected is not None)
        if expected is not None:
            assert asked.extra == pytest.approx(expected - enterprise.objective, abs=1e-5)


def test_a_finished_task_is_nobody_elses() -> None:
    project, network = risky_instance(0)
    was = ve.form_enterprise(project, network)
    task = was.assignments[0].task
    now = ve.reform_enterprise(was, project, network, done=[task])
    doing = {one.firm for one in was.assignments if one.task == task}
    other = next(one.id for one in network.firms if one.id not in doing)
    asked = ve.why_not(now, project, network, other, task)
    assert not asked.possible
    assert f"task {task!r} is finished" in asked.reasons[0]
    kept = ve.why(now, project, network, firm=sorted(doing)[0])[0]
    assert kept.extra is None
    assert "finished" in kept.reason or kept.firm == project.initiator


def test_one_of_a_programme_is_not_asked_about_alone() -> None:
    project, network = risky_instance(0)
    programme = ve.form_programme([project, project.model_copy(update={"id": "again"})], network)
    one = next((each for each in programme if each.before is not None and each.before.joining), None)
    if one is None:
        pytest.skip("nobody takes part in both")
    with pytest.raises(ve.UnsupportedError, match="programme"):
        ve.why(one, project, network)
