"""Files: told apart by content, every fault told, written whole or not at all."""

import json
import os
import stat
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vebuilder.demo import example
from vebuilder.io.files import read, write
from vebuilder.io.whole_files import probe
from vebuilder.model import (
    BestPath,
    CVaR,
    DataError,
    Evaluation,
    Fault,
    Firm,
    GroupRule,
    JointProject,
    JointProjects,
    Network,
    Offer,
    Project,
    Rules,
    Strategy,
    Task,
    TrustLink,
)
from vebuilder.model.record import Record
from vebuilder.result.enterprise import Enterprise

KINDS: tuple[type[Record], ...] = (Network, Project, Enterprise)
ENTERPRISE = {
    "schema_version": 1, "project": "p", "partners": ["a"], "assignments": [], "cost": {}, "risk": {},
    "objective": 1.5, "bound": None, "outcome": "feasible", "stop_reason": "time", "solver": "none",
    "seconds": 0.1, "fingerprint": "f",
}  # fmt: skip
amounts = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
fractions = st.floats(min_value=0, max_value=1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
values = st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)


def faults_of(path: Path, kinds: tuple[type[Record], ...] = KINDS) -> tuple[Fault, ...]:
    with pytest.raises(DataError) as caught:
        read(path, kinds)
    return caught.value.faults


def written(folder: Path, content: object) -> Path:
    path = folder / "data.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@st.composite
def networks(draw: st.DrawFn) -> Network:
    firms = draw(
        st.lists(
            st.builds(
                Firm,
                id=names,
                name=st.none() | texts,
                offers=st.lists(
                    st.builds(Offer, competence=names, unit_cost=amounts, proficiency=fractions), max_size=2
                ).map(tuple),
                capacity=st.none() | amounts,
                attributes=st.dictionaries(
                    names,
                    values,
                    max_size=3,
                ),
                qualifications=st.frozensets(names, max_size=3),
                location=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
            ),
            max_size=3,
        )
    )
    trust = draw(st.lists(st.builds(TrustLink, source=names, target=names, trust=fractions), max_size=2))
    model = draw(st.builds(BestPath, decay=fractions))
    return Network(firms=tuple(firms), trust=tuple(trust), trust_model=model)


@given(networks())
def test_what_was_written_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, network: Network
) -> None:
    path = tmp_path_factory.mktemp("round") / "network.json"
    write(network, path)
    again = read(path, KINDS)
    assert again == network
    kinds = [{name: type(value) for name, value in firm.attributes.items()} for firm in network.firms]
    assert isinstance(again, Network)
    assert [{name: type(value) for name, value in firm.attributes.items()} for firm in again.firms] == kinds
    first = path.read_bytes()
    write(again, path)
    assert path.read_bytes() == first


def test_each_kind_is_told_by_its_content(tmp_path: Path) -> None:
    project, network = example()
    for record in (project, network, Enterprise.model_validate(ENTERPRISE)):
        path = tmp_path / "record.json"
        write(record, path)
        assert read(path, KINDS) == record


def test_unions_and_derived_figures_survive(tmp_path: Path) -> None:
    project = Project(
        id="p",
        tasks=(Task(id="t", competence="c", max_partners=None),),
        strategy=Strategy(risk_measure=CVaR(level=0.9)),
        rules=Rules(incompatible=(("a", "b"),), groups=(GroupRule(attribute="x", values=(True, 1, "1")),)),
    )
    history = JointProjects(projects=(JointProject(id="j", members=frozenset({"b", "a"})),))
    for record in (project, Network(firms=(), trust_model=history)):
        write(record, tmp_path / "record.json")
        assert read(tmp_path / "record.json", KINDS) == record
    enterprise = Enterprise.model_validate(ENTERPRISE | {"bound": 1.0})
    write(enterprise, tmp_path / "enterprise.json")
    assert json.loads((tmp_path / "enterprise.json").read_text())["gap"] == pytest.approx(1 / 3)
    assert read(tmp_path / "enterprise.json", KINDS) == enterprise


def test_writing_warns_of_nothing_and_sorts_sets(tmp_path: Path) -> None:
    firm = Firm(id="a", qualifications=frozenset("zyxwv"), attributes={"b": 1, "a": True})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        write(Network(firms=(firm,)), tmp_path / "n.json")
    told = json.loads((tmp_path / "n.json").read_text())["firms"][0]
    assert told["qualifications"] == list("vwxyz")
    assert list(told["attributes"]) == ["a", "b"]


