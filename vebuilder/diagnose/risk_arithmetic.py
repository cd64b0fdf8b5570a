"""What counting shows of standby firms and of success."""

from collections.abc import Iterator

import numpy as np

from vebuilder.check.words import count, figure
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault


def impossible_standbys(problem: Problem) -> Iterator[Fault]:
    """Yield the tasks that fewer firms can do than partners and standbys are needed."""
    for number in np.flatnonzero(problem.backups).tolist():
        task, able = problem.tasks[number], problem.eligible_count(number)
        partners = max(task.min_partners, 1)
        alone = int(problem.pairs.own[problem.pairs_of(number)].sum())
        short = max(partners + task.backups - able, task.backups - alone)
        if short > 0 and able >= partners:
            who = f"only {count(able, 'firm')} can do it"
            if able >= partners + task.backups:
                who = f"only {count(alone, 'firm')} can do it otherwise than in a package"
            yield Fault(
                path=f"project.tasks[{number}].backups",
                ids=(task.id,),
                message=f"task {task.id!r} asks for more backups than eligible firms: it needs "
                f"{count(task.backups, 'standby firm')} beside "
                f"{count(partners, 'partner')}, but {who}",
                mend=f"lower its backups to {task.backups - short}, or add {count(short, 'firm')} with an "
                "offer or a quote for it",
            )


def impossible_success(problem: Problem) -> Iterator[Fault]:
    """Yield the least probability of success if one task alone is out of its reach.

    Whoever does a task, the enterprise succeeds at most as probably as the most reliable firm for it.
    """
    needed = problem.project.rules.min_success_probability
    if not needed:
        return
    tasks = [task for task in range(len(problem.tasks)) if problem.eligible_count(task)]
    best = [float(problem.pairs.reliability[problem.pairs_of(task)].max()) for task in tasks]
    if not tasks or min(best) >= needed:
        return
    weakest = tasks[int(np.argmin(best))]
    pairs = problem.pairs_of(weakest)
    firm = problem.firm_ids[problem.pairs.firm[pairs[int(np.argmax(problem.pairs.reliability[pairs]))]]]
    yield Fault(
        path="project.rules.min_success_probability",
        ids=(problem.tasks[weakest].id, firm),
        message=f"success is needed with probability {figure(needed)}, but nobody delivers task "
        f"{problem.tasks[weakest].id!r} with more than {figure(min(best))} (firm {firm!r})",
        mend=f"lower min_success_probability to {figure(min(best))} at most, or add a more reliable firm for "
        "the task",
    )
