import pytest

from check.builders import broken, firm, network, offer, package, project, task
from vebuilder.model import Project, Quote, Violation

FIRMS = {
    "a": firm("a", offer(proficiency=0.6), qualifications={"ISO 9001"}),
    "b": firm("b", offer("turning")),
}


def of_eligibility(tasks: Project, who: str, **fields: object) -> list[Violation]:
    return [
        violation
        for violation in broken(tasks, network(*FIRMS.values()), {"t": who}, **fields)
        if violation.rule == "eligibility"
    ]


@pytest.mark.parametrize(
    ("needs", "who", "said", "short"),
    [
        ({}, "b", "nothing that serves competence 'milling'", 0.0),
        ({"min_proficiency": 0.8}, "a", "short by 0.2", 0.2),
        ({"qualifications": {"EN 9100"}}, "a", "lacks the qualifications 'EN 9100'", 0.0),
    ],
)
def test_who_has_no_serving_offer_cannot(needs: dict[str, object], who: str, said: str, short: float) -> None:
    (violation,) = of_eligibility(project(task("t", **needs)), who)
    assert violation.ids == (who, "t")
    assert f"firm '{who}' cannot do task 't'" in violation.message
    assert said in violation.message
    assert violation.amount == pytest.approx(short)


def test_a_quote_makes_eligible_whatever_the_offers() -> None:
    quotes = (Quote(task="t", firm="b", cost=3),)
    assert (
        of_eligibility(project(task("t", min_proficiency=0.9, qualifications={"x"}), quotes=quotes), "b")
        == []
    )


def test_a_stated_proficiency_below_the_tasks_bars_even_with_an_offer() -> None:
    quotes = (Quote(task="t", firm="a", proficiency=0.4),)
    (violation,) = of_eligibility(project(task("t", min_proficiency=0.5), quotes=quotes), "a")
    assert violation.amount == pytest.approx(0.1)
    assert "its quote states proficiency 0.4, 0.5 is needed: short by 0.1" in violation.message


def test_a_stated_proficiency_that_just_suffices() -> None:
    quotes = (Quote(task="t", firm="b", cost=1.0, proficiency=0.5),)
    assert of_eligibility(project(task("t", min_proficiency=0.5), quotes=quotes), "b") == []


def test_a_package_makes_eligible_only_if_chosen() -> None:
    bundle = package("b", 3, "t")
    tasks = project(task("t"), packages=(bundle,))
    assert of_eligibility(tasks, "b", packages=[bundle]) == []
    (violation,) = of_eligibility(tasks, "b")
    assert "only in packages" in violation.message


def test_a_firm_with_an_offer_need_not_choose_its_package() -> None:
    assert of_eligibility(project(task("t"), packages=(package("a", 3, "t"),)), "a") == []
