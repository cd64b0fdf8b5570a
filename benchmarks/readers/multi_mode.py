"""Multi-mode project scheduling: each job is done in one of several modes, which use resources."""

import re
from dataclasses import dataclass
from functools import reduce
from math import gcd
from pathlib import Path

from vebuilder import Firm, Interface, Network, Project, Quote, Rules, Strategy, Task, TrustLink


@dataclass(frozen=True)
class Mode:
    """One way to do a job: how long it takes, and what it uses of each resource."""

    duration: int
    renewable: tuple[int, ...]
    nonrenewable: tuple[int, ...]


@dataclass(frozen=True)
class Jobs:
    """A multi-mode instance as published; jobs are counted from 0, the first and last being dummies.

    Parameters
    ----------
    name
        Name of the instance.
    modes
        Of each job.
    order
        Pairs of jobs: the first has finished before the second starts.
    renewable, nonrenewable
        What there is of each resource: at every moment, and in all.
    """

    name: str
    modes: tuple[tuple[Mode, ...], ...]
    order: tuple[tuple[int, int], ...]
    renewable: tuple[int, ...]
    nonrenewable: tuple[int, ...]

    def as_project(self) -> tuple[Project, Network]:
        """Return the instance as a project and a network: the makespan alone counts.

        A job is a task for which each of its modes, a firm, quotes its duration. What a mode uses are tasks
        of their own that start with the job: one for each unit of a renewable resource, a firm that works on
        as many tasks at once as there are units; and one for each non-renewable resource, a firm whose
        capacity is what there is. Each of them may be left to a firm that stands for the mode not being
        chosen; that firm the mode itself does not trust, so that `min_trust` binds what is used to the mode.
        The translation is exact. Modes that need more than there is are left out.
        """
        return _Translation(self).done()


