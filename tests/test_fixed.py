"""What is decided stays: partners and assignments handed over as fixed."""

import pytest
from risky_instances import risky_instance, sound_plans

import vebuilder as ve
from vebuilder.demo import example

SEEDS = (0, 2, 4, 9, 10, 12, 14, 17)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_of_those_that_keep_what_is_decided(seed: int) -> None:
    project, network = risky_instance(seed)
    sound = sound_plans(project, network)
    task = project.tasks[0].id
    for firm in sorted({one.firm for (plan, _), _ in sound for one in plan}):
        values = [
            found.objective
            for (plan, _), found in sound
            if any((one.task, one.firm) == (task, firm) for one in plan)
        ]
        if not values:
            with pytest.raises(ve.InfeasibleError):
                ve.form_enterprise(project, network, fixed=[(task, firm)])
            continue
        enterprise = ve.form_enterprise(project, network, gap=1e-7, fixed=[(task, firm)])
        assert enterprise.objective == pytest.approx(min(values), rel=1e-5, abs=1e-5)
        assert enterprise.fingerprint == ve.form_enterprise(project, network).fingerprint
        assert ve.evaluate(project, network, enterprise).violations == ()


def test_a_fixed_firm_is_a_partner() -> None:
    project, network = example()
    assert "euganea-cnc" not in ve.form_enterprise(project, network).partners
    assert "euganea-cnc" in ve.form_enterprise(project, network, fixed=["euganea-cnc"]).partners


def test_a_fixed_share_of_a_task_that_may_be_split() -> None:
    project, network = example()
    enterprise = ve.form_enterprise(project, network, fixed=[("machined parts", "euganea-cnc")])
    share = next(one.share for one in enterprise.assignments if one.firm == "euganea-cnc")
    task = next(one for one in project.tasks if one.id == "machined parts")
    assert share >= (task.min_share or 0.01) - 1e-9


def test_who_may_not_do_a_task_cannot_keep_it() -> None:
    project, network = example()
    with pytest.raises(
        ve.InfeasibleError, match="task 'frames' is to be done by firm 'drava-orodja', which may not"
    ):
        ve.form_enterprise(project, network, fixed=[("frames", "drava-orodja")])


def test_faults_of_what_is_fixed_come_together() -> None:
    project, network = example()
    fixed = ["nobody", ("nothing", "valsugana"), 5, ("frames", "a"), ("frames", "b")]
    with pytest.raises(ve.DataError) as error:
        ve.form_enterprise(project, network, fixed=fixed)  # type: ignore[list-item]
    text = str(error.value)
    for words in (
        "firm 'nobody' is not in",
        "task 'nothing' is not in",
        "fixed[2]: 5 is neither",
        "given to 2 firms",
    ):
        assert words in text
    with pytest.raises(ve.DataError, match="is not a list"):
        ve.form_enterprise(project, network, fixed="valsugana")


def test_firms_by_task_are_decided_as_in_a_plan() -> None:
    project, network = example()
    task = project.tasks[0].id
    firm = ve.form_enterprise(project, network).assignments[0].firm
    by_task = ve.form_enterprise(project, network, fixed={task: firm})
    assert by_task.assignments == ve.form_enterprise(project, network, fixed=[(task, firm)]).assignments
    with pytest.raises(ve.DataError, match="task 'nothing' is not in project"):
        ve.form_enterprise(project, network, fixed={"nothing": firm})
