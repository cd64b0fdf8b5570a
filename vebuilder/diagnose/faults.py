"""Conflicts in domain words: one fault for what is best told together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from vebuilder.check.words import listing
from vebuilder.diagnose.capacity_requirements import Capacity, FirmCapacity
from vebuilder.diagnose.capacity_words import shortage
from vebuilder.diagnose.repairs import Way
from vebuilder.diagnose.requirement import Requirement
from vebuilder.diagnose.rule_requirements import RequiredFirm
from vebuilder.diagnose.task_requirements import MostOfTask, is_single_sourcing
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault, Repair

# So many alternatives are told in words; all of them are in the data.
SHOWN_REPAIRS = 4
UNKNOWN = "by how much it would have to give was not worked out in time"


def conflict_faults(
    problem: Problem,
    number: int,
    requirements: Sequence[Requirement],
    ways: Mapping[Requirement, Way],
    tasks: Sequence[int],
    *,
    several: bool,
) -> list[Fault]:
    """Return what clashes, the smallest change first.

    Parameters
    ----------
    problem
        The instance.
    number
        Of the conflict.
    requirements
        What is in it.
    ways
        What is known of how each could give.
    tasks
        Positions of the tasks that compete for the capacities in it.
    several
        Whether it is one of several; then what mends the others is not told with each line.
    """

    def lightest(part: Sequence[Requirement]) -> float:
        return min((ways[one].weight for one in part if one in ways), default=float("inf"))

    faults = []
    for part in sorted(_told_together(requirements), key=lightest):
        text = _message(problem, part, requirements, ways, tasks, several=several)
        ordered = sorted((one for one in part if one in ways), key=lambda one: ways[one].weight)
        repairs = tuple(repair_of(problem, one, ways[one]) for one in ordered)
        faults.append(
            Fault(
                path=_path(part),
                ids=tuple(dict.fromkeys(_ids(problem, part, ways, tasks))) or (problem.project.id,),
                message=text,
                mend=_mend(part, repairs, several=several),
                repairs=repairs,
                clash=number,
            )
        )
    return faults


def _told_together(requirements: Iterable[Requirement]) -> Iterator[list[Requirement]]:
    """Yield requirements in the parts that are told in one sentence each."""
    joint: dict[type, list[Requirement]] = {}
    for one in requirements:
        kind = next((kind for kind in (Capacity, MostOfTask, RequiredFirm) if isinstance(one, kind)), None)
        if kind is None:
            yield [one]
        else:
            joint.setdefault(kind, []).append(one)
    yield from joint.values()


def _path(part: Sequence[Requirement]) -> str:
    return next((one.path for one in part if isinstance(one, FirmCapacity)), part[0].path)


def _ids(
    problem: Problem, part: Sequence[Requirement], ways: Mapping[Requirement, Way], tasks: Sequence[int]
) -> Iterator[str]:
    yield from chain.from_iterable(one.ids for one in part)
    if isinstance(part[0], Capacity):
        yield from map(str, problem.task_ids[list(tasks)])
    elif len(part) == 1:
        way = ways.get(part[0])
        yield from part[0].concerned(problem, None if way is None else way.nearest)


def _message(
    problem: Problem,
    part: Sequence[Requirement],
    conflict: Sequence[Requirement],
    ways: Mapping[Requirement, Way],
    tasks: Sequence[int],
    *,
    several: bool,
) -> str:
    capacities = [one for one in part if isinstance(one, Capacity)]
    if capacities:
        known = {one: ways[one] for one in capacities if one in ways}
        whole = any(is_single_sourcing(one, problem) for one in conflict)
        others = [one for one in conflict if not isinstance(one, Capacity | MostOfTask)]
        return shortage(problem, capacities, tasks, known, whole=whole, alone=not others)
    if len(part) > 1 and isinstance(part[0], MostOfTask):
        ids = [one.task for one in part if isinstance(one, MostOfTask)]
        single = all(is_single_sourcing(one, problem) for one in part)
        limit = "must each be done by one partner" if single else "are limited in partners"
        return f"tasks {listing(ids)} {limit}"
    if len(part) > 1:
        return f"firms {listing([one.ids[0] for one in part])} are required, but cannot all be in"
    way = ways.get(part[0])
    # By how much it is missed is a figure of its own only where no other requirement of the clash gives.
    own = way is not None and (several or not way.beside)
    given, nearest = (way.given, way.nearest) if way is not None and own else (None, None)
    return part[0].message(problem, given, nearest)


def repair_of(problem: Problem, requirement: Requirement, way: Way) -> Repair:
    """Return a way out as data."""
    return Repair(
        changes=(
            requirement.change(problem, way.given),
            *(one.change(problem, given) for one, given in way.beside.items()),
        )
    )


def _mend(part: Sequence[Requirement], repairs: Sequence[Repair], *, several: bool) -> str:
    otherwise = part[0].otherwise()
    if not repairs:
        return f"{UNKNOWN}{f'; or {otherwise}' if otherwise else ''}"
    shown = [repair.changes[0].text if several else str(repair) for repair in repairs[:SHOWN_REPAIRS]]
    if len(repairs) > SHOWN_REPAIRS:
        shown.append(f"one of {len(repairs) - SHOWN_REPAIRS:,} more in that way")
    return ", or ".join([*shown, *([otherwise] if otherwise else [])])
