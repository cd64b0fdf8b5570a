"""How reliable a firm is believed to be, after what it delivered."""

from collections.abc import Sequence

from vebuilder.lifecycle.review.change import Change
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.lifecycle.review.reported import Reported


def updated_reliability(prior: float, strength: float, delivered: Sequence[float]) -> float:
    r"""Return the mean of the Beta distribution of a firm's reliability after some tasks.

    .. math::

        r' = \frac{n r + \sum_i d_i}{n + m}

    With the prior Beta(n r, n (1 - r)), the belief of someone who saw n tasks of which a part r was
    delivered, m more tasks leave Beta(n r + sum d, n (1 - r) + m - sum d) (Beta-Bernoulli; a task delivered
    in part counts in part). Monotone in the prior and in each :math:`d_i`.

    Parameters
    ----------
    prior
        Reliability believed so far.
    strength
        n: how many tasks that belief is worth.
    delivered
        Part of each task that was delivered.
    """
    if not delivered:
        return prior
    return min(max((strength * prior + sum(delivered)) / (strength + len(delivered)), 0.0), 1.0)


def reliability_changes(reported: Sequence[Reported], policy: ReviewPolicy) -> list[Change]:
    """Return what is believed otherwise of reliabilities: the offer's where it states one, else the firm's.

    Parameters
    ----------
    reported
        All outcomes. What a quote states holds for its project only and is left as it is.
    policy
        How much earlier beliefs are worth.
    """
    held: dict[tuple[str, str | None], tuple[float, list[float]]] = {}
    for one in reported:
        firm, offer = one.terms.firm, one.terms.offer
        own = offer is not None and offer.reliability is not None
        place = (firm.id, offer.competence if own and offer is not None else None)
        prior = offer.reliability if own and offer is not None else firm.reliability
        assert prior is not None
        held.setdefault(place, (prior, []))[1].append(one.outcome.delivered)
    changes = []
    for (firm_id, competence), (prior, delivered) in held.items():
        after = updated_reliability(prior, policy.prior_strength, delivered)
        if after != prior:
            tasks = "1 task" if len(delivered) == 1 else f"{len(delivered):,} tasks"
            changes.append(
                Change(
                    kind="reliability",
                    firm=firm_id,
                    competence=competence,
                    before=prior,
                    after=after,
                    because=f"{100 * sum(delivered) / len(delivered):.0f} % of {tasks} delivered",
                )
            )
    return changes