class _Translation:
    """Collects the firms, tasks, quotes and links of an instance."""

    def __init__(self, jobs: Jobs) -> None:
        self.jobs = jobs
        self.kept = [job for job in range(len(jobs.modes)) if not _is_dummy(jobs, job)]
        self.tasks: list[Task] = []
        self.quotes: list[Quote] = []
        self.links: list[TrustLink] = []
        self.interfaces: list[Interface] = []
        self.unit = [_unit(jobs, resource) for resource in range(len(jobs.renewable))]
        self.firms = [
            Firm(id=f"renewable {number}", max_parallel=max(have // unit, 1))
            for number, (have, unit) in enumerate(zip(jobs.renewable, self.unit, strict=True), start=1)
        ]
        self.firms += [
            Firm(id=f"non-renewable {number}", capacity=float(have))
            for number, have in enumerate(jobs.nonrenewable, start=1)
        ]
        self.resources = [firm.id for firm in self.firms]

    def done(self) -> tuple[Project, Network]:
        for job in self.kept:
            self._add_job(job)
        project = Project(
            id=self.jobs.name,
            tasks=tuple(self.tasks),
            interfaces=tuple(self.interfaces),
            quotes=tuple(self.quotes),
            rules=Rules(min_trust=1.0),
            strategy=Strategy(cost=0, time=1),
        )
        return project, Network(firms=tuple(self.firms), trust=tuple(self.links))

    def _add_job(self, job: int) -> None:
        name = f"job {job + 1}"
        before = tuple(
            f"job {one + 1}" for one, other in self.jobs.order if other == job and one in self.kept
        )
        self.tasks.append(Task(id=name, competence="work", after=before))
        possible = [mode for mode in self.jobs.modes[job] if self._fits(mode)]
        for number, mode in enumerate(possible, start=1):
            firm, absent = f"{name}, mode {number}", f"{name}, not mode {number}"
            self.quotes.append(Quote(task=name, firm=firm, cost=0.0, effort=0.0, duration=mode.duration))
            self.firms += [Firm(id=firm), Firm(id=absent)]
            others = [f"{name}, mode {other}" for other in range(1, len(possible) + 1) if other != number]
            self.links += [
                TrustLink(source=other, target=absent, trust=1.0, mutual=False) for other in others
            ]
            self.links += [
                TrustLink(source=firm, target=resource, trust=1.0, mutual=False)
                for resource in self.resources
            ]
            self._add_use(name, firm, absent, mode)

    def _add_use(self, job: str, firm: str, absent: str, mode: Mode) -> None:
        for number, (need, unit) in enumerate(zip(mode.renewable, self.unit, strict=True), start=1):
            for each in range(1, need // unit + 1 if mode.duration else 1):
                use = f"{firm}, renewable {number}, unit {each}"
                self._add_task(job, use, absent, f"renewable {number}", mode.duration, 0.0)
        for number, need in enumerate(mode.nonrenewable, start=1):
            if need:
                use = f"{firm}, non-renewable {number}"
                self._add_task(job, use, absent, f"non-renewable {number}", 0, float(need))

    def _add_task(self, job: str, use: str, absent: str, resource: str, duration: int, effort: float) -> None:
        self.tasks.append(Task(id=use, competence="use", starts_with=(job,)))
        self.interfaces.append(Interface(source=job, target=use))
        self.quotes += [
            Quote(task=use, firm=resource, cost=0.0, effort=effort, duration=duration),
            Quote(task=use, firm=absent, cost=0.0, effort=0.0, duration=0.0),
        ]

    def _fits(self, mode: Mode) -> bool:
        """Whether there is as much as the mode uses; a mode that needs more can never be chosen."""
        have = (*self.jobs.renewable, *self.jobs.nonrenewable)
        return all(
            need <= there for need, there in zip((*mode.renewable, *mode.nonrenewable), have, strict=True)
        )


def _is_dummy(jobs: Jobs, job: int) -> bool:
    """Whether a job only marks the start or the end."""
    uses_nothing = all(
        mode.duration == 0 and not any(mode.renewable + mode.nonrenewable) for mode in jobs.modes[job]
    )
    return uses_nothing and job in {0, len(jobs.modes) - 1}


def _unit(jobs: Jobs, resource: int) -> int:
    """Return the largest unit in which all modes use a renewable resource."""
    used = [mode.renewable[resource] for modes in jobs.modes for mode in modes]
    return reduce(gcd, used, 0) or 1


def read_mrcpsp(path: Path) -> Jobs:
    """Read PSPLIB's multi-mode format (``.mm``), also as MMLIB spells it.

    Raises
    ------
    ValueError
        If the file is not in this format.
    """
    lines = [line.strip() for line in path.read_text(encoding="latin-1").splitlines()]
    count = _stated(path, lines, "jobs")
    renewable, nonrenewable = _stated(path, lines, "- renewable"), _stated(path, lines, "- nonrenewable")
    modes_of: list[int] = []
    order: list[tuple[int, int]] = []
    for job, row in enumerate(_block(path, lines, "PRECEDENCE RELATIONS", count)):
        if len(row) < 3 or row[0] != job + 1 or len(row) != 3 + row[2]:
            raise ValueError(f"{path}: the successors of job {job + 1} read {row}")
        modes_of.append(row[1])
        order += [(job, other - 1) for other in row[3:]]
    rows = _block(path, lines, "REQUESTS/DURATIONS", sum(modes_of))
    modes: list[tuple[Mode, ...]] = []
    for job, many in enumerate(modes_of):
        mine = [rows.pop(0) for _ in range(many)]
        if len(mine[0]) == 3 + renewable + nonrenewable:
            mine[0] = mine[0][1:]  # the first line of a job starts with its number
        for number, row in enumerate(mine, start=1):
            if len(row) != 2 + renewable + nonrenewable or row[0] != number:
                raise ValueError(f"{path}: mode {number} of job {job + 1} reads {row}")
        modes.append(
            tuple(Mode(row[1], tuple(row[2 : 2 + renewable]), tuple(row[2 + renewable :])) for row in mine)
        )
    (have,) = _block(path, lines, "RESOURCEAVAILABILITIES", 1)
    if len(have) != renewable + nonrenewable:
        raise ValueError(f"{path}: {renewable + nonrenewable} availabilities are needed, not {len(have)}")
    return Jobs(path.stem, tuple(modes), tuple(order), tuple(have[:renewable]), tuple(have[renewable:]))


def _stated(path: Path, lines: list[str], what: str) -> int:
    """Return the number behind the first line that starts so."""
    line = next((line for line in lines if line.startswith(what)), "")
    number = re.search(r":\s*(\d+)", line)
    if number is None:
        raise ValueError(f"{path}: does not state the number of '{what}'")
    return int(number[1])


def _block(path: Path, lines: list[str], heading: str, count: int) -> list[list[int]]:
    """Return the next so many lines of numbers below a heading."""
    headings = [line.replace(" ", "").rstrip(":") for line in lines]
    if heading.replace(" ", "") not in headings:
        raise ValueError(f"{path}: no '{heading}'")
    below = lines[headings.index(heading.replace(" ", "")) + 1 :]
    rows = [[int(word) for word in line.split()] for line in below if re.fullmatch(r"[\d\s]+", line)]
    if len(rows) < count:
        raise ValueError(f"{path}: {count} lines are needed below '{heading}', not {len(rows)}")
    return rows[:count]
