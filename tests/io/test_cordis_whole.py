"""Everybody in the tables: worked out by hand on a tiny folder, counted on the real one."""

import math
from pathlib import Path

import pytest
from cordis_miniature import fill, tables

from vebuilder import check
from vebuilder.io import cordis
from vebuilder.model import DataError, Network

BY_HAND = {
    "f1": ["/1/2/3", "/1/2/4"],
    "f2": ["/1/2/3", "/1/2/4"],
    "f3": ["/1/2/3"],
    "f4": ["/1/2/4"],
    "f5": ["/1/2/4"],
    "f9": ["/1/2/4"],
}
"""Codes of each firm in projects A to D, those signed before 2025."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path, tables())


def offered(network: Network) -> dict[str, list[str]]:
    return {firm.id: [offer.competence for offer in firm.offers] for firm in network.firms if firm.offers}


def test_one_project_is_enough_where_evidence_is_lax(folder: Path) -> None:
    _, strict = cordis.reference_call(folder, "E")
    _, lax = cordis.reference_call(folder, "E", evidence="lax")
    assert offered(lax) == BY_HAND
    own = {firm.id: firm for firm in lax.firms}
    for firm in strict.firms:
        assert set(firm.offers) <= set(own[firm.id].offers)
        assert own[firm.id].joining_cost == firm.joining_cost
        assert own[firm.id].reliability == firm.reliability


def test_loaded_tables_know_the_lax_rule(folder: Path) -> None:
    loaded = cordis.Tables.load(folder)
    assert loaded.reference_call("E", evidence="lax") == cordis.reference_call(folder, "E", evidence="lax")


def test_a_code_nobody_worked_on_is_refused_in_the_words_of_the_rule(folder: Path) -> None:
    with pytest.raises(DataError, match="no organisation was active in /7/8/9 before 2025-01-01"):
        cordis.reference_call(folder, "H", evidence="lax")


def test_the_whole_network_has_everybody_with_what_they_did_before_the_date(folder: Path) -> None:
    network = cordis.whole_network(folder, as_of="2025-01-01")
    assert [firm.id for firm in network.firms] == [f"f{number}" for number in range(1, 10)]
    assert offered(network) == BY_HAND
    # Newman's weights: f1 and f2 met alone in A and in B; C had f1, f4 and f9; f4 and f5 met alone in D.
    weights = {("f1", "f2"): 2, ("f1", "f4"): 0.5, ("f1", "f9"): 0.5, ("f4", "f5"): 1, ("f4", "f9"): 0.5}
    assert {(link.source, link.target): link.trust for link in network.trust} == {
        pair: round(1 - math.exp(-3 * weight), 4) for pair, weight in weights.items()
    }


def test_without_a_date_later_projects_count_too(folder: Path) -> None:
    network = cordis.whole_network(folder)
    assert offered(network)["f6"] == ["/1/2/3", "/1/2/4"]
    assert any({link.source, link.target} == {"f6", "f8"} for link in network.trust)


def test_a_project_is_formed_against_the_whole_network(folder: Path) -> None:
    project, _ = cordis.reference_call(folder, "E", evidence="lax")
    assert check(project, cordis.whole_network(folder, as_of="2025-01-01")) == ()


@pytest.mark.parametrize("date", ["2025", "yesterday", "2025-1-1", "2025-01-01T00:00", "2025-13-01", 2025])
def test_a_date_is_written_in_full(folder: Path, date: object) -> None:
    with pytest.raises(DataError, match="is no date, written YYYY-MM-DD"):
        cordis.whole_network(folder, as_of=date)  # type: ignore[arg-type]


def test_the_fact_sheets_whole_graph(data_folder: Path) -> None:
    real = data_folder / "real" / "cordis_he_raw"
    if not real.is_dir():
        pytest.skip(f"no CORDIS tables at {real}")
    network = cordis.whole_network(real)
    assert len(network.firms) == 30_721
    assert len(network.trust) == 769_762


def test_a_rule_of_evidence_that_there_is_not_is_refused(folder: Path) -> None:
    with pytest.raises(DataError, match="'laks' is no rule of evidence"):
        cordis.reference_call(folder, "E", evidence="laks")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="use 'strict' or 'lax'"):
        cordis.Tables.load(folder).reference_call("E", evidence="laks")  # type: ignore[arg-type]
