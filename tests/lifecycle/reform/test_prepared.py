"""What was prepared holds on until something else is learned of it."""

import pytest

import vebuilder as ve

ONE_RUN = ve.ReviewPolicy(prior_strength=1.0)


def _network(**reliability: float) -> ve.Network:
    prices = {"a": 5, "b": 9}
    return ve.Network(
        firms=tuple(
            ve.Firm(
                id=name,
                reliability=reliability.get(name, 0.9),
                offers=(ve.Offer(competence="x", unit_cost=price),),
            )
            for name, price in prices.items()
        )
    )


def _project(value: float = 0.95) -> ve.Project:
    return ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=name, competence="x", loss=20) for name in "tu"),
        strategy=ve.Strategy(risk=1),
        preparations=(ve.Preparation(id="train", cost=1, reliability={"a": value}),),
    )


def _doer(enterprise: ve.Enterprise, task: str) -> str:
    return next(one.firm for one in enterprise.assignments if one.task == task)


def test_what_a_review_learned_of_who_was_prepared_is_believed() -> None:
    project, network = _project(), _network(a=0.5)
    was = ve.form_enterprise(project, network)
    # By a at 5 and, trained, a loss of 1 each: 12 and the training, where b would be 9 and a loss of 2 each.
    assert was.preparations == ("train",)
    assert was.objective == pytest.approx(5 + 5 + 1 + 1 + 1)
    review = ve.review(was, project, network, [("t", "a", 0.0)], ONE_RUN)
    assert review.network.firms[0].reliability == pytest.approx(0.475)
    after = ve.reform_enterprise(was, project, review.network, done=["t"])
    # u by b is 9 and a loss of 2; by a it is 5 and a loss of 10.5.
    assert _doer(after, "u") == "b"
    assert after.objective == pytest.approx(5 + 9 + 2)
    assert after.unchanged is not None
    assert after.unchanged.objective == pytest.approx(5 + 5 + 10.5)
    assert ve.evaluate(project, review.network, after).objective == pytest.approx(16)
    assert ve.Enterprise.model_validate_json(after.model_dump_json()) == after
    again = ve.reform_enterprise(after, project, review.network)
    assert _doer(again, "u") == "b"


def test_a_belief_that_comes_back_to_what_was_stated_before_is_a_belief() -> None:
    # Trained to 1 and once a failure: (1 + 0) / 2 is the 0.5 there was before.
    project, network = _project(1.0), _network(a=0.5)
    was = ve.form_enterprise(project, network)
    review = ve.review(was, project, network, [("t", "a", 0.0)], ONE_RUN)
    assert review.network.firms[0].reliability == pytest.approx(0.5)
    after = ve.reform_enterprise(was, project, review.network, done=["t"])
    assert after.objective == pytest.approx(5 + 9 + 2)


@pytest.mark.parametrize("price", [9, 20])
def test_what_was_prepared_holds_on_where_nothing_was_learned(price: float) -> None:
    project, network = _project(), _network(a=0.5)
    was = ve.form_enterprise(project, network)
    a, b = network.firms
    dearer = b.model_copy(update={"offers": (ve.Offer(competence="x", unit_cost=price),)})
    after = ve.reform_enterprise(was, project, ve.Network(firms=(a, dearer)), done=["t"])
    assert _doer(after, "u") == "a"
    assert after.objective == pytest.approx(5 + 5 + 1)


def test_what_is_learned_of_one_does_not_undo_what_another_was_prepared_for() -> None:
    offers = {name: ve.Offer(competence=name, unit_cost=5, reliability=0.5) for name in "xy"}
    dear = (ve.Offer(competence="x", unit_cost=9), ve.Offer(competence="y", unit_cost=9))
    network = ve.Network(
        firms=(
            ve.Firm(id="a", offers=(offers["x"],)),
            ve.Firm(id="b", offers=(offers["y"],)),
            ve.Firm(id="c", reliability=0.9, offers=dear),
        )
    )
    project = ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=name, competence=name[0], loss=20) for name in ("x1", "x2", "y1", "y2")),
        strategy=ve.Strategy(risk=1),
        preparations=(ve.Preparation(id="train", cost=1, reliability={"a": 0.95, "b": 0.95}),),
    )
    was = ve.form_enterprise(project, network)
    assert was.preparations == ("train",)
    review = ve.review(was, project, network, [("x1", "a", 0.0)], ONE_RUN)
    after = ve.reform_enterprise(was, project, review.network, done=["x1"])
    assert _doer(after, "x2") == "c"
    assert _doer(after, "y2") == "b"
    assert after.objective == pytest.approx(5 + 9 + 2 + 5 + 1 + 5 + 1)


def test_trust_that_was_bought_and_lost_is_lost() -> None:
    firms = tuple(ve.Firm(id=name, offers=(ve.Offer(competence=name),)) for name in "ab")
    network = ve.Network(firms=firms, transaction_costs=ve.TransactionCosts(rate=10))
    talks = ve.Preparation(id="talks", cost=1, trust=(ve.TrustLink(source="a", target="b", trust=0.8),))
    project = ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=name, competence=name) for name in "ab"),
        interfaces=(ve.Interface(source="a", target="b"),),
        preparations=(talks,),
    )
    was = ve.form_enterprise(project, network)
    assert was.cost.transaction == pytest.approx(2)
    assert ve.reform_enterprise(was, project, network).cost.transaction == pytest.approx(2)
    review = ve.review(was, project, network, [("b", "b", 0.0)])
    (lost,) = (one for one in review.changes if one.kind == "trust" and one.firm == "a")
    assert lost.before == pytest.approx(0.8)
    after = ve.reform_enterprise(was, project, review.network)
    assert after.cost.transaction == pytest.approx(10 * (1 - lost.after))


def test_of_an_earlier_file_all_that_was_prepared_holds_where_it_is_better() -> None:
    project, network = _project(), _network(a=0.5)
    was = ve.form_enterprise(project, network).model_copy(update={"replaced": None})
    after = ve.reform_enterprise(was, project, _network(a=0.475), done=["t"])
    assert after.objective == pytest.approx(5 + 5 + 1)