@pytest.mark.parametrize("prefix", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_is_fine(tmp_path: Path, prefix: bytes) -> None:
    path = tmp_path / "n.json"
    path.write_bytes(prefix + '{"firms": [{"id": "Müller"}]}'.encode())
    network = read(path, KINDS)
    assert isinstance(network, Network)
    assert network.firms[0].id == "Müller"


def test_a_file_cut_anywhere_is_said_to_be_cut_short(tmp_path: Path) -> None:
    text = json.dumps(
        {
            "firms": [{"id": 'a\u00e9\U0001f400\n"', "joining_cost": 1.5e300, "name": None}],
            "transaction_costs": {"internal_rate": -1.25e-30},
            "x": True, "y": False, "z": float("nan"), "w": float("-inf"), "q": [1, 2, -3],
        }
    )  # fmt: skip
    for end in range(1, len(text)):
        (fault,) = faults_of(written(tmp_path, text[:end]))
        assert "seems cut short" in fault.message, text[:end]
        assert "line 1, column" in fault.message, text[:end]


def test_a_file_cut_inside_a_letter_is_said_to_be_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "n.json"
    path.write_bytes('{"firms": [{"id": "Mü'.encode()[:-1])
    assert "seems cut short" in faults_of(path)[0].message


@pytest.mark.parametrize(
    "text", ['{"firms": []}}', '{"firms": [],}', "{'firms': []}", '{"firms": [] "x": 1}', '{"firms": [1 x]}']
)
def test_wrong_json_is_not_called_cut_short(tmp_path: Path, text: str) -> None:
    (fault,) = faults_of(written(tmp_path, text))
    assert "is not valid JSON at line 1, column" in fault.message


def test_a_newer_file_is_named_as_such_and_nothing_else(tmp_path: Path) -> None:
    (fault,) = faults_of(written(tmp_path, {"schema_version": 2, "firms": [], "unheard": 1}))
    assert "newer vebuilder (schema version 2; this one reads 1)" in fault.message
    assert fault.path.endswith("data.json: schema_version")


@pytest.mark.parametrize("stated", ["1", 0, -1, None, True, 1.0])
def test_a_wrong_schema_version_comes_with_the_other_faults(tmp_path: Path, stated: object) -> None:
    faults = faults_of(written(tmp_path, {"schema_version": stated, "firms": 5}))
    assert [fault.path.partition(": ")[2] for fault in faults] == ["schema_version", "firms"]


def test_a_key_stated_twice_is_a_fault_not_a_silent_loss(tmp_path: Path) -> None:
    offer = '{"competence": "c", "effort": 1, "effort": 2}'
    text = f'{{"firms": [{{"id": "a"}}], "trust": [], "firms": [{{"id": "b", "offers": [{offer}]}}]}}'
    faults = faults_of(written(tmp_path, text))
    assert [fault.path.partition(": ")[2] for fault in faults] == ["firms", "firms[0].offers[0].effort"]
    assert faults[1].ids == ("b", "c")
    assert "twice" in faults[0].message


def test_wrong_kinds_are_named(tmp_path: Path) -> None:
    assert (
        "is a project, not a network"
        in faults_of(written(tmp_path, {"id": "p", "tasks": []}), (Network,))[0].message
    )
    message = faults_of(written(tmp_path, {"firm": []}))[0]
    assert "a network (with 'firms') or a project (with 'tasks') or an enterprise" in message.message
    assert "'firm'" in message.mend


def test_a_kind_that_is_not_listed_is_told_by_its_required_fields(tmp_path: Path) -> None:
    evaluation = Evaluation.model_validate({"cost": {"work": 3.0}, "risk": {}, "objective": 3.0})
    write(evaluation, tmp_path / "e.json")
    assert read(tmp_path / "e.json", (Evaluation, Network)) == evaluation


def test_a_single_expected_kind_with_a_field_missing_says_which(tmp_path: Path) -> None:
    (fault,) = faults_of(written(tmp_path, {"id": "p", "interfaces": []}))
    assert (fault.path.partition(": ")[2], fault.message) == ("tasks", "is missing")


def test_a_hundred_thousand_faults_take_seconds_and_read_well(tmp_path: Path) -> None:
    firms = [
        {"id": f"f{i}", "offers": [{"competence": "c", "unit_cost": -1, "unit_cots": 1}]}
        for i in range(50_000)
    ]
    path = written(tmp_path, {"firms": firms})
    before = time.process_time()
    with pytest.raises(DataError) as caught:
        read(path, KINDS)
    assert time.process_time() - before < 30
    assert len(caught.value.faults) == 100_000
    assert len(str(caught.value).splitlines()) == 22
    assert str(caught.value).startswith("100000 faults in the data:")
    assert caught.value.faults[-1].ids == ("f49999", "c")


def test_writing_replaces_the_whole_file_and_keeps_its_mode(tmp_path: Path) -> None:
    project, network = example()
    path = tmp_path / "record.json"
    write(network, path)
    path.chmod(0o640)
    write(project, path)
    assert read(path, KINDS) == project
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == ["record.json"]


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    write(Network(firms=()), tmp_path / "n.json")
    assert (tmp_path / "n.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_writing_follows_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link = tmp_path / "n.json"
    link.symlink_to(tmp_path / "there" / "real.json")
    write(Network(firms=()), link)
    assert link.is_symlink()
    assert os.listdir(tmp_path / "there") == ["real.json"]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_on_the_way_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str, error: BaseException
) -> None:
    path = tmp_path / "n.json"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, broken, fail)
    with pytest.raises(DataError if isinstance(error, OSError) else KeyboardInterrupt) as caught:
        write(Network(firms=()), path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["n.json"]
    if isinstance(error, OSError):
        assert "cannot be written: No space left on device" in str(caught.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_device_is_a_sentence() -> None:
    with pytest.raises(DataError, match="cannot be written: No space left on device"):
        write(Network(firms=()), "/dev/full")


def test_a_pipe_can_be_written_to(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write(Network(firms=()), pipe)
    assert json.loads(os.read(reader, 10_000))["firms"] == []
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize(
    ("name", "says"), [(".", "it is a folder"), ("no/n.json", "there is no folder"), ("a\0b", "null")]
)
def test_where_nothing_can_be_written_both_write_and_probe_say_so(
    tmp_path: Path, name: str, says: str
) -> None:
    for attempt in (probe, lambda path: write(Network(firms=()), path)):
        with pytest.raises(DataError, match=f"cannot be written: .*{says}"):
            attempt(f"{tmp_path}/{name}")
    assert os.listdir(tmp_path) == []


def test_probing_leaves_no_trace(tmp_path: Path) -> None:
    probe(tmp_path / "n.json")
    assert os.listdir(tmp_path) == []
    (tmp_path / "n.json").write_text("old")
    probe(tmp_path / "n.json")
    assert (tmp_path / "n.json").read_text() == "old"
