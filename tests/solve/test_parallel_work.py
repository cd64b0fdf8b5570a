"""Work that cannot all be done at once: CP-SAT's intervals and the rows for other solvers."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from vebuilder import UnsupportedError
from vebuilder.formulate.linear_model import Integrality, LinearModel
from vebuilder.formulate.orders import with_orders
from vebuilder.formulate.resources import ALWAYS, STATED, Resource
from vebuilder.solve.options import Options
from vebuilder.solve.residual import residual
from vebuilder.solve.solve import solve

# With shared ends of optional intervals CP-SAT 9.14 or 9.15 has called dearer schedules of these optimal.
MISJUDGED = {"j10/j104_1": 27, "j10/j1038_3": 25, "j16/j1657_1": 18, "j10/j1040_1": 19, "j16/j1613_3": 39}


class Rows:
    """A linear model under construction, row by row."""

    def __init__(self, n_columns: int) -> None:
        self.n_columns, self.entries, self.lower, self.upper = n_columns, [], [], []

    def add(self, terms: dict[int, float], lower: float = -np.inf, upper: float = np.inf) -> None:
        self.entries += [(len(self.lower), column, value) for column, value in terms.items()]
        self.lower.append(lower)
        self.upper.append(upper)

    def model(self, cost: np.ndarray, upper: np.ndarray, whole: np.ndarray, resources: list[Resource]):
        row, column, value = np.array(self.entries, dtype=float).T
        shape = (len(self.lower), self.n_columns)
        return LinearModel(
            cost=cost,
            offset=0.0,
            lower=np.zeros(self.n_columns),
            upper=upper,
            integrality=np.where(whole, Integrality.INTEGER, Integrality.IMPLIED).astype(np.int64),
            matrix=csr_array((value, (row.astype(int), column.astype(int))), shape=shape),
            row_lower=np.array(self.lower),
            row_upper=np.array(self.upper),
            columns=(),
            rows=(),
            measures={},
            resources=tuple(resources),
        )


def multi_mode(path: Path) -> LinearModel:
    """Read a project whose jobs have modes (PSPLIB): the makespan is to be least."""
    text = path.read_text()
    numbers = [[int(word) for word in re.findall(r"\d+", line)] for line in text.splitlines()]
    lines = text.splitlines()
    at = {name: row for row, line in enumerate(lines) for name in ("PRECEDENCE", "REQUESTS") if name in line}
    jobs = next(numbers[row][0] for row, line in enumerate(lines) if line.startswith("jobs"))
    horizon = next(numbers[row][0] for row, line in enumerate(lines) if line.startswith("horizon"))
    after = {row[0] - 1: [job - 1 for job in row[3:]] for row in numbers[at["PRECEDENCE"] + 2 :][:jobs]}
    available = numbers[next(row for row, line in enumerate(lines) if "AVAILABILITIES" in line) + 2]
    modes: list[tuple[int, int, list[int]]] = []
    for row in numbers[at["REQUESTS"] + 3 :]:
        if len(row) == 7:
            job = row[0] - 1
        if len(row) not in {6, 7}:
            break
        modes.append((job, row[-5], row[-4:]))
    rows = Rows(jobs + len(modes))
    for job in range(jobs):
        mine = {jobs + n: 1.0 for n, (whose, *_) in enumerate(modes) if whose == job}
        rows.add(mine, 1, 1)
        takes = {jobs + n: -float(lasts) for n, (whose, lasts, _) in enumerate(modes) if whose == job}
        for following in after[job]:
            rows.add({following: 1.0, job: -1.0} | takes, 0)
    for kind in (2, 3):
        rows.add({jobs + n: float(uses[kind]) for n, (*_, uses) in enumerate(modes)}, upper=available[kind])
    resources = []
    for kind in (0, 1):
        using = [n for n, (_, lasts, uses) in enumerate(modes) if uses[kind] and lasts]
        resources.append(
            Resource(
                name=f"R{kind}",
                capacity=available[kind],
                present=np.array([jobs + n for n in using]),
                start=np.array([modes[n][0] for n in using]),
                duration=np.array([modes[n][1] for n in using], dtype=float),
                extent=np.full(len(using), STATED),
                demand=np.array([modes[n][2][kind] for n in using]),
            )
        )
    cost = np.zeros(rows.n_columns)
    cost[jobs - 1] = 1.0
    upper = np.r_[np.full(jobs, float(horizon)), np.ones(len(modes))]
    return rows.model(cost, upper, np.arange(rows.n_columns) >= jobs, resources)


@pytest.mark.parametrize("instance", MISJUDGED)
def test_multi_mode_projects_that_cpsat_has_misjudged(instance: str, data_folder: Path) -> None:
    path = data_folder / "mrcpsp" / f"{instance}.mm"
    if not path.exists():
        pytest.skip(f"{instance} is not among the public instances here")
    model = multi_mode(path)
    result = solve(model, Options(gap=0), "cpsat")
    assert result.status == "optimal"
    assert result.solution is not None
    assert model.objective(result.solution) == result.bound == MISJUDGED[instance]
    assert residual(model, result.solution).feasible


def jobs(*lasts: float, capacity: int = 1, choice: bool = False) -> LinearModel:
    """Jobs on one firm, or also at another where they take a third longer; the makespan is to be least."""
    count = len(lasts)
    rows = Rows(2 * count + 1)
    for job, time in enumerate(lasts):
        rows.add({2 * count: 1.0, job: -1.0, count + job: time / 3}, 4 * time / 3)
    resource = Resource(
        name="a",
        capacity=capacity,
        present=np.arange(count, 2 * count),
        start=np.arange(count),
        duration=np.array(lasts, dtype=float),
        extent=np.full(count, STATED),
        demand=np.ones(count, dtype=np.int64),
    )
    cost = np.zeros(2 * count + 1)
    cost[-1] = 1.0
    whole = (np.arange(2 * count + 1) >= count) & (np.arange(2 * count + 1) < 2 * count)
    upper = np.r_[np.full(count, 100.0), np.ones(count), 200.0]
    model = rows.model(cost, upper, whole, [resource])
    lower = model.lower.copy()
    lower[count : 2 * count] = 0.0 if choice else 1.0
    return replace(model, lower=lower)


@pytest.mark.parametrize("solver", ["cpsat", "highs", "scip", "cbc"])
@pytest.mark.parametrize(
    ("model", "least"),
    [
        (jobs(3, 6, 9), 18),
        (jobs(3, 6, 9, capacity=2), 9),
        (jobs(6, 6, 6, capacity=2), 12),
        (jobs(3, 6, 9, 12, capacity=3), 12),
        (jobs(6, 6, 6, choice=True), 8),
        (jobs(9, 9, capacity=2), 9),
    ],
)
def test_solvers_agree_on_work_at_one_firm(model: LinearModel, least: float, solver: str) -> None:
    result = solve(model, Options(gap=1e-9), solver)
    assert result.solution is not None
    assert result.solution.shape == model.cost.shape
    assert model.objective(result.solution) == pytest.approx(least)
    assert residual(model, result.solution).feasible


def test_work_at_the_same_time_is_no_solution() -> None:
    model = jobs(3, 6)
    said = residual(model, np.array([0, 0, 1, 1, 6.0]))
    assert not said.feasible
    assert said.text == "'a' works on 1 too many"
    assert residual(model, np.array([6, 0, 1, 1, 9.0])).feasible
    start = np.array([6, 0, 1, 1, 9.0])
    for solver in ("cpsat", "highs"):
        result = solve(model, Options(start=start, time_limit=0), solver)
        assert result.solution is not None
        assert np.array_equal(result.solution, start)


def test_a_known_schedule_is_one_with_orders_too() -> None:
    for capacity, start in ((1, [9, 0, 3, 15]), (2, [0, 0, 3, 6])):
        model = jobs(6, 3, 6, 3, capacity=capacity)
        known = np.array([*start, 1, 1, 1, 1, 18], dtype=float)
        orders = with_orders(model)
        assert residual(orders.model, orders.extended(known)).feasible


def test_too_many_orders_are_refused_with_the_solver_to_choose() -> None:
    with pytest.raises(UnsupportedError, match="use solver='cpsat'"):
        solve(jobs(*[1] * 400), Options(), "highs")


def test_what_is_done_in_any_case_needs_no_column() -> None:
    model = jobs(3, 6, 9)
    (resource,) = model.resources
    always = replace(resource, present=np.full(3, ALWAYS), capacity=2, implied=True)
    alone = replace(model, resources=(always,))
    result = solve(alone, Options(), "cpsat")
    assert result.solution is not None
    assert alone.objective(result.solution) == 9
