"""Networks as Parquet files: the same network back, and every fault told."""

import builtins
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_files import fractions, names, networks

from vebuilder import load, save
from vebuilder.cli import main
from vebuilder.demo import example
from vebuilder.io.parquet.reading import parquet_content
from vebuilder.io.parquet.writing import parquet_bytes
from vebuilder.model import DataError, Firm, Network, Offer, PriceBreak, TransactionCosts, TrustLink
from vebuilder.model.transaction import PairCost

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
pq = pytest.importorskip("pyarrow.parquet")

FULL = Network(
    firms=(
        Firm(
            id="a",
            name="Ärzte & Söhne",
            offers=(
                Offer(
                    competence="milling",
                    unit_cost=1e-300,
                    price_breaks=(
                        PriceBreak(from_amount=5, unit_cost=0.1),
                        PriceBreak(from_amount=9, unit_cost=0),
                    ),
                    setup_cost=3,
                    capacity=7,
                    effort=0.5,
                    proficiency=1 / 3,
                    reliability=0.25,
                    unit_duration=2,
                    cost_spread=0.1,
                ),
                Offer(competence="turning"),
            ),
            joining_cost=12.5,
            capacity=0,
            reliability=0.75,
            max_parallel=2,
            qualifications={"iso", "EN"},
            attributes={"country": "AT", "size": 3, "share": 3.0, "own": True},
            location=(48.2, -16.4),
            communities={"c"},
            standards={"s", "t"},
            core={"milling"},
        ),
        Firm(id="b"),
        Firm(id="c", name=""),
    ),
    trust=(
        TrustLink(source="c", target="a", trust=-0.5, mutual=False),
        TrustLink(source="a", target="b", trust=0.1 + 0.2),
        TrustLink(source="nobody", target="b", trust=1),
        TrustLink(source="c", target="b", trust=0),
    ),
    transaction_costs=TransactionCosts(rate=1, pairs=(PairCost(source="a", target="a", rate=-1),)),
)


def faults_of(path: Path) -> list[str]:
    with pytest.raises(DataError) as caught:
        load(path)
    return [str(fault) for fault in caught.value.faults]


def as_table() -> Any:
    return pq.read_table(io.BytesIO(parquet_bytes(FULL, "full")))


def rewritten(path: Path, **columns: Any) -> Path:
    """Write a network with some columns of it replaced; None leaves one out."""
    table = as_table()
    for name, column in columns.items():
        if name in table.column_names:
            table = table.drop_columns([name])
        if column is not None:
            table = table.append_column(name, column)
    pq.write_table(table, path)
    return path


def test_everything_a_network_can_say_comes_back(tmp_path: Path) -> None:
    save(FULL, tmp_path / "net.parquet")
    back = load(tmp_path / "net.parquet")
    assert back == FULL
    assert isinstance(back, Network)
    assert back.model_dump_json() == FULL.model_dump_json()
    kinds = {name: type(value) for name, value in back.firms[0].attributes.items()}
    assert kinds == {"country": str, "size": int, "share": float, "own": bool}


@given(networks(), st.lists(st.builds(TrustLink, source=names, target=names, trust=fractions), max_size=6))
def test_any_network_comes_back(network: Network, links: list[TrustLink]) -> None:
    network = network.model_copy(update={"trust": links})
    back = Network.model_validate(
        {
            name: list(part) if name == "trust" else part
            for name, part in parquet_content(parquet_bytes(network, "net"), "net").items()
            if name != "schema_version"
        }
    )
    assert back.model_dump_json() == network.model_dump_json()


def test_a_large_network_takes_little_room_and_comes_back(tmp_path: Path) -> None:
    draw = np.random.default_rng(0)
    ends = np.sort(draw.integers(0, 2_000, size=(20_000, 2)))
    levels = np.round(draw.random(len(ends)), 3).tolist()
    network = Network(
        firms=[
            Firm(id=f"F{number}", offers=[Offer(competence=f"c{number % 7}", unit_cost=number)])
            for number in range(2_000)
        ],
        trust=[
            TrustLink(source=f"F{one}", target=f"F{other}", trust=level)
            for (one, other), level in zip(ends.tolist(), levels, strict=True)
        ],
    )
    for name in ("net.json", "net.parquet"):
        save(network, tmp_path / name)
    assert load(tmp_path / "net.parquet") == network
    assert (tmp_path / "net.parquet").stat().st_size < (tmp_path / "net.json").stat().st_size / 10


def test_equal_networks_give_equal_files() -> None:
    assert parquet_bytes(FULL, "x") == parquet_bytes(FULL.model_copy(), "x")


def test_a_table_that_names_firms_is_a_network(tmp_path: Path) -> None:
    path = tmp_path / "firms.parquet"
    pq.write_table(pa.table({"id": ["a", "b"], "joining_cost": [3, 4]}), path)
    assert load(path) == Network(firms=[Firm(id="a", joining_cost=3), Firm(id="b", joining_cost=4)])


