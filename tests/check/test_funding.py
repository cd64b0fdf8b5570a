import pytest

from check.builders import broken, firm, network, offer, project, split_task, task
from vebuilder import evaluate
from vebuilder.check.lint import lint
from vebuilder.model import Funding, Quote, Rules

NETWORK = network(
    firm("a", offer(unit_cost=10), attributes={"country": "DE", "sme": True}),
    firm("b", offer(unit_cost=20), attributes={"country": "FR", "sme": 1}),
    firm("c", offer(unit_cost=5)),
)
PLAN = {"t": "a", "u": "b", "v": "c"}


def funding(rate: float, *values: object, attribute: str = "country", cap: float | None = None) -> Funding:
    return Funding.model_validate({"attribute": attribute, "values": values, "rate": rate, "cap": cap})


def paid(*entries: Funding, **fields: object) -> float:
    asked = project(task("t"), task("u"), task("v"), funding=entries, **fields)
    return -evaluate(asked, NETWORK, PLAN).cost.funding


def test_a_part_of_the_work_of_the_partners_that_show_a_value() -> None:
    assert paid(funding(0.5, "DE")) == 5
    assert paid(funding(0.5, "DE", "FR")) == 15
    assert paid(funding(0.5, "PT")) == 0


def test_up_to_the_cap_and_added_up() -> None:
    assert paid(funding(0.5, "DE", "FR", cap=12)) == 12
    assert paid(funding(0.5, "DE", cap=3), funding(0.25, "FR")) == 3 + 5
    assert paid(funding(0.5, "DE"), funding(0.5, True, attribute="sme")) == 10


def test_true_is_not_1() -> None:
    assert paid(funding(1, True, attribute="sme")) == 10
    assert paid(funding(1, 1, attribute="sme")) == 20
    assert paid(funding(1, 1.0, attribute="sme")) == 20


def test_a_firm_without_the_attribute_is_not_funded_nor_is_one_that_does_nothing() -> None:
    asked = project(task("t"), funding=(funding(1, "DE", "FR"),), initiator="b")
    assert evaluate(asked, NETWORK, {"t": "c"}).cost.funding == 0


def test_work_below_0_is_not_taken_back() -> None:
    quotes = (Quote(task="t", firm="a", cost=-30),)
    assert paid(funding(0.5, "DE"), quotes=quotes) == 0
    assert paid(funding(0.5, "DE", "FR"), quotes=quotes) == 0
    assert str(-paid(funding(0.5, "DE"), quotes=quotes)) in {"0.0", "-0.0"}


def test_the_cost_is_written_without_a_minus_before_0() -> None:
    asked = project(task("t"), funding=(funding(0.5, "PT"),))
    assert str(evaluate(asked, NETWORK, {"t": "a"}).cost.funding) == "0.0"


def test_the_budget_bounds_what_is_left_to_pay() -> None:
    asked = project(task("t"), budget=6, funding=(funding(0.4, "DE"),))
    assert evaluate(asked, NETWORK, {"t": "a"}).cost.total == 6
    assert broken(asked, NETWORK, {"t": "a"}) == []
    assert len(broken(asked.model_copy(update={"budget": 5}), NETWORK, {"t": "a"})) == 1


def test_shares_are_of_the_work_before_funding() -> None:
    asked = project(split_task("t"), funding=(funding(1, "DE"),), rules=Rules(max_partner_share=0.5))
    half = [("t", "a", 2 / 3), ("t", "b", 1 / 3)]
    assert broken(asked, NETWORK, half) == []


def test_rates_above_1_together_are_a_fault() -> None:
    asked = project(task("t"), funding=(funding(0.7, "DE"), funding(0.7, True, attribute="sme")))
    (fault,) = [one for one in lint(asked, NETWORK) if one.severity == "error"]
    assert fault.ids == ("a",)
    assert "1.4" in fault.message


@pytest.mark.parametrize("entry", [funding(0.5, "PT"), funding(0.5, "x", attribute="sector")])
def test_funding_that_nobody_can_have_is_a_warning(entry: Funding) -> None:
    asked = project(task("t"), funding=(entry,))
    (fault,) = lint(asked, NETWORK)
    assert fault.severity == "warning"
    assert fault.path.startswith("project.funding[0]")
