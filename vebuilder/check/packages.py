"""Whether the chosen packages are taken whole and apart from each other."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import figure, listing
from vebuilder.model.evaluation import Violation


def package_violations(case: Case) -> Iterator[Violation]:
    """Yield the packaged tasks that their firm does not do alone, or that are in two chosen packages."""
    taken: dict[str, str] = {}
    for package in case.plan.packages:
        for task in package.tasks:
            short = excess(1.0, case.share(task, package.firm))
            if short:
                yield Violation(
                    rule="packages",
                    ids=(package.firm, task),
                    amount=short,
                    message=f"the package of firm {package.firm!r} for {listing(package.tasks)} is chosen, "
                    f"but the firm does only {figure(1.0 - short)} of task {task!r}",
                )
            if task in taken:
                yield Violation(
                    rule="packages",
                    ids=(task, taken[task], package.firm),
                    amount=1.0,
                    message=f"task {task!r} is in two chosen packages, of firm {taken[task]!r} and of firm "
                    f"{package.firm!r}",
                )
            taken[task] = package.firm
