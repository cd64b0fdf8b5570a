import pytest

from check.builders import firm, offer, task
from vebuilder.check.serving import Terms, serving_offer, why_not_serving
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model import Competence, Offer, Quote

TAXONOMY = Taxonomy(
    [
        Competence(id="milling"),
        Competence(id="face milling", parent="milling"),
        Competence(id="slot milling", parent="milling"),
        Competence(id="micro slot milling", parent="slot milling"),
    ]
)


def competence_serving(*offers: Offer, **needs: object) -> str | None:
    serving = serving_offer(task("t", **needs), firm("a", *offers), TAXONOMY)
    return None if serving is None else serving.competence


def test_the_same_competence_comes_before_a_cheaper_descendant() -> None:
    assert competence_serving(offer("face milling", 1), offer("milling", 5)) == "milling"


def test_the_nearer_descendant_comes_before_a_cheaper_farther_one() -> None:
    assert competence_serving(offer("micro slot milling", 1), offer("face milling", 5)) == "face milling"


def test_among_equally_near_ones_the_cheaper_then_the_smaller_id() -> None:
    assert competence_serving(offer("face milling", 5), offer("slot milling", 4)) == "slot milling"
    assert competence_serving(offer("slot milling", 4), offer("face milling", 4)) == "face milling"


def test_an_ancestor_does_not_serve() -> None:
    assert competence_serving(offer("milling"), competence="face milling") is None


def test_an_offer_below_the_proficiency_leaves_the_task_to_the_next() -> None:
    near, far = offer("milling", proficiency=0.5), offer("face milling", proficiency=0.9)
    assert competence_serving(near, far, min_proficiency=0.5) == "milling"
    assert competence_serving(near, far, min_proficiency=0.6) == "face milling"
    assert competence_serving(near, far, min_proficiency=0.95) is None


def test_qualifications_are_the_firms() -> None:
    needed = task("t", qualifications={"ISO 9001", "EN 9100"})
    assert serving_offer(needed, firm("a", qualifications={"ISO 9001"}), TAXONOMY) is None
    assert serving_offer(needed, firm("a", qualifications={"ISO 9001", "EN 9100", "x"}), TAXONOMY)


@pytest.mark.parametrize(
    ("offers", "needs", "said", "short"),
    [
        ((offer("turning"),), {}, "nothing that serves competence 'milling'", 0.0),
        ((offer(),), {"qualifications": {"ISO 9001"}}, "lacks the qualifications 'ISO 9001'", 0.0),
        ((offer(proficiency=0.5),), {"min_proficiency": 0.75}, "short by 0.25", 0.25),
    ],
)
def test_why_nothing_serves(
    offers: tuple[Offer, ...], needs: dict[str, object], said: str, short: float
) -> None:
    reason, amount = why_not_serving(task("t", **needs), firm("a", *offers), TAXONOMY)
    assert said in reason
    assert amount == pytest.approx(short)


def test_terms_come_from_the_quote_then_the_offer_then_the_firm() -> None:
    need, maker = task("t", amount=4), firm("a", reliability=0.7)
    assert Terms(need, maker, None, None).effort == 4  # 1 per unit of amount
    assert Terms(need, maker, offer(effort=2.5), None).effort == 10
    assert Terms(need, maker, offer(effort=2.5), Quote(task="t", firm="a", effort=3)).effort == 3
    assert Terms(need, maker, offer(), None).reliability == 0.7
    assert Terms(need, maker, offer(reliability=0.8), None).reliability == 0.8
    quote = Quote(task="t", firm="a", reliability=0.0)
    assert Terms(need, maker, offer(reliability=0.8), quote).reliability == 0.0


def test_a_quote_without_a_cost_does_not_price() -> None:
    need, maker = task("t"), firm("a")
    assert not Terms(need, maker, offer(), Quote(task="t", firm="a", effort=3)).priced_by_quote
    assert Terms(need, maker, offer(), Quote(task="t", firm="a", cost=0.0)).priced_by_quote
