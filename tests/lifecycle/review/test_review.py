"""Reviews of a small enterprise, worked out by hand."""

import pytest

import vebuilder as ve
from tests.lifecycle.review.builders import formed, network, project


@pytest.fixture(scope="module")
def instance() -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    enterprise = formed(project(), network())
    assert enterprise.partners == ("A", "B")
    return enterprise, project(), network()


def firm(network: ve.Network, name: str) -> ve.Firm:
    return next(one for one in network.firms if one.id == name)


def trust(network: ve.Network, source: str, target: str) -> float:
    return ve.trust_evidence(network, source, target).trust


def test_who_kept_everything_is_kept_and_believed_more(instance) -> None:
    seen = ve.review(*instance, [ve.Outcome(task="frame", firm="A", delivered=1.0)])
    alpha = seen.of("A")
    assert (alpha.score, alpha.verdict, alpha.work_share) == (1, "keep", 0.6)
    assert firm(seen.network, "A").reliability == pytest.approx((10 * 0.8 + 1) / 11)
    assert firm(seen.network, "A").offers[0].proficiency == pytest.approx(0.55)
    # Beta's trust in Alpha has grown; Alpha's in Beta, of whom nothing was told, has not.
    assert trust(seen.network, "B", "A") == pytest.approx(0.55)
    assert trust(seen.network, "A", "B") == 0.5


def test_who_is_not_reported_on_is_left_as_it_was(instance) -> None:
    seen = ve.review(*instance, [("frame", "A", 1.0)])
    beta = seen.of("B")
    assert (beta.score, beta.verdict) == (None, "keep")
    assert firm(seen.network, "B") == firm(instance[2], "B")
    assert firm(seen.network, "C") == firm(instance[2], "C")


def test_the_parts_are_weighed(instance) -> None:
    outcome = ve.Outcome(task="harness", firm="B", delivered=0.6, cost=50.0, quality=0.5)
    beta = ve.review(*instance, [outcome]).of("B")
    # Planned: 2 units at 20.
    assert (beta.delivery, beta.cost, beta.time, beta.quality) == (0.6, 0.8, None, 0.5)
    assert beta.score == pytest.approx((3 * 0.6 + 0.8 + 0.5) / 5)
    assert beta.verdict == "develop"
    assert beta.reasons == (
        "delivered 60 % of its work",
        "cost 25 % more than planned",
        "quality 50 %",
    )


def test_an_offer_that_states_its_reliability_keeps_it_apart_from_the_firms(instance) -> None:
    seen = ve.review(*instance, [("harness", "B", 0.0)])
    beta = firm(seen.network, "B")
    assert beta.reliability == 1.0
    assert beta.offers[0].reliability == pytest.approx(9 / 11)
    assert seen.of("B").verdict == "replace"
    assert beta.offers[0].proficiency == 1.0


def test_a_failure_costs_trust_of_the_one_who_had_to_do_with_it(instance) -> None:
    seen = ve.review(*instance, [("harness", "B", 0.0)])
    assert trust(seen.network, "A", "B") == pytest.approx(0.5 - 0.3 * 1.5)
    assert trust(seen.network, "B", "A") == 0.5
    assert trust(seen.network, "B", "C") == 0.2


def test_the_policy_decides(instance) -> None:
    strict = ve.ReviewPolicy(
        keep_from=0.95,
        replace_below=0.9,
        prior_strength=0.0,
        trust_gain=0.0,
        trust_loss=0.0,
        learning_rate=0.0,
    )
    seen = ve.review(*instance, [("harness", "B", 0.8)], policy=strict)
    assert seen.of("B").verdict == "replace"
    assert [change.kind for change in seen.changes] == ["reliability"]
    assert firm(seen.network, "B").offers[0].reliability == 0.8


def test_two_firms_at_one_task_judge_nobody_at_that_task(instance) -> None:
    tasks = (
        ve.Task(id="harness", competence="wire", amount=2.0, max_partners=2, min_partners=2, min_share=0.5),
    )
    shared = project(tasks=tasks, interfaces=())
    enterprise = formed(shared, network())
    seen = ve.review(enterprise, shared, network(), [("harness", "B", 1.0), ("harness", "C", 0.0)])
    assert {change.kind for change in seen.changes} == {"reliability"}
    assert firm(seen.network, "C").reliability == pytest.approx(10 / 11)


