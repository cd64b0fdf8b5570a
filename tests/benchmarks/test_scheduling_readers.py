"""The readers of scheduling instances: on files written here, number by number, and on public ones."""

import json
from itertools import combinations, product
from pathlib import Path

import pytest

import vebuilder as ve
from benchmarks.readers.best_known import best_known
from benchmarks.readers.multi_mode import Jobs, Mode, read_mrcpsp
from benchmarks.readers.multi_skill import read_mspsp
from benchmarks.readers.time_cost import published_front, published_optima, read_time_cost
from vebuilder import Quote


def written(folder: Path, text: str, name: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="ascii")
    return path


SKILLS = """% seed = 1
mint = 3;
nActs = 5;
dur = [0,2,3,1,0];
nSkills = 2;
sreq = [| 0,0,
\t| 1,1,
\t| 0,2,
\t| 0,0,
\t| 0,0, |];
nResources = 3;
mastery = [| true,true,
\t| false,true,
\t| true,false, |];
nPrecs = 5;
pred = [1,1,2,3,4];
succ = [2,3,4,5,5];
"""


def test_an_activity_is_a_task_for_each_unit_of_a_skill(tmp_path: Path) -> None:
    activities = read_mspsp(written(tmp_path, SKILLS, "tiny.dzn"))
    assert (activities.name, activities.durations) == ("tiny", (0, 2, 3, 1, 0))
    assert activities.needs == ((0, 0), (1, 1), (0, 2), (0, 0), (0, 0))
    project, network = activities.as_project()
    read = [(task.id, task.competence, task.duration, task.starts_with, task.after) for task in project.tasks]
    assert read == [
        ("activity 2, unit 1", "skill 0", 2, (), ()),
        ("activity 2, unit 2", "skill 1", 2, ("activity 2, unit 1",), ()),
        ("activity 3, unit 1", "skill 1", 3, (), ()),
        ("activity 3, unit 2", "skill 1", 3, ("activity 3, unit 1",), ()),
        ("activity 4, unit 1", "no skill", 1, (), ("activity 2, unit 1",)),
    ]  # fmt: skip
    assert [
        (firm.id, {offer.competence for offer in firm.offers}, firm.max_parallel) for firm in network.firms
    ] == [
        ("resource 1", {"skill 0", "skill 1"}, 1),
        ("resource 2", {"skill 1"}, 1),
        ("resource 3", {"skill 0"}, 1),
        ("nobody", {"no skill"}, None),
    ]
    assert (project.strategy.cost, project.strategy.time) == (0, 1)
    assert ve.check(project, network) == ()


def test_the_makespan_of_the_tiny_multi_skill_instance(tmp_path: Path) -> None:
    # Activity 3 takes both who master skill 1 for 3 days; 2 needs one of them for 2; 4 takes 1 after 2.
    project, network = read_mspsp(written(tmp_path, SKILLS, "tiny.dzn")).as_project()
    enterprise = ve.form_enterprise(project, network)
    assert (enterprise.objective, enterprise.outcome) == (5, "optimal")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (SKILLS.replace("dur =", "durations ="), "states no dur"),
        (SKILLS.replace("[0,2,3,1,0]", "[0,2,3,1]"), "4 durations, 5 rows of needs"),
        (SKILLS.replace("[| true,true,", "[| true,true,true,"), r"\[2, 3\] skills a row"),
        (SKILLS.replace("[2,3,4,5,5]", "[2,3,4,5]"), "5 and 4 ends of precedence"),
        (SKILLS.replace("[2,3,4,5,5]", "[2,3,4,5,6]"), "beyond the 5 there are"),
    ],
)
def test_a_multi_skill_file_in_another_format_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_mspsp(written(tmp_path, text, "broken.dzn"))


STARS = "*" * 72
MODES = f"""{STARS}
file with basedata            : tiny.bas
{STARS}
projects                      :  1
jobs (incl. supersource/sink ):  4
horizon                       :  9
RESOURCES
  - renewable                 :  2   R
  - nonrenewable              :  1   N
  - doubly constrained        :  0   D
{STARS}
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        2          1           4
   3        2          1           4
   4        1          0
{STARS}
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2  N 1
{"-" * 72}
  1      1     0       0    0    0
  2      1     2       4    0    5
         2     5       2    0    1
  3      1     3       4    0    2
         2     4       0    1    3
  4      1     0       0    0    0
{STARS}
RESOURCEAVAILABILITIES:
  R 1  R 2  N 1
    6    1    7
{STARS}
"""


