"""What happens in real spreadsheets: formulas, percent signs, commas, notes beside the data."""

import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import vebuilder as ve
from vebuilder.demo import example
from vebuilder.io.misread import fraction_mend, number_mend


def small_book(path: Path, **cells: object) -> Path:
    """Write a workbook that is right but for some cells, named such as ``firms_C2``."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    sheets: dict[str, list[tuple[object, ...]]] = {
        "firms": [
            ("id", "joining_cost", "reliability", "latitude", "longitude"),
            ("A", 1, 0.9),
            ("B", 2, 0.8),
        ],
        "offers": [("firm", "competence", "unit_cost"), ("A", "weld", 5), ("B", "weld", 6)],
        "project": [("setting", "value"), ("id", "p")],
        "tasks": [("id", "competence", "amount"), ("t", "weld", 2)],
    }
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    for cell, value in cells.items():
        name, _, place = cell.rpartition("_")
        book[name][place] = value
    book.save(path)
    return path


def faults_of(path: Path) -> list[str]:
    with pytest.raises(ve.DataError) as error:
        ve.io.read_tables(path)
    return [str(fault) for fault in error.value.faults]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"firms_C2": "95 %"}, "column 'reliability': firm 'A': must be a number, is \"95 %\" (write 0.95)"),
        ({"firms_C2": 95}, "must be at most 1, is 95 (it is a fraction: write 0.95 for 95 %)"),
        ({"firms_B2": "4.000,50"}, "(write 4000.50: nothing between the thousands, and a point before"),
        ({"firms_B2": "2,5"}, "(write 2.5: a point before the decimals)"),
        ({"offers_C2": date(2026, 5, 1)}, "firm 'A', offer 'weld': must be a number, is the date 2026-05-01"),
        ({"offers_C2": "=1+1"}, "row 2, column 'unit_cost': holds a formula that was never worked out"),
        ({"firms_A3": "=C1"}, "sheet 'firms', row 3, column 'id': holds a formula that was never worked out"),
        ({"firms_D2": 45.0}, "row 2, column 'longitude': is missing (fill it in, or leave latitude"),
        ({"offers_B1": "unit_cost"}, "'offers', column 'unit_cost': there are two columns of this name"),
    ],
)  # fmt: skip
def test_it_is_told_what_is_wrong_and_what_to_write(
    tmp_path: Path, cells: dict[str, object], words: str
) -> None:
    assert any(words in fault for fault in faults_of(small_book(tmp_path / "book.xlsx", **cells)))


def test_an_error_of_a_formula_is_no_value(tmp_path: Path) -> None:
    path = small_book(tmp_path / "book.xlsx", firms_A3="#REF!", offers_C2="#DIV/0!")
    assert faults_of(path)[0] == (
        "sheet 'firms', row 3, column 'id': holds the error #REF! (mend its formula, or write a value)"
    )
    assert any(
        "sheet 'offers', row 2, column 'unit_cost': holds the error #DIV/0!" in one for one in faults_of(path)
    )


def test_a_formula_counts_as_what_it_came_to_even_if_that_is_an_empty_text(tmp_path: Path) -> None:
    path = small_book(tmp_path / "book.xlsx", offers_C2="=2+3", firms_C2='=IF(TRUE,"","")')
    edited = tmp_path / "worked_out.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            text = text.replace(b"<f>2+3</f><v />", b"<f>2+3</f><v>5</v>").replace(
                b'<c r="C2"><f>IF(TRUE,"","")</f><v />', b'<c r="C2" t="str"><f>IF(TRUE,"","")</f><v></v>'
            )
            new.writestr(name, text)
    network = ve.io.read_tables(edited).network
    assert network.firms[0].offers[0].unit_cost == 5
    assert network.firms[0].reliability == 1


def test_a_broken_sheet_does_not_hide_the_faults_of_the_others_and_they_come_in_order(tmp_path: Path) -> None:
    cells: dict[str, Any] = {"offers_B1": "unit_cost", "tasks_C2": "much", "firms_B3": "x", "firms_C2": "y"}
    found = faults_of(small_book(tmp_path / "book.xlsx", **cells))
    places = [fault.partition(":")[0] for fault in found]
    assert places[:2] == [
        "sheet 'firms', row 2, column 'reliability'",
        "sheet 'firms', row 3, column 'joining_cost'",
    ]
    assert places[-1] == "sheet 'tasks', row 2, column 'amount'"
    assert "sheet 'offers', column 'unit_cost'" in places


def test_a_setting_that_stands_there_twice_is_told(tmp_path: Path) -> None:
    path = small_book(
        tmp_path / "book.xlsx", project_A3="deadline", project_B3=5, project_A4="deadline", project_B4=9
    )
    assert faults_of(path) == [
        "sheet 'project', row 4, column 'setting': "
        '"deadline" stands in row 3 already (remove one of the two)'
    ]


def test_a_setting_without_a_value_is_at_its_default(tmp_path: Path) -> None:
    path = small_book(tmp_path / "book.xlsx", project_A3="deadline", project_A4="deadline", project_B4=9)
    assert ve.io.read_tables(path).project.deadline == 9


def test_empty_sheets_and_those_of_the_planner_may_stay(tmp_path: Path) -> None:
    path = small_book(tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(path)
    book.create_sheet("Sheet1")
    book.create_sheet("_sums")["A1"] = "=1/0"
    book.create_sheet("notes")["A1"] = "call Anna"
    book.save(path)
    assert [fault.partition(" (")[0] for fault in faults_of(path)] == [
        "sheet 'notes': there is no such sheet"
    ]
    del book["notes"]
    book.save(path)
    assert ve.io.read_tables(path).project.id == "p"


def test_csv_files_tell_all_their_faults_together(tmp_path: Path) -> None:
    ve.io.write_tables(tmp_path, *example())
    (tmp_path / "offers.csv").write_text("firm,competence\nisarco-motion,drives,3,4\n")
    (tmp_path / "trust.csv").write_bytes("source,target,trust\nMüller,isarco-motion,1\n".encode("cp1252"))
    (tmp_path / "incompatible.csv").write_text("firm,other,firm\na,b,c\n")
    found = "\n".join(faults_of(tmp_path))
    assert "sheet 'offers', row 2: has 4 values, but there are only 2 columns" in found
    assert (
        "sheet 'trust': is not written in UTF-8 (save it as \"CSV UTF-8\", as spreadsheets call it)" in found
    )
    assert "sheet 'incompatible', column 'firm': there are two columns of this name" in found


def test_a_csv_cell_may_hold_a_line_break(tmp_path: Path) -> None:
    ve.io.write_tables(tmp_path, *example())
    (tmp_path / "competences.csv").write_text('id,name\nwelding,"of steel\nand others"\n')
    assert ve.io.read_tables(tmp_path).network.competences[0].name == "of steel\nand others"


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("95%", "write 0.95"),
        ("2,5 %", "write 0.025"),
        ("1 250", "write 1250: nothing between the thousands, and a point before decimals"),
        ("1'250.5", "write 1250.5: nothing between the thousands, and a point before decimals"),
        ("1.250.000", "write 1250000: nothing between the thousands, and a point before decimals"),
        ("-3,25", "write -3.25: a point before the decimals"),
        ("#N/A", "mend the formula that came to it"),
        ("4,000", "write 4000, or 4.000 if those are decimals"),
        ("many", ""),
        ("12 EUR", ""),
    ],
)
def test_how_a_number_should_have_been_written(text: str, mend: str) -> None:
    assert number_mend(text) == mend


@pytest.mark.parametrize(("value", "most", "mend"), [(1.8, 1, ""), (True, 1, ""), (95, 90, ""), (200, 1, "")])
def test_what_is_no_percentage_is_not_taken_for_one(value: object, most: object, mend: str) -> None:
    assert fraction_mend(value, most) == mend


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"firms_B1": None},
            "sheet 'firms', column B: has no name, but values, such as in row 2 (name it in",
        ),
        ({"firms_G3": "ask Anna"}, "sheet 'firms', column G: has no name, but values, such as in row 3"),
        ({"tasks_AB2": 7}, "sheet 'tasks', column AB: has no name, but values, such as in row 2"),
    ],
)
def test_values_below_no_name_are_told(tmp_path: Path, cells: dict[str, object], words: str) -> None:
    told = faults_of(small_book(tmp_path / "book.xlsx", **cells))
    assert len(told) == 1
    assert words in told[0]


def test_empty_columns_are_no_fault(tmp_path: Path) -> None:
    ve.io.read_tables(small_book(tmp_path / "book.xlsx", firms_G3=" ", firms_J1=None))


def test_a_head_twice_named_in_a_message_is_told_by_row(tmp_path: Path) -> None:
    tables = ve.io.read_tables(
        small_book(tmp_path / "book.xlsx", firms_A3="A", offers_A3="A", offers_B3="mill")
    )
    told = [str(fault) for fault in tables.located(ve.check(tables.project, tables.network))]
    assert told[0].startswith("sheet 'firms', row 3")
    assert "firm 'A' is already declared as sheet 'firms', row 2" in told[0]
