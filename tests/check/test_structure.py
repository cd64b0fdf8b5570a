"""Integrated, extended or virtual, and the figures that decide it."""

import pytest

import vebuilder as ve


def _formed(own: float, trust: float, initiator: str | None = "A") -> ve.Enterprise:
    """A does a task of work ``own``, B and C one of 10 each; B and C exchange, and trust each other so."""
    firms = tuple(
        ve.Firm(id=firm, offers=(ve.Offer(competence=competence, unit_cost=1),))
        for firm, competence in (("A", "a"), ("B", "b"), ("C", "c"))
    )
    project = ve.Project(
        id="p",
        tasks=tuple(
            ve.Task(id=task, competence=task, amount=amount)
            for task, amount in (("a", own), ("b", 10.0), ("c", 10.0))
        ),
        interfaces=(ve.Interface(source="b", target="c"),),
        initiator=initiator,
    )
    network = ve.Network(firms=firms, trust=(ve.TrustLink(source="B", target="C", trust=trust),))
    return ve.form_enterprise(project, network)


@pytest.mark.parametrize(
    ("own", "trust", "kind"),
    [
        (20.0, 0.0, "vertically integrated"),
        (19.9, 0.5, "extended"),
        (19.9, 0.49, "virtual"),
        (0.0, 1.0, "extended"),
    ],
)
def test_who_does_the_work_decides_first_then_how_lasting_the_ties_are(
    own: float, trust: float, kind: str
) -> None:
    structure = _formed(own, trust).structure
    assert structure is not None
    assert structure.kind == kind
    assert structure.own_share == pytest.approx(own / (own + 20))
    assert (structure.ties, structure.lasting) == (1, int(trust >= 0.5))
    assert str(structure).endswith(f"{int(trust >= 0.5)} of 1 ties between partners last")


def test_without_an_initiator_nothing_is_done_by_it() -> None:
    structure = _formed(100.0, 0.0, initiator=None).structure
    assert structure is not None
    assert (structure.kind, structure.own_share) == ("virtual", 0.0)


def test_without_interfaces_all_partners_are_tied() -> None:
    firms = tuple(ve.Firm(id=one, offers=(ve.Offer(competence=one, unit_cost=1),)) for one in "abc")
    project = ve.Project(id="p", tasks=tuple(ve.Task(id=one, competence=one) for one in "abc"))
    structure = ve.form_enterprise(project, ve.Network(firms=firms)).structure
    assert structure is not None
    assert (structure.ties, structure.lasting) == (3, 0)


def test_who_goes_on_together_has_a_lasting_tie() -> None:
    firms = tuple(ve.Firm(id=one, offers=(ve.Offer(competence=one, unit_cost=1),)) for one in "ab")
    project = ve.Project(id="p", tasks=tuple(ve.Task(id=one, competence=one) for one in "ab"))
    network = ve.Network(firms=firms)
    enterprise = ve.form_enterprise(project, network)
    assert enterprise.structure is not None
    assert enterprise.structure.kind == "virtual"
    again = ve.reform_enterprise(enterprise, project, network)
    assert again.structure is not None
    assert again.structure.kind == "extended"


def test_enterprises_of_earlier_versions_can_be_read() -> None:
    enterprise = _formed(1.0, 0.0)
    stored = enterprise.model_dump(mode="json", exclude={"structure", "before", "unchanged"})
    assert ve.Enterprise.model_validate(stored).structure is None
