"""Published cases of prices that real bidders use."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.data import data_folder
from benchmarks.readers.auction import read_auction
from vebuilder import form_enterprise
from vebuilder.model import Firm, Network, Offer, PriceBreak, Project, Task

DISCOUNT = data_folder() / "cases" / "volume_discount_split_order.json"
AUCTION = data_folder() / "wcsp" / "cat_sched_60_200_0004_clq.wcsp.xz"


def split_order(case: dict[str, Any]) -> tuple[Project, Network]:
    order = Task(id="order", competence="supply", amount=case["demand"], max_partners=None)
    return Project(id="order", tasks=(order,)), Network(firms=tuple(_suppliers(case)))


def _suppliers(case: dict[str, Any]) -> Iterator[Firm]:
    for supplier in case["suppliers"]:
        price, first = supplier["rest_price"], supplier["first_block_units"]
        breaks = () if price is None else (PriceBreak(from_amount=first, unit_cost=price),)
        offer = Offer(
            competence="supply",
            unit_cost=supplier["first_block_price"],
            price_breaks=breaks,
            capacity=supplier["capacity"],
        )
        yield Firm(id=str(supplier["id"]), joining_cost=supplier["fixed_cost"], offers=(offer,))


@pytest.mark.skipif(not DISCOUNT.is_file(), reason="public instances are absent")
@pytest.mark.parametrize("solver", ["auto", "cpsat", "scip", "cbc"])
def test_an_order_split_at_all_units_discounts(solver: str) -> None:
    case = json.loads(DISCOUNT.read_text(encoding="utf-8"))
    (published,) = [one for one in case["variants"] if one["discount"].startswith("all units")]
    enterprise = form_enterprise(*split_order(case), solver=solver, gap=1e-4)
    assert enterprise.objective == pytest.approx(published["verified_optimum"])
    assert enterprise.outcome == "optimal"
    ordered = {one.firm: one.share * case["demand"] for one in enterprise.assignments}
    expected = dict(zip("123", published["quantities"], strict=True))
    assert ordered == pytest.approx({firm: amount for firm, amount in expected.items() if amount})


@pytest.mark.skipif(not AUCTION.is_file(), reason="public instances are absent")
@pytest.mark.parametrize("solver", ["auto", "cpsat", "scip", "cbc"])
def test_the_winners_of_a_combinatorial_auction(solver: str) -> None:
    project, network = read_auction(AUCTION)
    assert len(project.packages) == 234
    enterprise = form_enterprise(project, network, solver=solver)
    assert enterprise.objective == pytest.approx(146947, rel=1e-4)
    assert enterprise.outcome == "optimal"
    sold = [task for one in enterprise.packages for task in one.tasks]
    assert len(set(sold)) == len(sold) > 0


def test_a_file_that_is_no_auction_says_why(tmp_path: Path) -> None:
    import lzma

    def read(text: str) -> None:
        path = tmp_path / "x.wcsp.xz"
        path.write_bytes(lzma.compress(text.encode()))
        read_auction(path)

    with pytest.raises(ValueError, match="two values"):
        read("x 2 3 1 9 2 3\n2 0 1 0 1\n1 1 9\n")
    with pytest.raises(ValueError, match="neither a price nor"):
        read("x 2 2 1 9 2 2\n2 0 1 0 1\n0 1 9\n")
    with pytest.raises(ValueError, match="goes on"):
        read("x 2 2 1 9 2 2\n2 0 1 0 1\n1 1 9\n7\n")
