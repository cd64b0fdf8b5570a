"""What questions cost is measured as the table says, on an instance that takes a moment."""

# ruff: noqa: D103

from benchmarks.questions import asked, front, table
from benchmarks.registry import UNPUBLISHED, Case
from benchmarks.synthetic import Law, synthetic


def test_questions_are_asked_and_counted() -> None:
    case = Case("small", lambda: synthetic(Law(firms=12, tasks=6), 1), UNPUBLISHED)
    rows = [*asked(case, 2), front(case)]
    assert [row.question for row in rows] == ["why", "why not", "20 points"]
    assert [row.count for row in rows[:2]] == [2, 2]
    assert rows[2].count > 1
    assert all(row.median.clock > 0 and row.first.clock > 0 for row in rows)
    assert table(rows).count("| small |") == 3
