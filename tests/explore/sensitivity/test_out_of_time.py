"""When the time is over, what is finished is kept, and nothing more is begun."""

import time

import pytest

import vebuilder as ve
from vebuilder.explore.sensitivity.others import Others
from vebuilder.explore.sensitivity.sensitivity import LEAST_FIGURES


@pytest.fixture(scope="module")
def instance() -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    firms = [
        ve.Firm(
            id=f"F{i}",
            joining_cost=20 + i % 30,
            offers=[ve.Offer(competence=f"c{i % 4}", unit_cost=40 + (7 * i) % 50)],
        )
        for i in range(80)
    ]
    tasks = [
        ve.Task(id=f"t{k}", competence=f"c{k}", amount=30, max_partners=3, min_share=0.2) for k in range(4)
    ]
    project = ve.Project(id="p", tasks=tasks, rules=ve.Rules(max_partner_share=0.3))
    network = ve.Network(firms=firms)
    return ve.form_enterprise(project, network), project, network


def test_without_time_a_few_figures_are_looked_at_and_nothing_is_searched(
    instance: tuple[ve.Enterprise, ve.Project, ve.Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    apart = Others.apart
    monkeypatch.setattr(Others, "apart", lambda *words: asked.append(words) or apart(*words))
    found = ve.sensitivity(*instance, time_limit=0)
    assert asked == []
    assert (found.ended, found.rivals, len(found)) == ("time", "unproven", LEAST_FIGURES)


def test_when_the_time_is_over_nothing_more_is_searched(
    instance: tuple[ve.Enterprise, ve.Project, ve.Network], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    apart = Others.apart

    def slow(*words: object) -> object:
        asked.append(time.monotonic())
        time.sleep(0.4)
        return apart(*words)  # type: ignore[arg-type]

    monkeypatch.setattr(Others, "apart", slow)
    found = ve.sensitivity(*instance, time_limit=1.0)
    assert found.ended == "time"
    assert 1 <= len(asked) <= 3
    assert len(found) >= LEAST_FIGURES
