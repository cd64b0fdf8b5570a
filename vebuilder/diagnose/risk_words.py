"""What rows on standby firms and on success mean to a planner."""

import math
from typing import Any

from vebuilder.check.words import count, figure
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault

Key = dict[str, Any]


def too_few_standbys(problem: Problem, key: Key, amount: float) -> Fault:
    """Say how many standby firms a task is short of."""
    number = problem.task_position[key["task"]]
    task = problem.tasks[number]
    able = problem.firm_ids[problem.pairs.firm[problem.pairs_of(number)]]
    short = math.ceil(amount - 1e-6)
    return Fault(
        path="project.tasks.backups",
        ids=(task.id, *able),
        message=f"task {task.id!r} needs {count(task.backups, 'standby firm')}, {short} more than can be had "
        f"beside its partners (able: {', '.join(able[:8])}{', ...' if len(able) > 8 else ''})",
        mend=f"lower its backups by {short}, or add {count(short, 'firm')} that can do it",
    )


def incompatible_standbys(_: Problem, key: Key, __: float) -> Fault:
    """Say which incompatible firms are needed as partner or standby."""
    pair = (key["firm"], key["other firm"])
    return Fault(
        path="project.rules.incompatible",
        ids=pair,
        message=f"firms {pair[0]!r} and {pair[1]!r} are incompatible, but the project needs both, as "
        "partners or standby firms",
        mend="lift the incompatibility, ask for fewer backups, or add a firm that can replace one of them",
    )


def unlikely_success(problem: Problem, _: Key, amount: float) -> Fault:
    """Say which probability of success can be had."""
    needed = problem.project.rules.min_success_probability or 0.0
    reached = needed * math.exp(-amount)
    return Fault(
        path="project.rules.min_success_probability",
        ids=(problem.project.id,),
        message=f"success is needed with probability {figure(needed)}, but the enterprise nearest to all "
        f"requirements reaches {figure(reached)}",
        mend=f"lower min_success_probability to {figure(math.floor(1e4 * reached) / 1e4)}, or add more "
        "reliable firms",
    )


def hopeless_partner(_: Problem, key: Key, __: float) -> Fault:
    """Say who never delivers but is needed."""
    return Fault(
        path="project.rules.min_success_probability",
        ids=(key["firm"], key["task"]),
        message=f"firm {key['firm']!r} never delivers task {key['task']!r} (reliability 0), "
        "but the project needs it there",
        mend="add a firm that can do the task, or drop min_success_probability",
    )
