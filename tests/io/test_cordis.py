"""The reference call: worked out by hand on a tiny folder, compared with the fact sheet on the real one."""

import csv
import gzip
import math
import time
from pathlib import Path

import pytest
from cordis_miniature import CODES, PARTS, example, fill, tables

from vebuilder.io import cordis
from vebuilder.model import DataError, Firm, GroupRule, Network, Project, TrustLink


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return fill(tmp_path, tables())


def firm_of(network: Network, firm: str) -> Firm:
    return next(each for each in network.firms if each.id == firm)


def told(folder: Path, project: str = "E") -> str:
    with pytest.raises(DataError) as caught:
        cordis.reference_call(folder, project)
    return str(caught.value)


def test_history_ends_before_the_first_of_january(folder: Path) -> None:
    # F is signed on 1 January and D, unsigned, counts by its start: the history is A, B, C, D. Projects of
    # each firm and code: f1 2 of 4 in 1/2/3 (5 of 14 of all), f2 the same (third party in C included),
    # f4 2 of 2 in 1/2/4 (6 of 14 of all), f5 and f9 only one.
    _, network = cordis.reference_call(folder, "E")
    assert [firm.id for firm in network.firms] == ["f1", "f2", "f4"]
    offers = {firm.id: [(o.competence, o.unit_cost) for o in firm.offers] for firm in network.firms}
    assert offers == {"f1": [("/1/2/3", 1.0)], "f2": [("/1/2/3", 1.0)], "f4": [("/1/2/4", 1.0)]}
    # lq = (2/4)/(5/14) = 1.4 and (2/2)/(6/14) = 7/3; proficiency lq / (1 + lq)
    assert firm_of(network, "f1").offers[0].proficiency == pytest.approx(1.4 / 2.4, abs=1e-15)
    assert firm_of(network, "f4").offers[0].proficiency == pytest.approx(0.7, abs=1e-15)


def test_reliability_and_joining_cost_follow_the_track_record(folder: Path) -> None:
    _, network = cordis.reference_call(folder, "E")
    # f1 and f2 have 3 projects (the double row in C is one), f4 has 2 and left one of them.
    assert [firm.reliability for firm in network.firms] == [0.9615, 0.9615, 0.875]
    # 20,000 / (1 + ln 4) and 20,000 / (1 + ln 3)
    assert [firm.joining_cost for firm in network.firms] == [8381.2, 8381.2, 9530.11]


def test_attributes_are_the_latest_that_were_stated(folder: Path) -> None:
    _, network = cordis.reference_call(folder, "E")
    assert [(firm.name, dict(firm.attributes)) for firm in network.firms] == [
        ("One renamed", {"country": "DE", "activity": "PRC", "sme": True}),
        ("Two", {"country": "NA", "activity": "REC", "sme": False}),
        ("Four", {"country": "IT"}),
    ]


def test_trust_comes_from_joint_projects_without_third_parties(folder: Path) -> None:
    _, network = cordis.reference_call(folder, "E")
    # f1 and f2: two projects of two members, w = 2. f1 and f4: one of three, w = 0.5. f2 is third party in C.
    assert network.trust == (
        TrustLink(source="f1", target="f2", trust=0.9975),
        TrustLink(source="f1", target="f4", trust=0.7769),
    )


def test_project_and_rules(folder: Path) -> None:
    project, network = cordis.reference_call(folder, "E")
    tasks = [
        (t.id, t.competence, t.amount, t.loss, t.min_partners, t.max_partners, t.min_share)
        for t in project.tasks
    ]
    assert tasks == [(code, code, 500_000, 50_000, 2, None, 0.1) for code in ("/1/2/3", "/1/2/4")]
    assert (project.id, project.currency, project.strategy.cost, project.strategy.risk) == ("E", "EUR", 1, 1)
    # f1, f6, f7, f8 are beneficiaries; of the eligible firms only f1 is small.
    assert (project.rules.min_partners, project.rules.max_partners) == (4, 4)
    assert project.rules.max_partner_share == 0.4
    assert project.rules.groups == (
        GroupRule(attribute="country", min_distinct=3, max_per_value=2),
        GroupRule(attribute="sme", values=(True,), min_firms=1),
    )
    assert (network.transaction_costs.rate, network.transaction_costs.coordination) == (0, 5_000)


