"""Public projects in time, as projects and networks of the library."""

import json
import re
from pathlib import Path
from typing import Any

from vebuilder.model import Firm, Network, Offer, Project, Quote, Strategy, Task


def subcontractors(folder: Path, **fields: Any) -> tuple[Project, Network]:
    """The 18 tasks of Feng, Liu and Burns (1997), with up to five subcontractors each to choose from."""
    told = json.loads((folder / "cases" / "dtctp_18_subcontractor_options.json").read_text())
    tasks, quotes = [], []
    for task in told["tasks"]:
        name = str(task["id"])
        tasks.append(Task(id=name, competence="work", after=tuple(map(str, task["predecessors"]))))
        quotes += [
            Quote(task=name, firm=f"crew {n}", duration=time, cost=cost)
            for n, (time, cost) in enumerate(task["options_duration_cost"])
        ]
    firms = tuple(Firm(id=f"crew {n}") for n in range(5))
    return Project(id="dtctp", tasks=tuple(tasks), quotes=tuple(quotes), **fields), Network(firms=firms)


def multi_skill(path: Path) -> tuple[Project, Network]:
    """A multi-skill project: a task for each unit of skill, a firm for each resource."""
    text = re.sub("%.*", "", path.read_text())

    def table(name: str) -> list[list[str]]:
        body = re.search(rf"\b{name}\s*=\s*\[(.*?)\];", text, re.DOTALL)
        assert body is not None
        rows = [re.findall(r"\w+", row) for row in body.group(1).split("|")]
        return [row for row in rows if row]

    (lasts,), needs, masters = table("dur"), table("sreq"), table("mastery")
    units = [
        [(f"{job}.{skill}.{unit}", f"s{skill}") for skill, n in enumerate(row) for unit in range(int(n))]
        or [(f"{job}", "nothing")]
        for job, row in enumerate(needs)
    ]
    before: dict[int, list[str]] = {}
    for earlier, later in zip(*table("pred"), *table("succ"), strict=True):
        before.setdefault(int(later) - 1, []).extend(name for name, _ in units[int(earlier) - 1])
    tasks = [
        Task(
            id=name,
            competence=skill,
            duration=float(lasts[job]),
            after=tuple(before.get(job, ())),
            starts_with=() if number == 0 else (of_job[0][0],),
        )
        for job, of_job in enumerate(units)
        for number, (name, skill) in enumerate(of_job)
    ]
    firms = [
        Firm(
            id=f"r{number}",
            max_parallel=1,
            offers=tuple(Offer(competence=f"s{skill}") for skill, can in enumerate(row) if can == "true"),
        )
        for number, row in enumerate(masters)
    ]
    firms.append(Firm(id="nobody", offers=(Offer(competence="nothing"),)))
    project = Project(id=path.stem, tasks=tuple(tasks), strategy=Strategy(cost=0, time=1))
    return project, Network(firms=tuple(firms))
