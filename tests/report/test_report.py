"""The report as a file: what it says, what it refuses, and that nobody's text becomes part of the page."""

import re
from datetime import date
from pathlib import Path

import pytest

import vebuilder as ve
from tests.report.cases import HOSTILE, chain, hostile
from tests.report.page import Page
from vebuilder import explore
from vebuilder.demo import example


def formed(case: tuple[ve.Project, ve.Network]) -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    project, network = case
    return ve.form_enterprise(project, network), project, network


def written(about: tuple[ve.Enterprise, ve.Project, ve.Network], folder: Path, **answers: object) -> Page:
    path = folder / "enterprise.html"
    ve.report(*about, path, **answers)  # type: ignore[arg-type]
    return Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def small() -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    return formed(chain(3))


def test_it_says_everything_that_was_promised(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    enterprise, _, network = small
    page = written(
        small, tmp_path, simulation=True, alternatives=True, front=True, curve=True, sensitivity=True
    )
    for words in (
        "Valsugana Automation, Trento should carry out project bridge with 2 other firms",
        f"it costs {enterprise.cost.total:,.0f} EUR",
        "no other choice is better: that is proven",
        "The partners", "The money", "The risk", "The schedule", "Why these and not others",
        "What it rests on", "How proven it is", "What each partner is worth", "Replayed 10,000 times",
        "What else could be formed", "How sure the data must be",
        "Between cost and risk", "What it costs to finish earlier", "deadline", "stands by for task 0",
        "country: AT", enterprise.fingerprint, f"{enterprise.cost.work:,.2f}", f"vebuilder {ve.__version__}",
    ):  # fmt: skip
        assert words in page.text, words
    for firm in enterprise.partners:
        assert network.firms[int(firm[1:])].label in page.text


def test_it_asks_for_nothing_from_elsewhere(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    page = written(small, tmp_path)
    for tag, attributes in page.elements:
        for name in ("src", "href", "action", "poster", "data", "srcset"):
            address = attributes.get(name) or "#"
            assert address.startswith("#") or address == "data:,", (tag, address)
        assert not [name for name in attributes if name.startswith("on")], tag
        assert "style" not in attributes, tag
    scripts = " ".join(page.scripts)
    assert not re.search(r"url\(|@import|fetch|XMLHttp|innerHTML|import\(|WebSocket", scripts)
    assert "http" not in (tmp_path / "enterprise.html").read_text(encoding="utf-8").replace("http-equiv", "")
    policies = [one.get("content") for tag, one in page.elements if one.get("http-equiv")]
    assert policies[0] is not None
    assert "default-src 'none'" in policies[0]


def test_every_text_of_a_user_stays_text(tmp_path: Path) -> None:
    about = formed(hostile())
    page = written(
        about,
        tmp_path,
        simulation=True,
        alternatives=True,
        front=True,
        curve=True,
        sensitivity=True,
        title=f"title{HOSTILE}",
    )
    tags = page.tags
    assert tags.count("script") == 1
    assert "img" not in tags
    assert "b" not in tags
    assert page.text.count("owned") > 30  # the attack is shown, as text
    assert "owned" not in " ".join(page.scripts)
    clean = written(formed(chain(3)), tmp_path, simulation=True, front=True, curve=True)
    names = {name for _, attributes in clean.elements for name in attributes}
    assert {name for _, attributes in page.elements for name in attributes} <= names


def test_equal_reports_are_equal_files(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    why = ve.why(*small)
    for name in ("one.html", "other.html"):
        ve.report(*small, tmp_path / name, why=why, dated=date(2026, 11, 25))
    one, other = ((tmp_path / name).read_bytes() for name in ("one.html", "other.html"))
    assert one == other
    assert b"2026-11-25" in one


def test_an_enterprise_of_other_inputs_is_refused(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    enterprise, project, network = small
    other = project.model_copy(update={"budget": 1e6})
    with pytest.raises(ve.DataError, match="formed from other data"):
        ve.report(enterprise, other, network, tmp_path / "no.html")
    assert list(tmp_path.iterdir()) == []


def test_an_enterprise_that_was_changed_is_refused(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    enterprise, project, network = small
    cheaper = enterprise.cost.model_copy(update={"work": enterprise.cost.work - 500})
    with pytest.raises(ve.DataError, match=r"cost\.work: is .* if recomputed"):
        ve.report(enterprise.model_copy(update={"cost": cheaper}), project, network, tmp_path / "no.html")
    less = enterprise.model_copy(update={"assignments": enterprise.assignments[:2]})
    with pytest.raises(ve.DataError, match="task 'task 2'") as caught:
        ve.report(less, project, network, tmp_path / "no.html")
    assert {"enterprise", "enterprise.cost.work"} <= {fault.path for fault in caught.value.faults}
    assert list(tmp_path.iterdir()) == []


def test_answers_about_others_are_refused_all_at_once(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    others = formed(chain(4))
    with pytest.raises(ve.DataError) as caught:
        ve.report(
            *small,
            tmp_path / "no.html",
            why=ve.why(*others),
            simulation=ve.simulate(*others, runs=10),
            alternatives=ve.alternatives(others[1], others[2], k=1),
            sensitivity=ve.sensitivity(*others, time_limit=3),
            front="cheap",  # type: ignore[arg-type]
            why_not=[ve.why_not(*others, firm="S0")],
        )
    assert {fault.path for fault in caught.value.faults} == {
        "why", "simulation", "alternatives", "front", "sensitivity", "why_not[0]",
    }  # fmt: skip
    with pytest.raises(ve.DataError, match="time_limit"):
        ve.report(*small, tmp_path / "no.html", time_limit=-1)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_answered_in_time_is_said(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    page = written(small, tmp_path, alternatives=True, time_limit=0)
    assert "Not all partners were looked at" in page.text
    assert "not answered in the time there was: what else could be formed" in page.text


def test_what_was_not_asked_is_said(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path
) -> None:
    page = written(small, tmp_path, why=False)
    assert "It was not asked what other choices would cost." in page.text


@pytest.mark.parametrize(
    "case", [lambda: chain(1, timed=False, risky=False), lambda: chain(30)], ids=["1", "30"]
)
def test_the_smallest_and_a_large_enterprise_can_be_told(case: object, tmp_path: Path) -> None:
    page = written(formed(case()), tmp_path, simulation=True, why=False)  # type: ignore[operator]
    assert "How proven it is" in page.text


def test_why_not_is_told(small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path) -> None:
    page = written(small, tmp_path, why_not=[ve.why_not(*small, firm="S0")])
    assert "Why not another firm" in page.text


def test_the_demo_tells_of_quotes_and_rules(tmp_path: Path) -> None:
    page = written(formed(example()), tmp_path, why=False)
    for words in (
        "3 quotes", "At most 8 partners.", "No partner has more than 24 % of the work.",
        "cannot both be partners", "The total cost is at most 560,000.00 EUR",
        "Partners with size medium or small have at least 50 % of the work.",
        "Not chosen:",
    ):  # fmt: skip
        assert words in page.text, words


def test_ctrl_c_ends_all_asking_and_the_report_is_written(
    small: tuple[ve.Enterprise, ve.Project, ve.Network], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    ask = explore.alternatives

    def pressed(*about: object, **words: object) -> ve.Alternatives:
        asked.append("alternatives")
        return ask(*about, **words).model_copy(update={"ended": "interrupted"})  # type: ignore[arg-type]

    monkeypatch.setattr(explore, "alternatives", pressed)
    monkeypatch.setattr(explore, "pareto", lambda *_, **__: asked.append("pareto"))
    monkeypatch.setattr(explore, "sensitivity", lambda *_, **__: asked.append("sensitivity"))
    page = written(small, tmp_path, alternatives=True, front=True, sensitivity=True)
    assert asked == ["alternatives"]
    assert "how sure the data must be" in page.text
