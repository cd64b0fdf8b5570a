"""Why these partners and not others, against every plan there is."""

import pytest
from risky_instances import risky_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, best_by_partners, close
from vebuilder.demo import example
from vebuilder.explore.neighbours.asking import Asking

GAP = 1e-7
FEW = SEEDS[:12]


@pytest.fixture(scope="module")
def formed() -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    project, network = example()
    return ve.form_enterprise(project, network), project, network


def enterprise_of(seed: int) -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    project, network = risky_instance(seed)
    return ve.form_enterprise(project, network, gap=GAP), project, network


@pytest.mark.parametrize("seed", FEW)
def test_a_partner_is_worth_what_the_best_without_it_costs_more(seed: int) -> None:
    enterprise, project, network = enterprise_of(seed)
    asked = ve.why(enterprise, project, network, gap=GAP)
    assert {one.firm for one in asked} == set(enterprise.partners)
    sets = best_by_partners(seed)
    for one in asked:
        rest = [value for partners, value in sets.items() if one.firm not in partners]
        unbacked = not any(task.backups for task in project.tasks)
        if one.firm == project.initiator or one.firm in project.rules.required or not unbacked:
            continue  # without it, it may not stand by either
        if not rest:
            assert one.extra is None
        else:
            assert one.extra is not None
            assert one.without is not None
            assert close(enterprise.objective + one.extra, min(rest))
            assert one.firm not in one.without.partners


@pytest.mark.parametrize("seed", FEW)
def test_another_firm_costs_what_the_best_with_it_costs_more(seed: int) -> None:
    enterprise, project, network = enterprise_of(seed)
    sets = best_by_partners(seed)
    for firm in (one.id for one in network.firms):
        with_it = [value for partners, value in sets.items() if firm in partners]
        asked = ve.why_not(enterprise, project, network, firm, gap=GAP)
        assert asked.possible == bool(with_it)
        if with_it:
            assert asked.extra is not None
            assert close(enterprise.objective + asked.extra, min(with_it))
        else:
            assert asked.reasons


@pytest.mark.parametrize("seed", FEW[:6])
def test_a_firm_for_a_task_costs_what_the_best_with_it_costs_more(seed: int) -> None:
    from risky_instances import sound_plans

    enterprise, project, network = enterprise_of(seed)
    sound = sound_plans(project, network)
    for task in project.tasks:
        for firm in network.firms:
            values = [
                found.objective
                for (plan, _), found in sound
                if any(one.task == task.id and one.firm == firm.id for one in plan)
            ]
            asked = ve.why_not(enterprise, project, network, firm.id, task.id, gap=GAP)
            assert asked.possible == bool(values)
            if values:
                assert asked.extra is not None
                assert close(enterprise.objective + asked.extra, min(values))


def test_the_most_valuable_comes_first_and_who_would_replace_it_is_told(formed) -> None:
    asked = ve.why(*formed)
    known = [one.extra for one in asked if one.extra is not None]
    assert known == sorted(known, reverse=True)
    initiator = asked.of("valsugana")
    assert (initiator.extra, initiator.reason) == (None, "the initiator is always a partner")
    friuli = asked.of("friuli-impianti")
    assert friuli.changes is not None
    assert friuli.changes.partners_out == ("friuli-impianti",)
    assert "prealpi-safety would come in" in str(asked)


def test_one_partner_can_be_asked_about(formed) -> None:
    asked = ve.why(*formed, firm="tauern-vision")
    assert [one.firm for one in asked] == ["tauern-vision"]
    with pytest.raises(KeyError):
        asked.of("valsugana")


def test_a_partner_is_chosen_already(formed) -> None:
    asked = ve.why_not(*formed, firm="tauern-vision")
    assert (asked.extra, asked.reasons) == (0, ("firm tauern-vision is a partner already",))
    task = formed[0].assignments[0]
    assert "already" in str(ve.why_not(*formed, firm=task.firm, task=task.task))


def test_what_would_change_is_told(formed) -> None:
    asked = ve.why_not(*formed, firm="euganea-cnc")
    assert asked.changes is not None
    assert asked.changes.partners_in == ("euganea-cnc",)
    assert asked.extra == pytest.approx(sum(asked.changes.cost.values()) + asked.changes.risk)
    text = str(asked)
    assert text.startswith("Choosing firm euganea-cnc changes the objective by +")
    assert "task machined parts: " in text


def test_why_a_firm_cannot_be_chosen_needs_no_solver(formed) -> None:
    enterprise, project, network = formed
    asked = ve.why_not(enterprise, project, network, firm="drava-orodja", task="frames")
    assert asked.reasons == (
        "it cannot do task 'frames': it offers nothing that serves competence 'welding', "
        "and it has no quote for the task",
    )
    rules = project.rules.model_copy(update={"excluded": {"euganea-cnc"}})
    strict = project.model_copy(update={"rules": rules})
    barred = ve.why_not(ve.form_enterprise(strict, network), strict, network, firm="euganea-cnc")
    assert barred.reasons == ("the rules exclude firm 'euganea-cnc'",)


def test_faults_are_told_at_once(formed) -> None:
    enterprise, project, network = formed
    with pytest.raises(ve.DataError, match="is no partner of this enterprise"):
        ve.why(enterprise, project, network, firm="euganea-cnc")
    with pytest.raises(ve.DataError) as error:
        ve.why_not(enterprise, project, network, firm="nobody", task="nothing")
    assert len(error.value.faults) == 2
    other = project.model_copy(update={"budget": 1e9})
    with pytest.raises(ve.DataError, match="formed from other data"):
        ve.why(enterprise, other, network)


def test_answers_go_through_json(formed) -> None:
    for asked in (ve.why(*formed, firm="tauern-vision"), ve.why_not(*formed, firm="euganea-cnc")):
        assert type(asked).model_validate_json(asked.model_dump_json()) == asked


def test_partners_without_an_answer_in_time_are_told(
    formed: tuple[ve.Enterprise, ve.Project, ve.Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    enterprise, project, network = formed
    monkeypatch.setattr(Asking, "form", lambda *_, **__: None)
    asked = ve.why(enterprise, project, network)
    assert len(asked) == len(enterprise.partners)
    assert asked.ended == "time"
    assert "not all partners were looked at to the end: time" in str(asked).lower()