def test_a_project_is_formed_as_it_is_even_without_beneficiaries(tmp_path: Path) -> None:
    parts = [row for row in PARTS if row[0] != "E"]
    project, _ = cordis.reference_call(fill(tmp_path, tables(parts)), "E")
    assert project.rules.max_partners == 0


def test_an_even_share_counts_as_specialised(tmp_path: Path) -> None:
    # One firm has all history, so lq is exactly 1 for every code.
    parts = [row for row in PARTS if row[1] == "f1"]
    _, network = cordis.reference_call(fill(tmp_path, tables(parts)), "E")
    assert [(offer.competence, offer.proficiency) for offer in network.firms[0].offers] == [("/1/2/3", 0.5)]


def test_a_link_that_rounds_to_zero_stays(tmp_path: Path) -> None:
    crowd = [("C", f"x{i}", "participant", "", "false", "", "", "", "") for i in range(70_000)]
    _, network = cordis.reference_call(fill(tmp_path, tables([*PARTS, *crowd])), "E")
    assert TrustLink(source="f1", target="f4", trust=0.0) in network.trust


@pytest.mark.parametrize(
    ("packed", "mark", "extra"),
    [(True, False, ""), (False, True, ""), (False, False, 'a "long" text;\nin two lines'), (True, True, ";")],
)
def test_other_spellings_of_the_same_tables_give_the_same_call(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, packed: bool, mark: bool, extra: str
) -> None:
    other = fill(tmp_path_factory.mktemp("other"), tables(extra=extra), packed=packed, mark=mark)
    assert cordis.reference_call(other, "E") == cordis.reference_call(folder, "E")


def test_tables_are_loaded_once_for_many_calls(folder: Path) -> None:
    expected = cordis.reference_call(folder, "E")
    loaded = cordis.Tables.load(folder)
    for table in folder.iterdir():
        table.unlink()
    assert loaded.reference_call("E") == loaded.reference_call("E") == expected
    assert loaded.titles["/1/2/3"] == "level 3"
    assert loaded.grant("E").title == "Title of THE CALL"


def test_the_real_consortium(folder: Path) -> None:
    members = cordis.consortium(folder, "E")
    assert [(m.firm, m.name, m.country, m.role, m.money, m.sme, m.beneficiary) for m in members] == [
        ("f1", "One renamed", "DE", "coordinator", 400.0, True, True),
        ("f8", "Eight", "PL", "participant", 100.0, None, True),
        ("f7", "Seven", "ES", "participant", 250.5, False, True),
        ("f6", "Six", "ES", "participant", 300.0, True, True),
        ("f2", "Two", "NA", "associatedPartner", 0.0, False, False),
    ]


def test_a_decimal_comma_is_read(tmp_path: Path) -> None:
    parts = [(*row[:3], row[3].replace(".", ","), *row[4:]) for row in PARTS]
    money = {m.firm: m.money for m in cordis.consortium(fill(tmp_path, tables(parts)), "E")}
    assert money["f7"] == 250.5


@pytest.mark.parametrize(
    ("project", "says"),
    [
        ("X", "there is no project 'X' among the 10"),
        ("G", "project 'G' has no EuroSciVoc code of three levels"),
        ("H", "no organisation was specialised in /7/8/9 before 2025-01-01"),
        ("I", "project 'I' has neither a signature date nor a start date"),
        ("J", "ecMaxContribution must be an amount, is ''"),
    ],
)
def test_projects_that_make_no_call(folder: Path, project: str, says: str) -> None:
    assert says in told(folder, project)


def test_missing_tables_and_columns_are_told_together(tmp_path: Path) -> None:
    texts = tables()
    texts["project"] = texts["project"].replace("ecSignatureDate", "signed").replace("startDate", "start")
    del texts["euroSciVoc"]
    text = told(fill(tmp_path, texts))
    assert text.startswith("3 faults")
    for says in ("no column 'ecSignatureDate'", "no column 'startDate'", "has no table 'euroSciVoc'"):
        assert says in text


def test_a_missing_folder(tmp_path: Path) -> None:
    assert "there is no such folder" in told(tmp_path / "nowhere")