def test_a_standby_that_stepped_in_is_reviewed_too() -> None:
    backed = project(
        tasks=(
            ve.Task(id="frame", competence="weld"),
            ve.Task(id="harness", competence="wire", amount=2.0, loss=100.0, backups=1),
        )
    )
    enterprise = formed(backed, network())
    assert [(one.task, one.firm) for one in enterprise.backups] == [("harness", "C")]
    seen = ve.review(enterprise, backed, network(), [("harness", "B", 0.0), ("harness", "C", 1.0)])
    assert seen.of("C").score == 1
    assert seen.of("C").work_share == 0


def test_inferred_trust_is_where_it_starts() -> None:
    friends = network(
        trust=(),
        trust_model=ve.Communities(level=0.4),
        firms=tuple(one.model_copy(update={"communities": {"club"}}) for one in network().firms),
    )
    enterprise = formed(project(), friends)
    seen = ve.review(enterprise, project(), friends, [("harness", "B", 1.0)])
    assert trust(seen.network, "A", "B") == pytest.approx(0.4 + 0.1 * 0.6)
    assert trust(seen.network, "B", "A") == 0.4


def test_the_new_network_forms_the_next_enterprise(instance) -> None:
    _, cell, old = instance
    risky = cell.model_copy(
        update={
            "tasks": tuple(task.model_copy(update={"loss": 900.0}) for task in cell.tasks),
            "strategy": ve.Strategy(risk=1.0),
        }
    )
    first = formed(risky, old)
    assert first.partners == ("A", "B")
    known = old
    enterprise = first
    for _ in range(3):
        known = ve.review(enterprise, risky, known, [("harness", "B", 0.0), ("frame", "A", 1.0)]).network
        enterprise = formed(risky, known)
        if "B" not in enterprise.partners:
            break
    assert enterprise.partners == ("A", "C")


def test_the_text_says_who_and_why(instance) -> None:
    text = str(ve.review(*instance, [("frame", "A", 1.0), ("harness", "B", 0.0)]))
    assert "Alpha (A)   1.00  keep" in text
    assert "0.00  replace  delivered 0 % of its work" in text
    assert "trust of 'A' in 'B': 0.5 -> 0.05 ('harness' scored less than the 0.8 expected)" in text


def test_a_review_goes_through_json(instance) -> None:
    seen = ve.review(*instance, [("frame", "A", 0.5)])
    assert ve.Review.model_validate_json(seen.model_dump_json()) == seen


def test_nothing_reported_changes_nothing(instance) -> None:
    seen = ve.review(*instance, [])
    assert seen.network == instance[2]
    assert seen.changes == ()


def test_all_faults_come_at_once(instance) -> None:
    with pytest.raises(ve.DataError) as error:
        ve.review(
            *instance,
            [
                ("frame", "B", 1.0),
                ("hull", "A", 1.0),
                ("frame", "A", 2.0),
                ("harness", "B"),
                ("harness", "B", 1.0),
            ]
            * 2,
        )
    text = "\n".join(map(str, error.value.faults))
    for words in (
        "firm 'B' neither does task 'frame' nor stands by for it (that is 'A')",
        "task 'hull' is not in project 'cell'",
        "less than or equal to 1",
        "is not an outcome (write (task, firm, delivered))",
        "told twice",
    ):
        assert words in text


def test_an_enterprise_of_other_inputs_is_refused(instance) -> None:
    enterprise, cell, old = instance
    with pytest.raises(ve.DataError, match="formed from other data"):
        ve.review(enterprise, cell, old.model_copy(update={"trust": ()}), [])
    with pytest.raises(ve.DataError, match="an Enterprise is needed"):
        ve.review(cell, cell, old, [])  # type: ignore[arg-type]
    with pytest.raises(ve.DataError, match="a ReviewPolicy is needed"):
        ve.review(enterprise, cell, old, [], policy="strict")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("replace_below", 0.9, "lies above keep_from"),
        ("keep_from", 1.0, "less than 1"),
        ("prior_strength", -1.0, "greater than or equal to 0"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(field: str, value: float, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        ve.ReviewPolicy(**{field: value})


def test_a_policy_that_counts_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="one of them at least must count"):
        ve.ReviewPolicy(delivery_weight=0.0, cost_weight=0.0, time_weight=0.0, quality_weight=0.0)
