"""Faults in tables: all at once, each by sheet, row and column."""

from pathlib import Path

import pytest

import vebuilder as ve

FIRMS = "id,joining_cost,reliability\n"
OFFERS = "firm,competence,unit_cost\n"
PROJECT = "setting,value\nid,p\n"
TASKS = "id,competence,amount\n"


def folder(path: Path, **sheets: str) -> Path:
    stated = {"firms": f"{FIRMS}A,1,0.9\n", "project": PROJECT, "tasks": f"{TASKS}t,weld,2\n", **sheets}
    for name, text in stated.items():
        if text:
            (path / f"{name}.csv").write_text(text)
    return path


def told(path: Path) -> str:
    with pytest.raises(ve.DataError) as error:
        ve.io.read_tables(path)
    return "\n".join(map(str, error.value.faults))


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (
            {"firms": f"{FIRMS}A,1,0.9\nB,-3,1\n"},
            "sheet 'firms', row 3, column 'joining_cost': firm 'B': must be at least 0, is -3",
        ),
        (
            {"firms": f"{FIRMS}A,1,0.9\nB,cheap,1\n"},
            "sheet 'firms', row 3, column 'joining_cost': firm 'B': must be a number, is \"cheap\"",
        ),
        (
            {"firms": "id,joining_cots\nA,1\n"},
            "column 'joining_cots': there is no such column (did you mean 'joining_cost'?)",
        ),
        (
            {"firms": "name,country\nAlpha,IT\n"},
            "sheet 'firms', column 'id': this column is missing (add it)",
        ),
        ({"firms": "id,name\n,Alpha\n"}, "sheet 'firms', row 2, column 'id': is missing (add it)"),
        (
            {"firms": "id,latitude,longitude\nA,95,10\n"},
            "row 2, column 'latitude': firm 'A': must be at most 90, is 95",
        ),
        ({"firms": "id,latitude,longitude\nA,45,\n"}, "row 2, column 'longitude'"),
        (
            {"offers": f"{OFFERS}A,weld,5\nC,weld,4\n"},
            "sheet 'offers', row 3, column 'firm': \"C\" is not in sheet 'firms'",
        ),
        ({"offers": f"{OFFERS},weld,5\n"}, "sheet 'offers', row 2, column 'firm': is missing"),
        (
            {
                "offers": f"{OFFERS}A,weld,5\n",
                "price_breaks": "firm,competence,from_amount,unit_cost\nA,cut,3,2\n",
            },
            "sheet 'price_breaks', row 2: \"A\" - \"cut\" is not in sheet 'offers'",
        ),
        ({"offer": f"{OFFERS}A,weld,5\n"}, "sheet 'offer': there is no such sheet (did you mean 'offers'?)"),
        (
            {"project": "setting,value\nid,p\nbudgte,5\n"},
            "row 3, column 'setting': \"budgte\" is no setting (did you mean 'budget'?)",
        ),
        (
            {"project": "setting,value\nid,p\nbudget,much\n"},
            "sheet 'project', row 3, column 'value': must be a number",
        ),
        ({"project": "setting,value\nbudget,5\n"}, "sheet 'project'"),
        ({"tasks": ""}, "sheet 'tasks': this sheet is missing (add it)"),
        ({"firms": ""}, "sheet 'firms': this sheet is missing (add it)"),
        ({"learning": "competence,value\nweld,\n"}, "sheet 'learning', row 2, column 'value': is missing"),
        (
            {"learning": "competence,value\nweld,1\nweld,2\n"},
            "sheet 'learning', row 3, column 'competence': \"weld\" stands there twice",
        ),
        ({"incompatible": "firm,other\nA,\n"}, "sheet 'incompatible', row 2, column 'other': is missing"),
        (
            {"strategy": "setting,value\nrisk_measure,var\n"},
            "sheet 'strategy', row 2, column 'value': is of an unknown kind, 'var'",
        ),
        (
            {"tasks": f"{TASKS}t,weld,2,5\n"},
            "sheet 'tasks', row 2: has 4 values, but there are only 3 columns",
        ),
        ({"tasks": "id,id\nt,weld\n"}, "there are two columns of this name"),
    ],
)
def test_a_fault_is_told_where_it_stands(tmp_path: Path, sheets: dict[str, str], words: str) -> None:
    assert words in told(folder(tmp_path, **sheets))


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = told(
        folder(
            tmp_path,
            firms=f"{FIRMS}A,-1,2\nB,1,0.5\n",
            offers=f"{OFFERS}C,weld,5\nB,weld,x\n",
            project="setting,value\nid,p\ndeadline,-1\n",
            tasks=f"{TASKS}t,,2\n",
        )
    )
    assert len(text.splitlines()) == 6
    for words in (
        "'firms', row 2, column 'joining_cost'",
        "'firms', row 2, column 'reliability'",
        "'offers', row 2, column 'firm'",
        "'offers', row 3, column 'unit_cost'",
        "'project', row 3, column 'value'",
        "'tasks', row 2, column 'competence'",
    ):
        assert words in text


