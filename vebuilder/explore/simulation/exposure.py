"""What of an enterprise can go differently: who can fail where, what is lost then, which prices vary."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from vebuilder.check.case import Case, open_case
from vebuilder.check.plan import read_plan
from vebuilder.check.serving import Terms
from vebuilder.check.valid_standbys import valid_standbys
from vebuilder.check.work import work_costs
from vebuilder.model.firm import Firm
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.strategy import Shock
from vebuilder.result.enterprise import Enterprise


@dataclass(frozen=True)
class ShockInPlay:
    """A shock that can hit a firm in play."""

    shock: Shock
    identity: tuple[str, ...]
    """What its draws belong to."""


@dataclass(frozen=True)
class FirmInPlay:
    """A firm that can fail somewhere: a partner with a task, or a standby."""

    id: str
    shocks: tuple[int, ...]
    """Positions of the shocks in play whose value it shows."""
    reliabilities: tuple[float, ...]
    """Its different reliabilities, ascending; at each of them it fails in all tasks it has at it."""


@dataclass(frozen=True)
class Stake:
    """Work of one partner at one reliability and behind the same standbys: all of it is lost at once."""

    firm: str
    failure: int
    """Position of the partner's failure among all failures, firm by firm and reliability by reliability."""
    standby_failures: tuple[int, ...]
    """Positions of the failures that must come on top for the work to be lost."""
    tasks: Mapping[str, float]
    """Money lost in each of the tasks."""

    @property
    def loss(self) -> float:
        """Money lost in all the tasks together."""
        return sum(self.tasks.values())


@dataclass(frozen=True)
class PriceInPlay:
    """An offer whose price varies."""

    identity: tuple[str, ...]
    """What its draws belong to."""
    half_width: float
    """Most that the work paid at this offer can cost more or less than planned, in money."""


@dataclass(frozen=True)
class Exposure:
    """All that a run is played with; small, and picklable.

    Parameters
    ----------
    cost
        Planned `Cost.total`, in money.
    firms, shocks, stakes, prices
        What is in play.
    """

    cost: float
    firms: tuple[FirmInPlay, ...]
    shocks: tuple[ShockInPlay, ...]
    stakes: tuple[Stake, ...]
    prices: tuple[PriceInPlay, ...]

    @staticmethod
    def of(enterprise: Enterprise, project: Project, network: Network) -> "Exposure":
        """Look up what of an enterprise can go differently, in the project and network it was formed from."""
        case = open_case(project, network, read_plan(enterprise, project, network))
        reliabilities: dict[str, set[float]] = {}
        working = {pair: terms for pair, terms in case.terms.items() if case.share(*pair) > 0}
        standbys = valid_standbys(case)
        standing_by = (terms for firms in standbys.values() for terms in firms.values())
        for terms in (*working.values(), *standing_by):
            reliabilities.setdefault(terms.firm.id, set()).add(terms.reliability)
        ids = sorted(reliabilities)
        shocks = _shocks(project.shocks, [case.firms[firm] for firm in ids])
        firms = tuple(
            FirmInPlay(firm, _shown(case.firms[firm], shocks), tuple(sorted(reliabilities[firm])))
            for firm in ids
        )
        return Exposure(
            # A price protection is kept back, not spent: what prices really do is drawn here.
            cost=enterprise.cost.total - enterprise.cost.protection,
            firms=firms,
            shocks=shocks,
            stakes=_stakes(case, standbys, working, _failures(firms)),
            prices=_prices(case),
        )


def _shocks(shocks: Iterable[Shock], firms: Sequence[Firm]) -> tuple[ShockInPlay, ...]:
    """Return the shocks that can hit one of the firms; shocks on one value are told apart by their order."""
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for shock in shocks:
        value = ("shock", shock.attribute, *_value_words(shock.value))
        seen[value] = seen.get(value, -1) + 1
        if any(_shows(firm, shock) for firm in firms):
            found.append(ShockInPlay(shock, (*value, str(seen[value]))))
    return tuple(found)


def _value_words(value: AttributeValue) -> tuple[str, str]:
    kind, plain = value_key(value)
    if isinstance(plain, float) and plain.is_integer():
        plain = int(plain)  # 1.0 is 1
    return kind, str(plain)


def _shows(firm: Firm, shock: Shock) -> bool:
    shown = firm.attributes.get(shock.attribute)
    return shown is not None and value_key(shown) == value_key(shock.value)


def _shown(firm: Firm, shocks: Sequence[ShockInPlay]) -> tuple[int, ...]:
    return tuple(position for position, one in enumerate(shocks) if _shows(firm, one.shock))


def _failures(firms: Iterable[FirmInPlay]) -> dict[tuple[str, float], int]:
    """Return the position of each failure there can be, by firm and reliability."""
    pairs = ((firm.id, reliability) for firm in firms for reliability in firm.reliabilities)
    return {pair: position for position, pair in enumerate(pairs)}


def _stakes(
    case: Case,
    standbys: Mapping[str, Mapping[str, Terms]],
    working: Mapping[tuple[str, str], Terms],
    failures: Mapping[tuple[str, float], int],
) -> tuple[Stake, ...]:
    behind = {
        task: tuple(sorted(failures[firm, terms.reliability] for firm, terms in firms.items()))
        for task, firms in standbys.items()
    }
    found: dict[tuple[str, int, tuple[int, ...]], dict[str, float]] = {}
    for (task, firm), terms in working.items():
        failure = failures[firm, terms.reliability]
        key = (firm, failure, behind[task])
        found.setdefault(key, {})[task] = terms.task.loss * case.share(task, firm)
    return tuple(Stake(*key, tasks) for key, tasks in sorted(found.items(), key=lambda item: item[0]))


def _prices(case: Case) -> tuple[PriceInPlay, ...]:
    """Return the offers that are paid by their own price and whose price varies."""
    half_widths: dict[tuple[str, str], float] = {}
    for pair, cost in work_costs(case).items():
        terms = case.terms[pair]
        if terms.offer is None or terms.priced_by_quote or pair in case.packaged:
            continue
        key = (terms.firm.id, terms.offer.competence)
        half_widths[key] = half_widths.get(key, 0.0) + cost * terms.offer.cost_spread
    return tuple(
        PriceInPlay(("offer", *key), half_width)
        for key, half_width in sorted(half_widths.items())
        if half_width
    )
