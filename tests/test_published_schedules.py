"""Published optima of projects in time, reached through the public interface."""

from pathlib import Path

import pytest
from published_schedules import multi_skill, subcontractors

from vebuilder import form_enterprise
from vebuilder.model import Strategy

MULTI_SKILL = {
    "set-1a/inst_set1a_sf0.5_nc1.8_n20_m10_00": 54,
    "set-1a/inst_set1a_sf0.5_nc2.1_n20_m10_00": 61,
    "set-1a/inst_set1a_sf0.5_nc1.5_n20_m10_00": 61,
}


@pytest.mark.parametrize("solver", ["auto", "cpsat", "scip", "cbc"])
@pytest.mark.parametrize(
    ("of_a_day", "total", "days"), [(200, 127_770, 126), (500, 161_270, 110), (1500, 271_270, 110)]
)
def test_cost_against_time(of_a_day: int, total: int, days: int, solver: str, data_folder: Path) -> None:
    project, network = subcontractors(data_folder, strategy=Strategy(time=of_a_day))
    enterprise = form_enterprise(project, network, solver=solver, gap=1e-7)
    assert enterprise.outcome == "optimal"
    assert (enterprise.objective, enterprise.makespan) == (pytest.approx(total), days)


@pytest.mark.parametrize(("days", "cost"), [(100, 133_320), (110, 106_270)])
def test_the_cheapest_by_a_deadline(days: int, cost: int, data_folder: Path) -> None:
    project, network = subcontractors(data_folder, deadline=days)
    enterprise = form_enterprise(project, network, gap=1e-7)
    assert enterprise.outcome == "optimal"
    assert enterprise.cost.total == pytest.approx(cost)
    assert enterprise.makespan <= days


@pytest.mark.parametrize("instance", MULTI_SKILL)
def test_multi_skill_projects_are_proven(instance: str, data_folder: Path) -> None:
    project, network = multi_skill(data_folder / "mspsp" / f"{instance}.dzn")
    enterprise = form_enterprise(project, network, gap=0)
    assert enterprise.outcome == "optimal"
    assert enterprise.makespan == MULTI_SKILL[instance]