def test_modes_are_read(tmp_path: Path) -> None:
    jobs = read_mrcpsp(written(tmp_path, MODES, "tiny.mm"))
    assert jobs == Jobs(
        name="tiny",
        modes=(
            (Mode(0, (0, 0), (0,)),),
            (Mode(2, (4, 0), (5,)), Mode(5, (2, 0), (1,))),
            (Mode(3, (4, 0), (2,)), Mode(4, (0, 1), (3,))),
            (Mode(0, (0, 0), (0,)),),
        ),
        order=((0, 1), (0, 2), (1, 3), (2, 3)),
        renewable=(6, 1),
        nonrenewable=(7,),
    )


def test_modes_become_firms_that_trust_what_they_use(tmp_path: Path) -> None:
    project, network = read_mrcpsp(written(tmp_path, MODES, "tiny.mm")).as_project()
    assert ve.check(project, network) == ()
    assert {task.id for task in project.tasks if not task.starts_with} == {"job 2", "job 3"}
    uses = [task.id.removeprefix("job 2, ") for task in project.tasks if task.id.startswith("job 2, ")]
    # All use of the first resource is in twos.
    assert uses == [
        "mode 1, renewable 1, unit 1", "mode 1, renewable 1, unit 2", "mode 1, non-renewable 1",
        "mode 2, renewable 1, unit 1", "mode 2, non-renewable 1",
    ]  # fmt: skip
    limits = {firm.id: (firm.max_parallel, firm.capacity) for firm in network.firms}
    assert limits["renewable 1"] == (3, None)
    assert limits["renewable 2"] == (1, None)
    assert limits["non-renewable 1"] == (None, 7)
    second = "job 3, mode 1, renewable 1, unit 2"
    used = {quote.firm: quote for quote in project.quotes if quote.task == second}
    assert used["renewable 1"] == Quote(task=second, firm="renewable 1", cost=0.0, effort=0.0, duration=3)
    assert used["job 3, not mode 1"].duration == 0


def shortest(jobs: Jobs) -> int:
    """The shortest makespan by trying every mode and every start."""
    horizon = sum(max(mode.duration for mode in modes) for modes in jobs.modes)
    best = horizon + 1
    for chosen in product(*jobs.modes):
        within = all(
            sum(mode.nonrenewable[n] for mode in chosen) <= have for n, have in enumerate(jobs.nonrenewable)
        )
        for starts in product(range(best), repeat=len(chosen)) if within else ():
            finish = [start + mode.duration for start, mode in zip(starts, chosen, strict=True)]
            if max(finish) < best and all(finish[one] <= starts[other] for one, other in jobs.order):
                used = [
                    [
                        sum(
                            mode.renewable[r]
                            for mode, start, end in zip(chosen, starts, finish, strict=True)
                            if start <= moment < end
                        )
                        for r in range(len(jobs.renewable))
                    ]
                    for moment in range(max(finish))
                ]
                if all(need <= have for row in used for need, have in zip(row, jobs.renewable, strict=True)):
                    best = max(finish)
    return best


SCARCE = [((6, 1), (7,)), ((8, 1), (7,)), ((4, 1), (9,)), ((4, 1), (3,)), ((6, 1), (8,)), ((6, 0), (8,))]


@pytest.mark.parametrize(("renewable", "nonrenewable"), SCARCE)
def test_the_makespan_of_the_tiny_multi_mode_instance(
    tmp_path: Path, renewable: tuple[int, ...], nonrenewable: tuple[int, ...]
) -> None:
    read = read_mrcpsp(written(tmp_path, MODES, "tiny.mm"))
    jobs = Jobs("tiny", read.modes, read.order, renewable, nonrenewable)
    enterprise = ve.form_enterprise(*jobs.as_project())
    assert (enterprise.objective, enterprise.outcome) == (shortest(jobs), "optimal")


def test_the_tiny_instances_differ_in_their_makespans(tmp_path: Path) -> None:
    read = read_mrcpsp(written(tmp_path, MODES, "tiny.mm"))
    found = {shortest(Jobs("tiny", read.modes, read.order, *scarce)) for scarce in SCARCE}
    assert len(found) >= 4


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (MODES.replace("- renewable ", "- something "), "number of '- renewable'"),
        (MODES.replace("PRECEDENCE RELATIONS", "ORDER"), "no 'PRECEDENCE RELATIONS'"),
        (MODES.replace("   2        2          1           4", "   2        2          2           4"),
         "successors of job 2"),
        (MODES.replace("     2     5       2    0    1", "     2     5       2    0"), "mode 2 of job 2"),
        (MODES.replace("    6    1    7", "    6    1"), "3 availabilities are needed, not 2"),
    ],
)  # fmt: skip
def test_a_multi_mode_file_in_another_format_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        read_mrcpsp(written(tmp_path, text, "broken.mm"))