def test_the_wrong_separator_is_named(tmp_path: Path) -> None:
    texts = tables()
    texts["project"] = texts["project"].replace(";", ",")
    assert "columns must be separated by ';'" in told(fill(tmp_path, texts))


def test_rows_out_of_shape_are_told_with_their_line(tmp_path: Path) -> None:
    texts = tables()
    texts["euroSciVoc"] += "E;/1/2/3\nE;/1/2/3;a;b\n"
    text = told(fill(tmp_path, texts))
    assert f"line {len(CODES) + 2}: has 2 cells for 3 columns" in text
    assert f"line {len(CODES) + 3}: has 4 cells for 3 columns" in text


def test_cells_that_cannot_be_meant_are_told_together(tmp_path: Path) -> None:
    bad = [
        ("E", "f6", "participant", "much", "false", "", "", "", ""),
        ("E", "f7", "participant", "", "false", "", "", "", "maybe"),
    ]
    text = told(fill(tmp_path, tables([*PARTS, *bad])))
    assert "project 'E', organisation 'f6': netEcContribution must be an amount, is 'much'" in text
    assert "project 'E', organisation 'f7': SME must be true, false or empty, is 'maybe'" in text


def test_a_date_that_is_not_iso_is_told(tmp_path: Path) -> None:
    texts = tables()
    texts["project"] = texts["project"].replace("2022-03-01", "01/03/2022")
    assert "project 'A': the date '01/03/2022' is not written YYYY-MM-DD" in told(fill(tmp_path, texts))


@pytest.mark.parametrize(
    ("damage", "says"), [(slice(0, -30), "seems cut short"), (slice(4, None), "cannot be read")]
)
def test_a_damaged_archive(tmp_path: Path, damage: slice, says: str) -> None:
    fill(tmp_path, tables(), packed=True)
    path = tmp_path / "organization.csv.gz"
    path.write_bytes(path.read_bytes()[damage])
    assert says in told(tmp_path)


def test_text_that_is_not_utf8(tmp_path: Path) -> None:
    fill(tmp_path, tables())
    path = tmp_path / "organization.csv"
    path.write_bytes(path.read_bytes().replace(b"One", b"\xff\xfe"))
    assert "is not UTF-8 text" in told(tmp_path)


def test_rows_of_unlisted_projects_are_left_out_with_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, folder: Path
) -> None:
    stray = ("ZZ", "f4", "participant", "1", "true", "", "", "", "")
    other = tmp_path / "other"
    other.mkdir()
    fill(other, tables([*PARTS, stray]))
    assert cordis.reference_call(other, "E") == cordis.reference_call(folder, "E")
    assert "1 rows of projects that are not in project.csv" in caplog.text


# The real tables.


@pytest.fixture(scope="module")
def real(data_folder: Path) -> cordis.Tables:
    folder = data_folder / "real" / "cordis_he_raw"
    if not folder.is_dir():
        pytest.skip(f"no CORDIS tables at {folder}")
    return cordis.Tables.load(folder)


def derived(data_folder: Path, name: str) -> list[dict[str, str]]:
    path = data_folder / "real" / "derived" / f"{name}.csv.gz"
    if not path.is_file():
        pytest.skip(f"no derived table at {path}")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize(
    ("project_id", "firms", "links", "partners"),
    [("101182148", 981, 37_617, 10), ("101214432", 524, 20_247, 16)],
)
def test_the_fact_sheets_figures(
    real: cordis.Tables, project_id: str, firms: int, links: int, partners: int
) -> None:
    project, network = real.reference_call(project_id)
    assert (len(network.firms), len(network.trust)) == (firms, links)
    assert (project.rules.min_partners, project.rules.max_partners) == (partners, partners)


def test_a_call_is_ready_in_seconds(data_folder: Path, real: cordis.Tables) -> None:
    assert real.grants
    before = time.process_time()
    project, network = cordis.reference_call(data_folder / "real" / "cordis_he_raw", "101192235")
    assert time.process_time() - before < 15
    assert isinstance(project, Project)
    assert isinstance(network, Network)