def test_a_network_without_firms_comes_back(tmp_path: Path) -> None:
    save(Network(firms=()), tmp_path / "none.parquet")
    assert load(tmp_path / "none.parquet") == Network(firms=())


def test_all_columns_that_are_not_meant_are_told_at_once(tmp_path: Path) -> None:
    path = rewritten(
        tmp_path / "net.parquet",
        id=None,
        colour=pa.array(["red"] * 3),
        reliability=pa.array(["much"] * 3),
    )
    told = faults_of(path)
    assert len(told) == 3
    assert "colour: there is no such column" in told[0]
    assert "id: is missing" in told[1]
    assert "reliability: must be of the kind double, is string" in told[2]


def test_faults_of_form_are_told_by_firm(tmp_path: Path) -> None:
    path = rewritten(
        tmp_path / "net.parquet", reliability=pa.array([1.5, 0.5, -1.0]), id=pa.array(["a", "b", None])
    )
    told = faults_of(path)
    assert [fault.partition(": ")[2].partition(" (")[0] for fault in told[:2]] == [
        "firms[0].reliability: firm 'a': must be at most 1, is 1.5",
        "firms[2].id: is missing",
    ]
    assert "firms[2].reliability: must be at least 0, is -1" in told[2]


def test_trust_beyond_its_range_is_told_by_link(tmp_path: Path) -> None:
    table = as_table()
    kind = table.schema.field("trust").type
    links = pa.array([[{"target": "b", "trust": 2.0}], [], []], kind)
    told = faults_of(rewritten(tmp_path / "net.parquet", trust=links))
    # The link that starts at nobody stands apart, and comes first.
    assert "trust[1].trust: trust link 'a' - 'b': must be at most 1, is 2" in told[0]


def test_attributes_that_are_no_json_are_told(tmp_path: Path) -> None:
    told = faults_of(rewritten(tmp_path / "net.parquet", attributes=pa.array(["{}", "{oh", None])))
    assert len(told) == 1
    assert "attributes: must be an object in JSON, is '{oh'" in told[0]


@pytest.mark.parametrize("meta", [b"{oh", b"[]", b'{"trust": 1}', b'{"trust": [1]}'])
def test_broken_metadata_are_told(tmp_path: Path, meta: bytes) -> None:
    table = as_table().replace_schema_metadata({b"vebuilder": meta})
    pq.write_table(table, tmp_path / "net.parquet")
    told = faults_of(tmp_path / "net.parquet")
    assert len(told) == 1
    assert "holds broken metadata" in told[0]


def test_a_newer_file_is_told_to_be_newer(tmp_path: Path) -> None:
    meta = json.dumps({"schema_version": 2}).encode()
    table = as_table().replace_schema_metadata({b"vebuilder": meta})
    pq.write_table(table, tmp_path / "net.parquet")
    assert "was written by a newer vebuilder" in faults_of(tmp_path / "net.parquet")[0]


def test_a_file_cut_short_is_told(tmp_path: Path) -> None:
    path = tmp_path / "net.parquet"
    path.write_bytes(parquet_bytes(FULL, "full")[:500])
    assert "is a damaged Parquet file" in faults_of(path)[0]


def test_only_networks_go_into_a_parquet_file(tmp_path: Path) -> None:
    project, _ = example()
    with pytest.raises(DataError, match="holds a network only"):
        save(project, tmp_path / "project.parquet")
    assert list(tmp_path.iterdir()) == []


def test_what_parquet_has_no_place_for_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written as Parquet"):
        save(Network(firms=[Firm(id="a", max_parallel=10**30)]), tmp_path / "net.parquet")


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no folder"):
        save(FULL, tmp_path / "missing" / "net.parquet")


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(FULL, tmp_path / "net.parquet")
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "pyarrow":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(DataError, match=r"pip install 'vebuilder\[parquet\]'"):
        load(tmp_path / "net.parquet")
    with pytest.raises(DataError, match=r"pip install 'vebuilder\[parquet\]'"):
        save(FULL, tmp_path / "other.parquet")


def test_commands_take_it_and_convert_to_and_from_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    project, network = example()
    save(project, "project.json")
    save(network, "network.json")
    assert main(["convert", "network.json", "network.parquet"]) == 0
    assert main(["check", "network.parquet", "project.json"]) == 0
    assert main(["convert", "network.parquet", "again", "--to", "json"]) == 0
    assert load("again/network.json") == network
    capsys.readouterr()
    assert main(["convert", "network.json", "network.parquet"]) == 2
    assert "network.parquet" in capsys.readouterr().err
    assert main(["convert", "network.json", "project.json", "both.parquet"]) == 2
    assert "holds a network only, not a network and a project" in capsys.readouterr().err
    assert main(["convert", "network.json", "net", "--to", "parquet"]) == 2
    assert "end it in .parquet" in capsys.readouterr().err
