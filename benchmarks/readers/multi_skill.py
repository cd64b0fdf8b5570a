"""Multi-skill project scheduling: activities need units of skills, resources master several."""

import re
from dataclasses import dataclass
from pathlib import Path

from vebuilder import Firm, Network, Offer, Project, Strategy, Task

FREE = "no skill"
"""Asked for by an activity that needs nobody; a firm without limits offers it."""


@dataclass(frozen=True)
class Activities:
    """A multi-skill instance as published; activities, skills and resources are counted from 0.

    Parameters
    ----------
    name
        Name of the instance.
    durations
        One per activity.
    needs
        Activities by skills: units of each skill that the activity needs from its start to its end.
    masters
        Resources by skills: whether the resource masters the skill.
    order
        Pairs of activities: the first has finished before the second starts.
    """

    name: str
    durations: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    masters: tuple[tuple[bool, ...], ...]
    order: tuple[tuple[int, int], ...]

    def as_project(self) -> tuple[Project, Network]:
        """Return the instance as a project and a network: the makespan alone counts.

        A resource is a firm that works on one task at a time and offers the skills it masters. An activity
        is one task for each unit of a skill, all of its duration and tied to the first by ``starts_with``.
        Activities that need nobody are kept where something comes before them.
        """
        firms = [
            Firm(
                id=f"resource {number}",
                offers=tuple(Offer(competence=f"skill {skill}") for skill, can in enumerate(mastered) if can),
                max_parallel=1,
            )
            for number, mastered in enumerate(self.masters, start=1)
        ]
        units = {number: self._units(number) for number in range(len(self.durations))}
        tasks = [task for parts in units.values() for task in parts]
        if any(task.competence == FREE for task in tasks):
            firms.append(Firm(id="nobody", offers=(Offer(competence=FREE),)))
        first = {number: parts[0].id for number, parts in units.items() if parts}
        earlier: dict[str, list[str]] = {name: [] for name in first.values()}
        for before, after in self.order:
            if before in first and after in first:
                earlier[first[after]].append(first[before])
        ordered = tuple(task.model_copy(update={"after": tuple(earlier.get(task.id, ()))}) for task in tasks)
        project = Project(id=self.name, tasks=ordered, strategy=Strategy(cost=0, time=1))
        return project, Network(firms=tuple(firms))

    def _units(self, activity: int) -> list[Task]:
        """Return the tasks of an activity, the first of which carries what comes before it."""
        duration = float(self.durations[activity])
        needed = [f"skill {skill}" for skill, units in enumerate(self.needs[activity]) for _ in range(units)]
        if not needed:
            first = all(after != activity for _, after in self.order)
            last = all(before != activity for before, _ in self.order)
            if duration == 0 and (first or last):
                return []
            needed = [FREE]
        name = f"activity {activity + 1}"
        return [
            Task(
                id=f"{name}, unit {unit}",
                competence=competence,
                duration=duration,
                starts_with=(f"{name}, unit 1",) if unit > 1 else (),
            )
            for unit, competence in enumerate(needed, start=1)
        ]


def read_mspsp(path: Path) -> Activities:
    """Read a multi-skill instance in the MiniZinc data format of Young, Feydy and Schutt.

    Only ``dur``, ``sreq``, ``mastery``, ``pred`` and ``succ`` are looked at; the rest follows from them.

    Raises
    ------
    ValueError
        If one of them is missing, or their sizes do not agree.
    """
    text = re.sub(r"%[^\n]*", "", path.read_text(encoding="utf-8"))
    stated = dict(re.findall(r"(\w+)\s*=\s*(.*?);", text, re.DOTALL))
    missing = [name for name in ("dur", "sreq", "mastery", "pred", "succ") if name not in stated]
    if missing:
        raise ValueError(f"{path}: states no {', '.join(missing)}")
    durations = tuple(map(int, _words(stated["dur"])))
    needs = tuple(tuple(map(int, row)) for row in _rows(stated["sreq"]))
    masters = tuple(tuple(word == "true" for word in row) for row in _rows(stated["mastery"]))
    before, after = (tuple(int(word) - 1 for word in _words(stated[name])) for name in ("pred", "succ"))
    skills = {len(row) for row in (*needs, *masters)}
    if len(needs) != len(durations) or len(skills) != 1 or len(before) != len(after):
        raise ValueError(
            f"{path}: {len(durations)} durations, {len(needs)} rows of needs, {sorted(skills)} skills a row, "
            f"{len(before)} and {len(after)} ends of precedence"
        )
    if not all(0 <= activity < len(durations) for activity in (*before, *after)):
        raise ValueError(f"{path}: precedence names an activity beyond the {len(durations)} there are")
    return Activities(path.stem, durations, needs, masters, tuple(zip(before, after, strict=True)))


def _rows(text: str) -> list[list[str]]:
    """Return the rows of a two-dimensional array, ``[| a,b, | c,d |]``."""
    return [row for row in map(_words, text.strip().strip("[]").split("|")) if row]


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.]+", text)
