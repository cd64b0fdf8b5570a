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