def test_the_real_consortium_of_a_call_equals_the_derived_table(
    data_folder: Path, real: cordis.Tables
) -> None:
    rows = [row for row in derived(data_folder, "call_consortium") if row["call_id"] == "101182148"]
    assert rows
    for row in rows:
        member = next(m for m in real.consortium("101182148") if m.firm == row["firm_id"])
        assert (member.name, member.country, member.role) == (row["name"], row["country"], row["role"])
        assert member.money == pytest.approx(float(row["ec_eur"] or 0))


@pytest.mark.slow
def test_listed_calls_agree_with_the_derived_tables(data_folder: Path, real: cordis.Tables) -> None:
    """Budgets, sizes, codes and specialised firms of all calls; trust and reliability of their firms."""
    weights = {
        (row["firm_a"], row["firm_b"]): float(row["w_newman_hist"])
        for row in derived(data_folder, "trust")
        if row["w_newman_hist"] != "0.0"
    }
    records = {row["firm_id"]: row for row in derived(data_folder, "firms")}
    specialised: dict[tuple[str, str], dict[str, str]] = {}
    for row in derived(data_folder, "firm_competence"):
        if int(row["n_projects_hist"]) >= 2 and float(row["lq_hist"] or 0) >= 1:
            specialised[row["firm_id"], row["code"]] = row
    for call in derived(data_folder, "calls")[::9]:
        project, network = real.reference_call(call["call_id"])
        assert len(project.tasks) == int(call["n_required"])
        assert project.rules.max_partners == int(call["n_beneficiaries"])
        assert sum(task.amount for task in project.tasks) == pytest.approx(float(call["budget_eur"]))
        offered = {(f.id, offer.competence): offer.proficiency for f in network.firms for offer in f.offers}
        codes = {task.id for task in project.tasks}
        listed = {key for key in specialised if key[1] in codes}
        # The derived quotients are rounded: 1.0 there may be just below 1.
        assert all(specialised[key]["lq_hist"] == "1.0" for key in listed - offered.keys())
        for key, proficiency in offered.items():
            lq = float(specialised[key]["lq_hist"])
            assert proficiency == pytest.approx(lq / (1 + lq), rel=1e-3)
        for firm in network.firms:
            record = records[firm.id]
            early, projects = int(record["n_ended_early_hist"]), int(record["n_projects_hist"])
            assert firm.reliability == round(1 - (early + 0.5) / (projects + 10), 4)
            assert firm.attributes.get("country", "") == record["country"]
            assert firm.attributes.get("activity", "") == record["activity"]
            assert firm.attributes.get("sme") == {"true": True, "false": False, "": None}[record["sme"]]
        ids = {firm.id for firm in network.firms}
        trust = {(link.source, link.target): link.trust for link in network.trust}
        assert trust.keys() == {pair for pair in weights if ids.issuperset(pair)}
        for pair, level in trust.items():
            assert level == pytest.approx(1 - math.exp(-3 * weights[pair]), abs=2.1e-4)


def test_the_example_prints_both_consortia(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = example("horizon_consortium")
    # Two partners are asked for in each task and one firm can do 1/2/4.
    assert shown.main([str(folder), "E", "--time-limit", "30"]) == 3
    told_first = capsys.readouterr()
    assert "THE CALL: Title of THE CALL\n3 eligible firms, 2 trust links" in told_first.out
    assert "/1/2/4" in told_first.err
    # With f6 experienced in 1/2/4, all four eligible firms are needed; f1 and f6 are in the real consortium.
    experience = [
        (project, "f6", "participant", "1", "false", "Six", "ES", "PRC", "true") for project in "CD"
    ]
    fill(folder, tables([*PARTS, *experience]))
    assert shown.main([str(folder), "E", "--time-limit", "30"]) == 0
    text = capsys.readouterr().out
    assert "Partners in both: 2 (a random choice would share 2.0)\n  One renamed\n  Six\n" in text
    assert "Net EU contribution to the funded consortium: 1,050 EUR" in text
    assert text.rstrip().endswith(cordis.ATTRIBUTION)
    assert shown.main([str(folder), "of no grant"]) == 2
    capsys.readouterr()

    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shown.ve, "form_enterprise", broken_off)
    assert shown.main([str(folder), "E"]) == 130
    assert capsys.readouterr().err == "interrupted\n"
