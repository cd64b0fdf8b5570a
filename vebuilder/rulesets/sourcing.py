"""How buyers spread what they buy: quotas, caps and second sources."""

from collections.abc import Collection, Iterable

from vebuilder.model import DataError, Fault, GroupRule, Project, Rules, Task


def sme_share(
    at_least: float, *, attribute: str = "sme", values: Iterable[bool | float | str] = (True,)
) -> Rules:
    """Return a quota for small and medium-sized enterprises, as a part of the total work cost.

    Calls of Horizon Europe have asked for 30 % of the budget, Eurostars asks for 50 %; the United States aim
    at 23 % of federal prime contracts for small businesses (15 U.S.C. 644(g)). What is small the Commission
    defines in Recommendation 2003/361/EC: fewer than 250 employees, and at most 50 million euros of turnover
    or 43 million of balance sheet.

    Parameters
    ----------
    at_least
        Part of the work, from 0 to 1.
    attribute, values
        The attribute that says what size a firm is, and its values for small and medium-sized.
    """
    return Rules(groups=(GroupRule(attribute=attribute, values=tuple(values), min_share=at_least),))


def partner_cap(at_most: float) -> Rules:
    """Return a cap on what one partner does, as a part of the total work cost.

    Eurostars sets 70 %; buyers who fear to depend on one supplier set less.

    Parameters
    ----------
    at_most
        Part of the work, from 0 to 1.
    """
    return Rules(max_partner_share=at_most)


def country_cap(
    at_most: float | None = None,
    *,
    firms: int | None = None,
    attribute: str = "country",
    countries: Iterable[str] | None = None,
) -> Rules:
    """Return a cap on what comes from each single country.

    The European Union aims at no more than 65 % of each strategic raw material from any single third country
    by 2030 (Regulation (EU) 2024/1252, Article 5(1)); Eurostars sets 70 % of the work.

    Parameters
    ----------
    at_most
        Part of the total work cost that the firms of one country may have together; None for no such cap.
    firms
        Most partners from one country; None for no such cap.
    attribute
        The attribute that says where a firm is established.
    countries
        Countries to cap, each separately, such as all but your own; None: every one.
    """
    if countries is None:
        return Rules(groups=(GroupRule(attribute=attribute, max_share=at_most, max_per_value=firms),))
    return Rules(
        groups=tuple(
            GroupRule(attribute=attribute, values=(country,), max_share=at_most, max_firms=firms)
            for country in sorted(set(countries))
        )
    )


def dual_sourcing(
    project: Project,
    *,
    tasks: Collection[str] = (),
    loss_from: float | None = None,
    partners: int = 2,
    min_share: float = 0.2,
) -> Project:
    """Return the project with its critical tasks done by several partners, each with a share that matters.

    A single source that fails stops the task; the second one keeps it running at its share at least. Limits
    that are already stricter stay: a task may get more than is asked for here, and a smallest share never
    falls.

    Parameters
    ----------
    project
        The project; it is left as it is.
    tasks
        Ids of the critical tasks.
    loss_from
        Tasks that lose at least this if they are not delivered are critical, too.
    partners
        Sources that each critical task must have.
    min_share
        The smallest share of one of them.

    Raises
    ------
    DataError
        If a task is unknown, or so many shares exceed the whole.
    """
    known = {task.id for task in project.tasks}
    faults = [
        Fault(path="tasks", ids=(task,), message=f"project {project.id!r} has no task {task!r}")
        for task in sorted(set(tasks) - known)
    ]
    critical = {
        task.id
        for task in project.tasks
        if task.id in tasks or (loss_from is not None and task.loss >= loss_from)
    }
    changed = tuple(
        _sourced(task, partners, min_share) if task.id in critical else task for task in project.tasks
    )
    faults += [
        Fault(
            path="min_share",
            ids=(task.id,),
            message=f"task {task.id!r} would have {task.min_partners} partners with a share of at least "
            f"{task.min_share:g} each: together {task.min_share * task.min_partners:g}, above 1",
            mend=f"lower min_share to {1 / task.min_partners:g}",
        )
        for task in changed
        if task.id in critical and task.min_share * task.min_partners > 1 + 1e-9
    ]
    if faults:
        raise DataError(faults)
    return project.model_copy(update={"tasks": changed})


def _sourced(task: Task, partners: int, min_share: float) -> Task:
    fewest = max(task.min_partners, partners)
    most = None if task.max_partners is None else max(task.max_partners, fewest)
    update = {"min_partners": fewest, "max_partners": most, "min_share": max(task.min_share, min_share)}
    return Task.model_validate(dict(task) | update)
