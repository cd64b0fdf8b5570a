import pytest

from vebuilder import DataError, evaluate, form_enterprise, rulesets
from vebuilder.model import Firm, Network, Offer, Project, Task

FIRMS = tuple(
    Firm(
        id=name,
        offers=(Offer(competence="work", unit_cost=price),),
        attributes={"country": country, "sme": small},
    )
    for name, price, country, small in (
        ("a", 1.0, "CN", False),
        ("b", 2.0, "CN", True),
        ("c", 3.0, "DE", True),
        ("d", 4.0, "FR", False),
    )
)
NETWORK = Network(firms=FIRMS)
PLAN = [("t", "a", 0.6), ("t", "b", 0.2), ("t", "c", 0.2)]
"""Work 0.6 + 0.4 + 0.6 = 1.6: a has 37.5 %, China 62.5 %, small firms 62.5 %."""


def project(**fields: object) -> Project:
    return Project(id="p", tasks=(Task(id="t", competence="work", max_partners=None),), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "keeps", "breaks"),
    [
        (rulesets.sme_share, 0.62, 0.63),
        (rulesets.partner_cap, 0.38, 0.37),
        (rulesets.country_cap, 0.63, 0.62),
        (lambda share: rulesets.country_cap(share, countries=("CN", "DE")), 0.63, 0.62),
    ],
)
def test_quotas_and_caps_count_the_work(rules: object, keeps: float, breaks: float) -> None:
    assert callable(rules)
    assert evaluate(project(rules=rules(keeps)), NETWORK, PLAN).feasible
    assert not evaluate(project(rules=rules(breaks)), NETWORK, PLAN).feasible


def test_countries_left_out_of_a_cap_are_free() -> None:
    rules = rulesets.country_cap(0.4, countries=("DE", "FR"))
    assert evaluate(project(rules=rules), NETWORK, PLAN).feasible


def test_a_country_may_be_capped_by_the_number_of_firms() -> None:
    assert not evaluate(project(rules=rulesets.country_cap(firms=1)), NETWORK, PLAN).feasible
    chinese = rulesets.country_cap(firms=1, countries=("CN",))
    assert not evaluate(project(rules=chinese), NETWORK, PLAN).feasible
    assert evaluate(project(rules=rulesets.country_cap(firms=2)), NETWORK, PLAN).feasible


TASKS = (
    Task(id="critical", competence="work", loss=100.0),
    Task(id="plain", competence="work", loss=1.0),
    Task(id="shared", competence="work", max_partners=3, min_share=0.3),
    Task(id="many", competence="work", min_partners=3, max_partners=None),
)


def sources(tasks: tuple[Task, ...]) -> list[tuple[int, int | None, float]]:
    return [(task.min_partners, task.max_partners, task.min_share) for task in tasks]


def test_critical_tasks_are_named_or_told_by_their_loss() -> None:
    whole = Project(id="p", tasks=TASKS)
    by_loss = rulesets.dual_sourcing(whole, loss_from=50.0)
    assert sources(by_loss.tasks) == [(2, 2, 0.2), (1, 1, 0.0), (1, 3, 0.3), (3, None, 0.0)]
    both = rulesets.dual_sourcing(whole, tasks=("plain",), loss_from=50.0, min_share=0.4)
    assert sources(both.tasks)[:2] == [(2, 2, 0.4), (2, 2, 0.4)]
    assert whole.tasks == TASKS
    assert rulesets.dual_sourcing(whole) == whole


def test_what_is_stricter_already_stays() -> None:
    whole = Project(id="p", tasks=TASKS)
    changed = rulesets.dual_sourcing(whole, tasks=("shared", "many"))
    assert sources(changed.tasks)[2:] == [(2, 3, 0.3), (3, None, 0.2)]


def test_faults_are_told_at_once() -> None:
    whole = Project(id="p", tasks=TASKS)
    with pytest.raises(DataError) as refused:
        rulesets.dual_sourcing(whole, tasks=("unknown", "many", "plain"), min_share=0.4)
    assert [fault.ids for fault in refused.value.faults] == [("unknown",), ("many",)]
    assert "together 1.2, above 1" in str(refused.value)


def test_two_sources_are_found_at_the_lowest_price() -> None:
    critical = rulesets.dual_sourcing(Project(id="p", tasks=TASKS[:1]), tasks=("critical",), min_share=0.25)
    enterprise = form_enterprise(critical, NETWORK)
    assert {one.firm: one.share for one in enterprise.assignments} == pytest.approx({"a": 0.75, "b": 0.25})
