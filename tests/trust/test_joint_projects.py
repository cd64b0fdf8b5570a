"""Trust from joint projects: by hand, and against the links of real reference calls."""

import math
from pathlib import Path

import pytest

from trust.builders import directed, joint, network
from vebuilder.io import cordis
from vebuilder.model import Firm, JointProject, JointProjects, Network
from vebuilder.trust.joint_projects import shared_projects
from vebuilder.trust.table import trust_between

CALLS = ("101182148", "101214432")


def trust(source: str, target: str, model: JointProjects) -> float:
    return trust_between(network("abcd", model=model)).get((source, target), 0.0)


def test_more_and_smaller_projects_give_more_trust() -> None:
    model = JointProjects(projects=(joint("p", "ab"), joint("q", "abc")))
    assert trust("a", "b", model) == pytest.approx(1 - math.exp(-3 * (1 + 1 / 2)))
    assert trust("b", "a", model) == trust("a", "b", model)
    assert trust("a", "c", model) == pytest.approx(1 - math.exp(-3 / 2))
    assert trust("a", "d", model) == 0


def test_members_that_are_not_asked_for_count_for_the_size() -> None:
    members = network("abcd", model=JointProjects(projects=(joint("p", "abcd"),)))
    assert trust_between(members, ("a", "b"))["a", "b"] == pytest.approx(1 - math.exp(-1))


def test_steepness_scales_the_tie() -> None:
    model = JointProjects(projects=(joint("p", "abc"),), steepness=0.5)
    assert trust("a", "b", model) == pytest.approx(1 - math.exp(-0.25))
    assert trust("a", "b", model.model_copy(update={"steepness": 0.0})) == 0


@pytest.mark.parametrize(
    ("ended", "half_life", "as_of", "weight"),
    [
        (2020.0, 5.0, 2025.0, 0.5),
        (2015.0, 5.0, 2025.0, 0.25),
        (2024.0, 2.0, 2025.0, 0.5**0.5),
        (2026.0, 5.0, 2025.0, 1.0),
        (None, 5.0, 2025.0, 1.0),
        (2020.0, None, 2025.0, 1.0),
        (2020.0, 5.0, None, 1.0),
        (2020.0, 0.0, 2025.0, 0.0),
        (2025.0, 0.0, 2025.0, 1.0),
        (-1e308, 1e-300, 1e308, 0.0),
        (1e308, 1e-300, -1e308, 1.0),
    ],
)
def test_projects_fade(
    ended: float | None, half_life: float | None, as_of: float | None, weight: float
) -> None:
    model = JointProjects(projects=(joint("p", "abc", ended),), half_life=half_life, as_of=as_of)
    assert trust("a", "b", model) == pytest.approx(1 - math.exp(-3 * weight / 2))
    assert shared_projects(model, "a", "b") == pytest.approx({"p": weight / 2})


def test_a_project_without_two_members_ties_nobody() -> None:
    assert trust_between(network("ab", model=JointProjects(projects=(joint("p", "a"), joint("q", ""))))) == {}


def test_a_stated_link_holds_in_its_own_direction() -> None:
    model = JointProjects(projects=(joint("p", "ab"),))
    found = trust_between(network("ab", directed(("a", "b", 0.0)), model))
    assert found == {("b", "a"): pytest.approx(1 - math.exp(-3))}


def test_the_shared_projects_are_told_with_what_they_add() -> None:
    model = JointProjects(projects=(joint("q", "abc"), joint("p", "ab"), joint("r", "ac")))
    assert shared_projects(model, "a", "b") == {"p": 1.0, "q": 0.5}


@pytest.fixture(scope="module")
def tables(data_folder: Path) -> cordis.Tables:
    folder = data_folder / "real" / "cordis_he_raw"
    if not folder.is_dir():
        pytest.skip(f"no CORDIS tables at {folder}")
    return cordis.Tables.load(folder)


@pytest.mark.parametrize("call", CALLS)
def test_the_links_of_a_reference_call_are_inferred_from_its_joint_projects(
    tables: cordis.Tables, call: str
) -> None:
    _, reference = tables.reference_call(call)
    history = tuple(
        JointProject(id=grant.id, members=members)
        for grant in tables.grants.values()
        if grant.signed and grant.signed < "2025-01-01"
        if (
            members := frozenset(
                part.firm for part in tables.participations.get(grant.id, ()) if part.role != "thirdParty"
            )
        )
    )
    members = sorted({firm for project in history for firm in project.members})
    history_only = Network(
        firms=tuple(Firm(id=firm) for firm in members), trust_model=JointProjects(projects=history)
    )
    found = trust_between(history_only, [firm.id for firm in reference.firms])
    stated = {(link.source, link.target): link.trust for link in reference.trust}
    assert len(found) == 2 * len(stated)
    # Links are stated to four decimals.
    assert max(abs(found[pair] - trust) for pair, trust in stated.items()) <= 0.5e-4 + 1e-9
    assert all(found[source, target] == found[target, source] for source, target in stated)
