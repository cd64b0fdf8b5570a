"""Questions go on from where the search for the enterprise ended, and are answered as if asked of nothing."""

import pytest
from solve.bundles.cases import trusting_network

import vebuilder as ve
from vebuilder.kept_search import kept_search

GAP = 1e-7
FROM_BEFORE = "from an earlier search on"


@pytest.fixture(autouse=True)
def small_ones_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vebuilder.solve.bundles.choice.LEAST_PAIRS", 0)
    monkeypatch.setattr("vebuilder.solve.pairs.choice.pair_engine", lambda _: None)
    monkeypatch.setattr("vebuilder.solve.engines.pair_engine", lambda _: None)
    kept_search.put("nothing", None)  # type: ignore[arg-type]


def instance(seed: int) -> tuple[ve.Project, ve.Network]:
    problem = trusting_network(seed, 12, 8).problem
    return problem.project, problem.network


def changed(project: ve.Project, **rules: object) -> ve.Project:
    return project.model_copy(update={"rules": project.rules.model_copy(update=rules)})


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("seed", [0, 1])
def test_why_and_why_not(seed: int, kept: bool) -> None:
    project, network = instance(seed)
    enterprise = ve.form_enterprise(project, network, gap=GAP)
    if not kept:
        kept_search.put("nothing", None)  # type: ignore[arg-type]
    for one in ve.why(enterprise, project, network, gap=GAP):
        assert one.without is not None
        assert FROM_BEFORE in one.without.solver
        alone = ve.form_enterprise(changed(project, excluded={one.firm}), network, solver="highs", gap=GAP)
        assert one.without.objective == pytest.approx(alone.objective)
        assert one.without.bound is not None
        assert one.without.bound <= alone.objective + 1e-6
    outside = sorted({one.id for one in network.firms} - set(enterprise.partners))[0]
    # The search above has kept something for other projects in the meantime.
    asked = ve.why_not(enterprise, project, network, outside, gap=GAP)
    alone = ve.form_enterprise(changed(project, required={outside}), network, solver="highs", gap=GAP)
    assert asked.enterprise is not None
    assert FROM_BEFORE in asked.enterprise.solver
    assert asked.enterprise.objective == pytest.approx(alone.objective)


def test_alternatives() -> None:
    project, network = instance(2)
    found = ve.alternatives(project, network, k=4, within=1.0, gap=GAP)
    assert len(found) == 4
    assert all(FROM_BEFORE in one.solver for one in list(found)[1:])
    plain = ve.alternatives(project, network, k=4, within=1.0, gap=GAP, solver="highs")
    ours, theirs = ([one.objective for one in each] for each in (found, plain))
    assert ours == pytest.approx(theirs)


def test_what_another_project_has_kept_is_not_used() -> None:
    project, network = instance(0)
    enterprise = ve.form_enterprise(project, network)
    dearer = tuple(one.model_copy(update={"volume": one.volume * 3}) for one in project.interfaces)
    other = project.model_copy(update={"interfaces": dearer})
    ve.form_enterprise(other, network)
    firm = sorted(enterprise.partners)[0]
    asked = ve.why(enterprise, project, network, firm=firm, gap=GAP)[0]
    alone = ve.form_enterprise(changed(project, excluded={firm}), network, solver="highs", gap=GAP)
    assert asked.without is not None
    assert asked.without.objective == pytest.approx(alone.objective)