def test_faults_of_meaning_are_told_where_they_stand_too(tmp_path: Path) -> None:
    read = ve.io.read_tables(
        folder(
            tmp_path,
            offers=f"{OFFERS}A,cut,5\n",
            interfaces="source,target\nt,hull\n",
            trust="source,target,trust\nA,Z,1\n",
        )
    )
    text = "\n".join(map(str, read.located(ve.check(read.project, read.network))))
    assert "sheet 'interfaces', row 2, column 'target'" in text
    assert "sheet 'trust', row 2, column 'target'" in text
    assert "sheet 'tasks', row 2" in text
    assert "network." not in text


def test_frames_count_rows_from_zero() -> None:
    with pytest.raises(
        ve.DataError, match=r"sheet 'firms', row 1, column 'reliability': firm 'B': must be at most 1"
    ):
        ve.io.network_from_frames([{"id": "A"}, {"id": "B", "reliability": 3}])


@pytest.mark.parametrize("table", [5, "firms.csv", [1, 2], None])
def test_what_is_no_table_is_refused(table: object) -> None:
    with pytest.raises(ve.DataError, match=r"is no table|missing"):
        ve.io.network_from_frames(table)


def test_an_unknown_table_of_a_project_is_refused() -> None:
    with pytest.raises(ve.DataError, match="did you mean 'quotes'"):
        ve.io.project_from_frames(
            {"id": "p"}, [{"id": "t", "competence": "c"}], quote=[{"task": "t", "firm": "f"}]
        )


@pytest.mark.parametrize("name", ["nowhere", "nowhere.xlsx", "plain.txt", "broken.xlsx"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "plain.txt").write_text("x")
    (tmp_path / "broken.xlsx").write_text("x")
    with pytest.raises(ve.DataError):
        ve.io.read_tables(tmp_path / name)


def test_two_records_with_the_same_tables_are_refused(tmp_path: Path) -> None:
    market = ve.Network(firms=[ve.Firm(id="A")])
    with pytest.raises(ve.DataError, match="two of the records have a table 'firms'"):
        ve.io.write_tables(tmp_path / "x", market, market)
    with pytest.raises(ve.DataError, match="a network, a project or an enterprise is needed, not a Firm"):
        ve.io.write_tables(tmp_path / "x", market.firms[0])


def test_an_unknown_library_of_frames_is_refused() -> None:
    with pytest.raises(ve.DataError, match="no library of data frames"):
        ve.io.to_frames(ve.Network(firms=[ve.Firm(id="A")]), "pandos")


def test_a_column_of_a_csv_file_without_a_name_is_told(tmp_path: Path) -> None:
    path = folder(tmp_path, firms="id,,reliability\nA,1,0.9\n", offers=f"{OFFERS}A,weld,5\n")
    assert told(path).splitlines() == [
        "sheet 'firms', column B: has no name, but values, such as in row 2 (name it in the first row, or "
        "empty it; a sheet whose name begins with '_' is your own)"
    ]


@pytest.mark.parametrize("name", ["offers", "tasks"])
def test_a_misspelt_head_is_told_once(tmp_path: Path, name: str) -> None:
    sheets = {
        "offers": "firm,competence,unitcost\nA,weld,5\nA,mill,6\n",
        "tasks": "id,competence,ammount\nt,weld,2\nu,weld,2\n",
    }
    assert told(folder(tmp_path, **{name: sheets[name]})).count("\n") == 0


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"firms": ""}, "sheet 'firms': this sheet is missing (add it)"),
        ({"tasks": ""}, "sheet 'tasks': this sheet is missing (add it)"),
        (
            {"firms": "name,joining_cost\nA,1\n"},
            "sheet 'firms', column 'id': this column is missing (add it)",
        ),
    ],
)
def test_a_sheet_that_cannot_be_read_is_told_once(tmp_path: Path, sheets: dict[str, str], words: str) -> None:
    path = folder(tmp_path, offers=f"{OFFERS}A,weld,5\nA,mill,6\n", **sheets)
    assert told(path) == words


def test_a_sheet_in_another_encoding_is_told_once(tmp_path: Path) -> None:
    path = folder(tmp_path, offers=f"{OFFERS}A,weld,5\n")
    (path / "firms.csv").write_bytes("id,name\nA,Müller\n".encode("latin-1"))
    assert told(path).startswith("sheet 'firms': is not written in UTF-8")
    assert "\n" not in told(path)


def test_several_ids_in_one_cell_are_told_apart(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        firms=f"{FIRMS}A,1,0.9\nB,1,0.9\n",
        offers=f"{OFFERS}A,weld,5\nB,weld,5\n",
        rules='setting,value\nrequired,"A, B"\n',
    )
    tables = ve.io.read_tables(path)
    [fault] = ve.check(tables.project, tables.network)
    assert fault.mend == "name each by itself; in a table, separate them by semicolons"
