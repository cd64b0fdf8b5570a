"""How much of a chosen CVaR is the luck of the scenarios it was chosen by."""

import numbers
from collections.abc import Iterator

from vebuilder.check.case import open_case
from vebuilder.check.cvar import conditional_value_at_risk, scenario_losses
from vebuilder.check.plan import read_plan
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.stakes import stakes
from vebuilder.check.support import refuse_preparations
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.sampling.fresh_risk import FreshRisk
from vebuilder.model.errors import NoSolutionError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.strategy import CVaR
from vebuilder.result.belonging import belonging_faults, refuse_reformed
from vebuilder.result.enterprise import Enterprise

MOST_SETS = 10_000


def sampling_error(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    seeds: int = 20,
    others: int = 5,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
) -> FreshRisk:
    r"""Measure a chosen CVaR on fresh scenarios, and how far from the truly best the enterprise can be.

    An enterprise that is the best on some scenarios owes that in part to their luck: its CVaR on them is too
    low on average, and so is the best objective. So its CVaR is measured again on other sets of scenarios,
    as many in each, and enterprises are formed for still others: by Jensen's inequality

    .. math:: E \min_x \hat F(x) \le \min_x E \hat F(x) \le \min_x F(x),

    with F the true objective and :math:`\hat F` that on a set of scenarios, the proven bounds of these lie
    below the truly best on average (Mak, Morton and Wood, Monte Carlo bounding techniques for determining
    solution quality in stochastic programs, 1999). A CVaR on few scenarios is a little low itself, whoever
    chose: more scenarios mend that, not more sets of them.

    Parameters
    ----------
    enterprise
        Formed with `Strategy.risk_measure` a `CVaR`.
    project, network
        What it was formed from.
    seeds
        Sets of fresh scenarios that its CVaR is measured on; at least 2.
    others
        Sets of scenarios that the best enterprise is sought for; 0 or at least 2.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all together. Each search starts from the enterprise.

    Returns
    -------
    FreshRisk
        Ctrl-C and the time limit keep what is finished.

    Raises
    ------
    DataError
        If the enterprise was formed from other inputs or its risk is no CVaR, or an option cannot be meant;
        all faults at once.
    """
    refuse_options(
        *belonging_faults(enterprise, project, network),
        *_faults(project, seeds, others),
        solver=solver, time_limit=time_limit, gap=gap, seed=seed, progress=progress,
    )  # fmt: skip
    refuse_reformed(enterprise, "sampling_error")
    refuse_preparations(project, "sampling_error")
    measure = project.strategy.risk_measure
    assert isinstance(measure, CVaR)
    sets = [measure.model_copy(update={"seed": measure.seed + 1 + one}) for one in range(seeds + others)]
    fresh, unseen = sets[:seeds], sets[seeds:]
    with Asking(project, network, solver, time_limit, gap, seed, progress) as asking:
        asking.keep()
        values = [_on(one, enterprise, project, network) for one in fresh]
        bounds: list[float | None] = []
        for done, one in enumerate(unseen):
            if asking.why_over:
                break
            bounds.append(_best_bound(asking, one, enterprise, waiting=others - done))
        ended = "enough" if len(bounds) == others else asking.why_over
    return FreshRisk(
        project=project.id,
        measure=measure,
        chosen_by=_on(measure, enterprise, project, network),
        values=tuple(values),
        seeds=tuple(one.seed for one in fresh),
        objective=enterprise.objective,
        weight=project.strategy.risk,
        bounds=tuple(bounds),
        ended=ended,
        currency=project.currency,
    )


def _on(measure: CVaR, enterprise: Enterprise, project: Project, network: Network) -> float:
    """Return the CVaR of an enterprise on some scenarios."""
    case = open_case(project, network, read_plan(enterprise, project, network))
    losses = scenario_losses(stakes(case), case.firms, Scenarios(measure, project.shocks))
    return conditional_value_at_risk(losses, measure.level)


def _best_bound(asking: Asking, measure: CVaR, start: Enterprise, waiting: int) -> float | None:
    """Return below which objective no enterprise is on some scenarios; None if nothing is proven."""
    strategy = asking.project.strategy.model_copy(update={"risk_measure": measure})
    asked = asking.project.model_copy(update={"strategy": strategy})
    try:
        return asking.form_or_raise(asked, start=start, waiting=waiting).bound
    except NoSolutionError as error:
        return error.bound


def _faults(project: object, seeds: object, others: object) -> Iterator[Fault]:
    if isinstance(project, Project) and not isinstance(project.strategy.risk_measure, CVaR):
        kind = type(project.strategy.risk_measure).__name__
        yield Fault(
            path="project.strategy.risk_measure",
            message=f"{kind} is exact: only a CVaR is measured on scenarios, and has a sampling error",
            mend="form the enterprise with Strategy(risk_measure=CVaR(...)), or ask simulate()",
        )
    if not (_is_count(seeds) and 2 <= seeds <= MOST_SETS):  # type: ignore[operator]
        yield Fault(path="seeds", message=f"{seeds!r} is not a whole number from 2 to {MOST_SETS:,}")
    if not (_is_count(others) and (others == 0 or 2 <= others <= MOST_SETS)):  # type: ignore[operator]
        yield Fault(path="others", message=f"{others!r} is not 0, nor a whole number from 2 to {MOST_SETS:,}")


def _is_count(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
