"""What the initiator learns, worked out by hand."""

import pytest

import vebuilder as ve


def market() -> ve.Network:
    return ve.Network(
        competences=[
            ve.Competence(id="metal"),
            ve.Competence(id="weld", parent="metal"),
            ve.Competence(id="laser", parent="weld"),
        ],
        firms=[
            ve.Firm(
                id="I",
                offers=[ve.Offer(competence="weld", proficiency=0.3), ve.Offer(competence="code")],
            ),
            ve.Firm(id="A", offers=[ve.Offer(competence="laser", proficiency=0.9)]),
            ve.Firm(id="B", offers=[ve.Offer(competence="weld", proficiency=0.6)]),
        ],
    )


def call(**update: object) -> ve.Project:
    base = ve.Project(
        id="p",
        initiator="I",
        tasks=[
            ve.Task(id="own", competence="code"),
            ve.Task(id="near", competence="weld"),
            ve.Task(id="far", competence="weld"),
        ],
        interfaces=[ve.Interface(source="near", target="own"), ve.Interface(source="far", target="near")],
        learning={"weld": 10.0},
        strategy=ve.Strategy(learning=2.0),
    )
    return base.model_copy(update=update)


def learned(project: ve.Project, **who: str) -> float:
    return ve.evaluate(project, market(), {"own": "I", "near": "B", "far": "B"} | who).learning


def test_the_best_partner_next_to_an_own_task_teaches() -> None:
    assert learned(call()) == pytest.approx(10 * (0.6 - 0.3))
    assert learned(call(), near="A") == pytest.approx(10 * (0.9 - 0.3))


def test_who_works_far_off_teaches_nothing() -> None:
    assert learned(call(), far="A") == pytest.approx(10 * (0.6 - 0.3))


def test_nobody_learns_from_itself() -> None:
    # The initiator's own welding makes the far task a neighbour of one of its own.
    assert learned(call(), near="I") == pytest.approx(10 * (0.6 - 0.3))
    assert learned(call(), near="I", far="I") == 0


def test_a_competence_above_is_learned_from_those_below() -> None:
    assert learned(call(learning={"metal": 4.0})) == pytest.approx(4 * (0.6 - 0.3))
    assert learned(call(learning={"laser": 4.0})) == 0


def test_each_competence_is_learned_once() -> None:
    assert learned(call(learning={"metal": 4.0, "weld": 1.0}), near="A") == pytest.approx(5 * 0.6)


def test_a_quote_states_its_own_proficiency() -> None:
    quotes = (ve.Quote(task="near", firm="B", proficiency=0.8),)
    assert learned(call(quotes=quotes)) == pytest.approx(10 * 0.5)
    assert learned(call(quotes=(ve.Quote(task="near", firm="I", cost=1.0),)), near="I") == pytest.approx(3)


def test_the_strategy_weighs_it_against_cost() -> None:
    found = ve.evaluate(call(), market(), {"own": "I", "near": "A", "far": "B"})
    assert found.objective == pytest.approx(found.cost.total - 2 * 6)


def test_without_an_initiator_there_is_nobody_to_learn() -> None:
    with pytest.raises(ve.DataError, match="there is no initiator who learns"):
        ve.form_enterprise(call(initiator=None), market())
