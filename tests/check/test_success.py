import pytest

from check.builders import firm, network, offer, project, shock, split_task, task
from vebuilder import InfeasibleError, UnsupportedError, evaluate, form_enterprise
from vebuilder.model import Project, Rules

MEMBERS = network(
    firm("a", offer(reliability=0.9), offer("turning", reliability=0.8), attributes={"country": "DE"}),
    firm("b", reliability=0.75, attributes={"country": "DE"}),
)
TASKS = (task("t"), task("u", "turning"), task("v"))
PLAN = {"t": "a", "u": "a", "v": "b"}


def needing(probability: float | None, *tasks: object, **fields: object) -> Project:
    return project(*(tasks or TASKS), rules=Rules(min_success_probability=probability), **fields)


def test_a_firm_delivers_all_its_tasks_when_it_delivers_the_hardest() -> None:
    evaluation = evaluate(needing(0.6), MEMBERS, PLAN)
    assert evaluation.risk.success_probability == pytest.approx(0.8 * 0.75)
    assert evaluation.violations == ()


def test_too_low_a_probability_is_told_with_what_is_short() -> None:
    (violation,) = evaluate(needing(0.7), MEMBERS, PLAN).violations
    assert violation.rule == "rules.min_success_probability"
    assert violation.ids == ("b", "a")
    assert violation.amount == pytest.approx(0.1)
    assert violation.message == (
        "the enterprise succeeds with probability 0.6, 0.7 is needed: short by 0.1; the least reliable of "
        "its 2 firms is 'b' with 0.75"
    )


def test_shocks_make_success_less_likely() -> None:
    shaken = needing(None, shocks=(shock("country", "DE", 0.1, 0.5),))
    risk = evaluate(shaken, MEMBERS, PLAN).risk
    assert risk.success_probability == pytest.approx(0.6 * (0.9 + 0.1 * 0.25))


def test_a_partner_with_share_0_fails_nothing() -> None:
    shared = project(split_task("t"))
    assert evaluate(shared, MEMBERS, [("t", "a"), ("t", "b", 0.0)]).risk.success_probability == 0.9


def test_with_standbys_it_is_left_to_simulation() -> None:
    backed = project(task("t", backups=1))
    assert evaluate(backed, MEMBERS, {"t": "a"}, backups=[("t", "b")]).risk.success_probability is None


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        (needing(0.5, shocks=(shock("country", "DE"),)), "there are 1 shock in project.shocks"),
        (needing(0.5, task("t", backups=1)), "standby firms (backups) of 't'"),
        (needing(0.5, split_task("t"), task("u", max_partners=2)), "(max_partners) for 't', 'u'"),
    ],
)
def test_where_it_is_not_a_product_it_is_refused_and_said_why(tasks: Project, said: str) -> None:
    with pytest.raises(UnsupportedError) as refused:
        evaluate(tasks, MEMBERS, {"t": "a"})
    assert "project.rules.min_success_probability = 0.5: it is exact only" in str(refused.value)
    assert said in str(refused.value)


@pytest.mark.parametrize("needed", [1e-7, 1e-12, 1e-300])
@pytest.mark.parametrize("reliability", [0.0, 1e-9, 1e-3])
def test_a_very_small_probability_is_judged_as_it_is_formed(needed: float, reliability: float) -> None:
    asked = project(task("t"), rules=Rules(min_success_probability=needed))
    known = network(firm("a", reliability=reliability))
    judged = evaluate(asked, known, {"t": "a"})
    assert judged.feasible == (reliability >= needed)
    if judged.feasible:
        assert form_enterprise(asked, known).partners == ("a",)
    else:
        assert judged.violations[0].amount > 0
        with pytest.raises(InfeasibleError, match="probability"):
            form_enterprise(asked, known)
