"""How proficient a firm has become by doing."""

from collections.abc import Sequence

from vebuilder.lifecycle.review.change import Change
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.lifecycle.review.reported import Reported
from vebuilder.model.firm import Offer


def grown_proficiency(proficiency: float, experience: float, rate: float) -> float:
    r"""Return the proficiency after some experience: :math:`p' = 1 - (1 - p)(1 - \lambda)^e`.

    Learning by accumulation with an asymptote: each task done takes the same part of what is missing
    (Mazur and Hastie, Learning as accumulation, Psychological Bulletin 85, 1978). It never falls.

    Parameters
    ----------
    proficiency
        Before.
    experience
        e: tasks done, a share of a task counting as its part.
    rate
        lambda: the part of what is missing that one whole task teaches.
    """
    missing: float = (1.0 - proficiency) * (1.0 - rate) ** experience
    return max(proficiency, 1.0 - missing)


def proficiency_changes(reported: Sequence[Reported], policy: ReviewPolicy) -> list[Change]:
    """Return which offers have become more proficient; who has no serving offer has nothing to note it in.

    Parameters
    ----------
    reported
        All outcomes; what was not delivered teaches nothing.
    policy
        How fast is learned.
    """
    experience: dict[tuple[str, str], float] = {}
    offers: dict[tuple[str, str], Offer] = {}
    for one in reported:
        if one.terms.offer is not None:
            place = (one.terms.firm.id, one.terms.offer.competence)
            offers[place] = one.terms.offer
            experience[place] = experience.get(place, 0.0) + one.share * one.outcome.delivered
    changes = []
    for place, offer in offers.items():
        after = grown_proficiency(offer.proficiency, experience[place], policy.learning_rate)
        if after != offer.proficiency:
            done = f"{experience[place]:.4g}"
            changes.append(
                Change(
                    kind="proficiency",
                    firm=place[0],
                    competence=place[1],
                    before=offer.proficiency,
                    after=after,
                    because=f"{done} task done" if done == "1" else f"{done} tasks done",
                )
            )
    return changes
