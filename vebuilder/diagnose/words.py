"""What a row that must give means to a planner."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from vebuilder.check.serving import serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.diagnose.core_in_house import out_of_house
from vebuilder.diagnose.price_words import only_in_packages, too_small_a_budget
from vebuilder.diagnose.risk_words import (
    hopeless_partner,
    incompatible_standbys,
    too_few_standbys,
    unlikely_success,
)
from vebuilder.diagnose.time_words import missed, too_much_at_once
from vebuilder.diagnose.trust_words import Nearest, across_interface, not_connected
from vebuilder.formulate import (
    backups,
    core_in_house,
    min_trust,
    packages,
    parallel,
    schedule,
    success,
    trust_connected,
)
from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import Fault, GroupRule

Key = dict[str, Any]
Words = Callable[[Problem, Key, float], Fault | None]


def sentence(
    formulation: Formulation, family: Family, row: int, amount: float, nearest: Nearest
) -> Fault | None:
    """Return what a row lacks, in domain words; None where the nearest enterprise keeps its rule after all.

    Parameters
    ----------
    formulation
        What was solved.
    family
        The family the row belongs to.
    row
        Number of the row in the model.
    amount
        By how much it is short, in its own unit.
    nearest
        The nearest possible enterprise.
    """
    key = family.key(row) | {"nearest": nearest, "pairs": _pairs_in(formulation, row)}
    key["firms"] = _firms_in(formulation, row, key["pairs"])
    return RELAXABLE[family.name](formulation.problem, key, amount)


def _pairs_in(formulation: Formulation, row: int) -> IntArray:
    """Return the eligible pairs whose shares a row adds up."""
    matrix = formulation.model.matrix
    columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
    return np.flatnonzero(np.isin(formulation.decisions.share, columns))


def _firms_in(formulation: Formulation, row: int, pairs: IntArray) -> tuple[str, ...]:
    """Return the firms a row looks at."""
    problem, matrix = formulation.problem, formulation.model.matrix
    columns = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]
    firms = np.flatnonzero(np.isin(formulation.decisions.partner, columns))
    return tuple(problem.firm_ids[np.union1d(firms, problem.pairs.firm[pairs])])


def _firm_capacity(problem: Problem, key: Key, amount: float) -> Fault:
    firm = problem.firms[problem.firm_position[key["firm"]]]
    tasks = _tasks_of(problem, firm.id)
    return Fault(
        path="network.firms.capacity",
        ids=(firm.id, *tasks),
        message=f"firm {firm.id!r} has capacity {firm.capacity or 0:g}, "
        f"{amount:g} short of what is asked of it (it can do: {_list(tasks)})",
        mend=f"raise its capacity by {amount:g}, or let another firm do one of these tasks",
    )


def _offer_capacity(problem: Problem, key: Key, amount: float) -> Fault:
    firm = problem.firms[problem.firm_position[key["firm"]]]
    tasks = tuple(problem.task_ids[problem.pairs.task[key["pairs"]]])
    served = problem.tasks[problem.task_position[tasks[0]]]
    offer = serving_offer(served, firm, Taxonomy(problem.network.competences))
    assert offer is not None
    return Fault(
        path="network.firms.offers.capacity",
        ids=(firm.id, offer.competence, *tasks),
        message=f"the offer of {offer.competence!r} by firm {firm.id!r} has capacity "
        f"{offer.capacity or 0:g}, {amount:g} short of what is asked of it (it serves: {_list(tasks)})",
        mend=f"raise the offer's capacity by {amount:g}, or let another firm do one of these tasks",
    )


def _fewest_of_task(problem: Problem, key: Key, amount: float) -> Fault:
    task = problem.tasks[problem.task_position[key["task"]]]
    eligible = problem.firm_ids[problem.pairs.firm[problem.pairs_of(problem.task_position[task.id])]]
    return Fault(
        path="project.tasks.min_partners",
        ids=(task.id, *eligible),
        message=f"task {task.id!r} wants {task.min_partners} partners, {amount:g} more than can be had "
        f"(eligible: {_list(tuple(eligible))})",
        mend="lower min_partners, or add firms that can do it",
    )


def _most_of_task(problem: Problem, key: Key, amount: float) -> Fault:
    task = problem.tasks[problem.task_position[key["task"]]]
    return Fault(
        path="project.tasks.max_partners",
        ids=(task.id,),
        message=f"task {task.id!r} allows {task.max_partners} partners, {amount:g} fewer than it takes",
        mend=f"raise max_partners by {amount:g}",
    )


def _least_share(problem: Problem, key: Key, amount: float) -> Fault:
    return Fault(
        path="project.tasks.min_share",
        ids=(key["task"], key["firm"]),
        message=f"firm {key['firm']!r} could take a share of task {key['task']!r}, "
        f"but {amount:g} below its min_share",
        mend="lower min_share or raise the firm's capacity",
    )


def _required(problem: Problem, key: Key, _: float) -> Fault:
    firm = key["firm"]
    initiator = firm == problem.project.initiator
    if not initiator and not _tasks_of(problem, firm):
        return _idle(problem, key, 0.0)
    return Fault(
        path="project.initiator" if initiator else "project.rules.required",
        ids=(firm,),
        message=f"firm {firm!r} must be a partner{', being the initiator' if initiator else ''}, "
        "but cannot be one together with the other rules",
        mend=f"{'name another initiator' if initiator else 'do not require it'}, or give up the rule that "
        "keeps it out",
    )


def _idle(problem: Problem, key: Key, _: float) -> Fault:
    firm = key["firm"]
    tasks = _tasks_of(problem, firm)
    return Fault(
        path="project.rules.required",
        ids=(firm, *tasks),
        message=f"firm {firm!r} would be a partner without a task (it can do: {_list(tasks) or 'none'})",
        mend="add a task or an offer for it, or do not ask for it",
    )


def _incompatible(problem: Problem, key: Key, _: float) -> Fault:
    pair = (key["firm"], key["other firm"])
    return Fault(
        path="project.rules.incompatible",
        ids=pair,
        message=f"firms {pair[0]!r} and {pair[1]!r} are incompatible, but the project needs both",
        mend="lift the incompatibility, or add a firm that can replace one of them",
    )


def _fewest_partners(problem: Problem, key: Key, amount: float) -> Fault:
    least, partners = problem.project.rules.min_partners, key["nearest"].partners
    return Fault(
        path="project.rules.min_partners",
        ids=partners,
        message=f"at least {least} partners are asked for, {amount:g} more than can work together "
        f"(such as {_list(partners)})",
        mend=f"lower min_partners by {amount:g}, or split tasks among more partners",
    )


def _most_partners(problem: Problem, key: Key, amount: float) -> Fault:
    most, partners = problem.project.rules.max_partners, key["nearest"].partners
    return Fault(
        path="project.rules.max_partners",
        ids=partners,
        message=f"at most {most} partner{'s are' if most != 1 else ' is'} allowed, "
        f"{amount:g} fewer than it takes (such as {_list(partners)})",
        mend=f"raise max_partners by {amount:g}, or add firms with several competences",
    )


def _partner_share(problem: Problem, key: Key, amount: float) -> Fault:
    work: Mapping[str, float] = key["nearest"].work
    total = sum(work.values())
    enough = f" to {math.ceil(1e4 * work[key['firm']] / total) / 1e4:g}" if total > 0 else ""
    return Fault(
        path="project.rules.max_partner_share",
        ids=(key["firm"],),
        message=f"firm {key['firm']!r} has {_money(problem, amount)} more work than "
        f"max_partner_share {problem.project.rules.max_partner_share:g} of the total allows",
        mend=f"raise max_partner_share{enough}, or split tasks",
    )


def _group(what: str, unit: str) -> Words:
    """Return the words for one limit of a group rule."""

    def words(problem: Problem, key: Key, amount: float) -> Fault:
        number = int(key["group rule"])
        rule = problem.project.rules.groups[number]
        short = (
            _money(problem, amount)
            if unit == "money"
            else f"{amount:g} {unit if amount == 1 else unit + 's'}"
        )
        who = _concerned(problem, rule, what, key)
        return Fault(
            path=f"project.rules.groups[{number}].{what}",
            ids=(rule.attribute, *who),
            message=f"{_rule(rule)}: {what} {getattr(rule, what):g} is missed by {short} "
            f"({_shown(problem, rule, who) if who else 'no firm that may do a task counts'})",
            mend=f"relax {what}, or add eligible firms that show what it asks for",
        )

    return words


def _concerned(problem: Problem, rule: GroupRule, what: str, key: Key) -> tuple[str, ...]:
    """Return the partners that are too many, or the firms that could count but are too few."""
    firms = key["firms"]
    if what == "min_distinct":
        firms = tuple(
            problem.firm_ids[firm] for one in members_by_value(problem, rule).values() for firm in one
        )
    if not what.startswith("max"):
        return tuple(firms)
    return tuple(firm for firm in firms if firm in key["nearest"].partners)


def _shown(problem: Problem, rule: GroupRule, firms: tuple[str, ...]) -> str:
    """Write firms with the value they show."""
    values = (problem.firms[problem.firm_position[firm]].attributes[rule.attribute] for firm in firms)
    return _list(tuple(f"{firm}: {value!r}" for firm, value in zip(firms, values, strict=True)))


RELAXABLE: dict[str, Words] = {
    "firm capacity": _firm_capacity,
    "offer capacity": _offer_capacity,
    "fewest partners of a task": _fewest_of_task,
    "most partners of a task": _most_of_task,
    "least share": _least_share,
    "required partner": _required,
    "a partner works": _idle,
    "incompatible firms": _incompatible,
    "fewest partners": _fewest_partners,
    "most partners": _most_partners,
    "most work of one partner": _partner_share,
    "fewest firms of a group": _group("min_firms", "firm"),
    "most firms of a group": _group("max_firms", "firm"),
    "most firms of one value": _group("max_per_value", "firm"),
    "distinct values of a group": _group("min_distinct", "value"),
    "least work of a group": _group("min_share", "money"),
    "most work of a group": _group("max_share", "money"),
    "budget": too_small_a_budget,
    packages.ONLY: only_in_packages,
    core_in_house.IN_HOUSE: out_of_house,
    min_trust.BY_FIRM: across_interface,
    min_trust.BY_PAIR: across_interface,
    min_trust.BY_NUMBER: across_interface,
    trust_connected.REACHED: not_connected,
    backups.NUMBER: too_few_standbys,
    backups.INCOMPATIBLE: incompatible_standbys,
    success.PRODUCT: unlikely_success,
    success.HOPELESS: hopeless_partner,
    schedule.DEADLINE: missed,
    parallel.AT_ONCE: too_much_at_once,
}
"""Row families a planner could relax, and what each of their rows means."""

FOLLOWING = frozenset({parallel.ONE_OF, min_trust.IMPLIED_BY_SHARE, trust_connected.TIED, packages.ASSIGNED})
"""Row families that follow from those a planner could relax, and give with them."""


def _tasks_of(problem: Problem, firm: str) -> tuple[str, ...]:
    pairs = problem.pairs
    return tuple(problem.task_ids[pairs.task[pairs.firm == problem.firm_position[firm]]])


def _rule(rule: GroupRule) -> str:
    values = "" if rule.values is None else f" in {_list(tuple(str(value) for value in rule.values))}"
    return f"group rule on {rule.attribute!r}{values}"


def _list(names: tuple[str, ...]) -> str:
    shown = ", ".join(names[:8])
    return f"{shown}, ... ({len(names)} in all)" if len(names) > 8 else shown


def _money(problem: Problem, amount: float) -> str:
    return f"{amount:,.2f} {problem.project.currency}"
