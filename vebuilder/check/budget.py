"""Whether the enterprise is within the budget."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import figure
from vebuilder.model.evaluation import Cost, Violation


def budget_violations(case: Case, cost: Cost) -> Iterator[Violation]:
    """Yield the budget if the total cost exceeds it."""
    project = case.project
    size = sum(map(abs, cost.terms().values()))
    if project.budget is not None and (over := excess(cost.total, project.budget, size)):
        yield Violation(
            rule="budget",
            ids=(project.id,),
            amount=over,
            message=f"the enterprise costs {figure(cost.total)} {project.currency} with a budget of "
            f"{figure(project.budget)} {project.currency}: short by {figure(over)} {project.currency}",
        )