OPTIONS = {
    "tasks": [
        {"id": 1, "predecessors": [], "options_duration_cost": [[2, 90], [4, 50], [7, 20]]},
        {"id": 2, "predecessors": [1], "options_duration_cost": [[3, 40], [5, 30]]},
    ],
    "verified": [{"indirect_cost_per_day": 10, "optimum": 160}],
    "verified_pareto_front_duration_directcost": [[5, 130], [7, 90], [9, 80], [10, 60], [12, 50]],
}


def test_options_are_firms_that_quote_time_and_money(tmp_path: Path) -> None:
    path = written(tmp_path, json.dumps(OPTIONS), "case.json")
    project, network = read_time_cost(path).as_project(per_day=10.0)
    assert [firm.id for firm in network.firms] == ["option 1", "option 2", "option 3"]
    assert [(task.id, task.after) for task in project.tasks] == [("task 1", ()), ("task 2", ("task 1",))]
    assert project.quotes[2] == Quote(task="task 1", firm="option 3", cost=20.0, duration=7.0)
    assert len(project.quotes) == 5
    assert project.strategy.time == 10
    assert ve.check(project, network) == ()
    assert published_optima(path) == {10.0: 160.0}
    assert ve.form_enterprise(project, network).objective == pytest.approx(160)
    assert published_front(path)[0] == (5.0, 130.0)


def test_a_time_cost_file_in_another_format_is_told(tmp_path: Path) -> None:
    for text in ("[]", "{}", '{"tasks": [{"id": 1}]}', "no json"):
        with pytest.raises(ValueError, match="no time-cost case"):
            read_time_cost(written(tmp_path, text, "case.json"))


def stored(folder: Path, *names: str) -> Path:
    path = folder.joinpath(*names)
    if not path.exists():
        pytest.skip(f"{path} is not there")
    return path


def test_all_public_multi_skill_instances_can_be_read(data_folder: Path) -> None:
    known = best_known(stored(data_folder, "mspsp", "best_known.csv"))
    found = sorted(stored(data_folder, "mspsp").glob("*/*.dzn"))
    assert len(found) >= 70
    for path in found:
        activities = read_mspsp(path)
        project, network = activities.as_project()
        units = sum(sum(row) for row in activities.needs)
        assert units <= len(project.tasks) <= units + len(activities.durations), path
        assert len(network.firms) >= len(activities.masters), path
        assert f"{path.parent.name}/{path.name}" in known


def test_all_public_multi_mode_instances_can_be_read(data_folder: Path) -> None:
    known = best_known(stored(data_folder, "mrcpsp", "best_known.csv"))
    found = sorted(stored(data_folder, "mrcpsp").glob("*/*.mm"))
    assert len(found) >= 400
    for path in found:
        jobs = read_mrcpsp(path)
        assert f"{path.parent.name}/{path.name}" in known
        digits = path.parent.name.removeprefix("mmlib").removeprefix("j")
        assert len(jobs.modes) == int(digits) + 2, path
        assert len(jobs.renewable) == len(jobs.nonrenewable) == 2, path


def test_the_public_time_cost_case_is_reached(data_folder: Path) -> None:
    path = stored(data_folder, "cases", "dtctp_18_subcontractor_options.json")
    options = read_time_cost(path)
    assert [len(options.options), sum(map(len, options.options.values()))] == [18, 65]
    for per_day, optimum in published_optima(path).items():
        assert ve.form_enterprise(*options.as_project(per_day)).objective == pytest.approx(optimum)
    front = published_front(path)
    assert len(front) == 44
    assert all(one[0] < other[0] and one[1] > other[1] for one, other in combinations(front, 2))


@pytest.mark.parametrize("name", ["j10/j104_1.mm", "j10/j102_2.mm"])
def test_published_makespans_are_reached(data_folder: Path, name: str) -> None:
    """One of them is a case that solvers have called optimal at a longer makespan."""
    known = best_known(stored(data_folder, "mrcpsp", "best_known.csv"))
    project, network = read_mrcpsp(stored(data_folder, "mrcpsp", *name.split("/"))).as_project()
    assert ve.form_enterprise(project, network).objective == pytest.approx(known[name].value)
