"""What a notebook shows of what the library hands out."""

from collections.abc import Callable
from typing import Any

import pytest

import vebuilder as ve
from tests.report.cases import chain, hostile
from tests.report.page import Page
from vebuilder.demo import example

Case = tuple[ve.Project, ve.Network]


def enterprise(case: Case) -> ve.Enterprise:
    return ve.form_enterprise(*case)


def about(case: Case) -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    return enterprise(case), *case


def with_fallback(case: Case) -> Case:
    return case[0].model_copy(update={"fallback_cost": 1e6}), case[1]


def reviewed(case: Case) -> ve.Review:
    outcomes = [(one.task, one.firm, 0.5) for one in enterprise(case).assignments]
    return ve.review(*about(case), outcomes)


RESULTS: dict[str, Callable[[Case], Any]] = {
    "project": lambda case: case[0],
    "network": lambda case: case[1],
    "enterprise": enterprise,
    "evaluation": lambda case: ve.evaluate(*case, enterprise(case)),
    "alternatives": lambda case: ve.alternatives(*case, k=2, within=1.0),
    "why": lambda case: ve.why(*about(case)),
    "why not": lambda case: ve.why_not(*about(case), firm=case[1].firms[-1].id),
    "front": lambda case: ve.pareto(*case, points=3),
    "simulation": lambda case: ve.simulate(*about(case), runs=200),
    "difference": lambda case: ve.simulate(*about(case), runs=200).minus(ve.simulate(*about(case), runs=200)),
    "curve": lambda case: ve.time_cost_curve(*case, points=3),
    "review": reviewed,
    "sharing": lambda case: ve.share_surplus(enterprise(with_fallback(case)), *with_fallback(case)),
    "programme": lambda case: ve.form_programme([case[0]], case[1]),
    "many": lambda case: ve.form_many([case]),
    "sensitivity": lambda case: ve.sensitivity(*about(case), time_limit=5),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_is_shown_as_html(name: str) -> None:
    page = Page(RESULTS[name](chain(3))._repr_html_())
    assert page.text
    if name != "difference":
        assert "table" in page.tags or "ul" in page.tags


@pytest.mark.parametrize("name", RESULTS)
def test_nothing_of_a_user_becomes_part_of_the_page(name: str) -> None:
    page = Page(RESULTS[name](hostile())._repr_html_())
    assert not {"script", "img", "b"} & set(page.tags)
    assert {attribute for _, stated in page.elements for attribute in stated} <= {"scope", "style"}


def test_an_enterprise_says_who_does_what_and_how_proven_it_is() -> None:
    formed = enterprise(example())
    page = Page(formed._repr_html_())
    for words in ("7 partners", f"{formed.cost.total:,.2f}", "Drava Orodja, Maribor", "transaction", "roven"):
        assert words in page.text


def test_large_networks_are_shown_in_part() -> None:
    _, network = chain(30)
    page = Page(network._repr_html_())
    assert "and 20 more" in page.text
    assert page.tags.count("tr") == 13
