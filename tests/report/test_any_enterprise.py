"""Whatever enterprise can be formed can be told: random instances of every kind."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from instances import random_instance
from priced_instances import priced_instance
from risky_instances import risky_instance
from scheduled_instances import scheduled_instance

import vebuilder as ve
from tests.report.page import Page
from vebuilder.report.facts import facts_of

KINDS: dict[str, Callable[[int], tuple[ve.Project, ve.Network]]] = {
    "plain": random_instance,
    "priced": priced_instance,
    "risky": risky_instance,
    "scheduled": lambda seed: scheduled_instance(seed, limited=bool(seed % 2)),
}
EACH = 12


def formed(kind: str) -> Iterator[tuple[ve.Enterprise, ve.Project, ve.Network]]:
    """Yield enterprises of a kind, a fixed number of them."""
    found = seed = 0
    while found < EACH:
        seed += 1
        project, network = KINDS[kind](seed)
        try:
            enterprise = ve.form_enterprise(project, network)
        except (ve.InfeasibleError, ve.UnsupportedError):
            continue
        found += 1
        yield enterprise, project, network


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_told_and_its_parts_add_up(kind: str, tmp_path: Path) -> None:
    for enterprise, project, network in formed(kind):
        ve.report(enterprise, project, network, tmp_path / "report.html", why=False)
        page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
        for words in (f"{enterprise.cost.total:,.2f}", enterprise.fingerprint, *enterprise.partners):
            assert words in page.text
        assert "nan" not in page.text.lower().split()
        facts = facts_of(enterprise, project, network)
        by_firm = sum(cost.total for cost in facts.costs.values())
        total = by_firm + sum(facts.shared_costs.values())
        assert total == pytest.approx(enterprise.cost.total, rel=1e-9, abs=1e-6)
        moved = sum(one.cost for one in facts.exchanges)
        assert moved == pytest.approx(enterprise.cost.transaction, rel=1e-9, abs=1e-6)


def test_all_kinds_of_cost_were_among_them() -> None:
    seen = {
        name
        for kind in KINDS
        for enterprise, _, _ in formed(kind)
        for name, value in enterprise.cost.terms().items()
        if value
    }
    assert seen >= {"joining", "setup", "work", "transaction", "retainer", "funding"}
