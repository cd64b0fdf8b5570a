"""The readers, on files written here whose every number is known."""

from pathlib import Path

import pytest

from benchmarks.readers.best_known import best_known, orlib_optima
from benchmarks.readers.facility_location import read_diaz_fernandez, read_orlib, read_site_rows
from benchmarks.readers.gap import read_gap
from vebuilder import Quote


def written(folder: Path, text: str, name: str = "instance") -> Path:
    path = folder / name
    path.write_text(text, encoding="ascii")
    return path


GAP = """
 2 3
 17 21 22
 23 16 21
  8 15 14
 15  7 23
 36 34
"""


def test_gap_agents_quote_for_every_task(tmp_path: Path) -> None:
    project, network = read_gap(written(tmp_path, GAP))
    assert [(firm.id, firm.capacity) for firm in network.firms] == [("agent 0", 36), ("agent 1", 34)]
    assert [task.id for task in project.tasks] == ["task 0", "task 1", "task 2"]
    assert all(task.single_sourced for task in project.tasks)
    assert {(quote.task, quote.firm): (quote.cost, quote.effort) for quote in project.quotes} == {
        ("task 0", "agent 0"): (17, 8),
        ("task 1", "agent 0"): (21, 15),
        ("task 2", "agent 0"): (22, 14),
        ("task 0", "agent 1"): (23, 15),
        ("task 1", "agent 1"): (16, 7),
        ("task 2", "agent 1"): (21, 23),
    }


def test_gap_read_as_profit_has_negative_quotes(tmp_path: Path) -> None:
    project, _ = read_gap(written(tmp_path, GAP), "max")
    assert project.quotes[0] == Quote(task="task 0", firm="agent 0", cost=-17.0, effort=8.0)


ORLIB = """2 3
 5000 7500.
 capacity 12.5
146 6739.725 10355.05
 87 3204.8625 5457.075
672 4914. 26409.6
"""


def test_orlib_sites_join_at_their_fixed_cost(tmp_path: Path) -> None:
    sites = read_orlib(written(tmp_path, ORLIB, "capx.txt"), open_capacity=8000.0)
    assert sites.name == "capx"
    assert sites.capacities == (5000, 8000)
    assert sites.fixed_costs == (7500, 12.5)
    assert sites.demands == (146, 87, 672)
    assert sites.service_costs == ((6739.725, 10355.05), (3204.8625, 5457.075), (4914, 26409.6))

    project, network = sites.as_project(split=True)
    assert [(f.joining_cost, f.capacity) for f in network.firms] == [(7500, 5000), (12.5, 8000)]
    assert [(t.amount, t.max_partners) for t in project.tasks] == [(146, None), (87, None), (672, None)]
    assert project.quotes[1] == Quote(task="customer 0", firm="site 1", cost=10355.05)
    assert len(project.quotes) == 6


def test_uncapacitated_leaves_capacities_out(tmp_path: Path) -> None:
    sites = read_orlib(written(tmp_path, ORLIB), open_capacity=1.0)
    _, network = sites.as_project(split=True, capacitated=False)
    assert [firm.capacity for firm in network.firms] == [None, None]


def test_an_open_capacity_must_be_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'capacity' is not a number"):
        read_orlib(written(tmp_path, ORLIB))


def test_site_rows_are_turned_to_customer_rows(tmp_path: Path) -> None:
    # two sites, three customers; the costs come site by site
    text = "2 3\n258 366\n128 314\n49. 29. 23.\n1 2 3\n4 5 6\n"
    sites = read_site_rows(written(tmp_path, text))
    assert sites.capacities == (258, 128)
    assert sites.fixed_costs == (366, 314)
    assert sites.demands == (49, 29, 23)
    assert sites.service_costs == ((1, 4), (2, 5), (3, 6))
    project, _ = sites.as_project(split=False)
    assert all(task.single_sourced for task in project.tasks)


def test_diaz_fernandez_puts_customers_first(tmp_path: Path) -> None:
    # three customers, two sites: costs customer by customer, demands, fixed costs, capacities
    sites = read_diaz_fernandez(written(tmp_path, "3 2\n1 4\n2 5\n3 6\n49 29 23\n366 314\n258 128\n"))
    assert sites.capacities == (258, 128)
    assert sites.fixed_costs == (366, 314)
    assert sites.demands == (49, 29, 23)
    assert sites.service_costs == ((1, 4), (2, 5), (3, 6))


def test_padding_at_the_end_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "padded"
    path.write_bytes(GAP.encode() + b"\x00" * 100)
    assert len(read_gap(path)[0].tasks) == 3


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GAP.rsplit("36", 1)[0], "the file ends after 14 numbers, 16 were expected"),
        (GAP + "5", "1 numbers are left over"),
        (GAP.replace("21 22", "21 x22"), "'x22' is not a number"),
        (GAP.replace("2 3", "2.5 3"), "number 1 should be a count, but is 2.5"),
        ("", "the file ends after 0 numbers"),
    ],
)
def test_a_file_in_another_format_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        read_gap(written(tmp_path, text, "gap-broken"))
    assert "gap-broken" in str(caught.value)


def test_best_known_values_by_instance(tmp_path: Path) -> None:
    text = (
        "instance,optimum_or_best,proven,source,verified\n"
        'a/p1,261,true,"somebody, somewhere",\n'
        "a/p2,12.5,false,somebody,\n"
        "a/p3,,false,nobody,\n"
    )
    known = best_known(written(tmp_path, text))
    assert (known["a/p1"].value, known["a/p1"].proven) == (261, True)
    assert (known["a/p2"].value, known["a/p2"].proven) == (12.5, False)
    assert known["a/p3"].value is None


def test_orlib_optima_leave_out_what_has_several_capacities(tmp_path: Path) -> None:
    text = (
        "Data file   Optimal solution value\n"
        "cap41       1040444.375\n"
        "capa        19240822.449 (capacity 8000)\n"
        "            18438046.543 (capacity 10000)\n"
        "\nNote here that different machines may differ\n"
    )
    known = orlib_optima(written(tmp_path, text))
    assert set(known) == {"cap41"}
    assert known["cap41"].value == 1040444.375
