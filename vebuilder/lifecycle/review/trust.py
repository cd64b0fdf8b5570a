"""How trust moves between partners whose tasks had to fit together."""

from collections.abc import Iterable, Iterator, Sequence

from vebuilder.check.case import Case
from vebuilder.lifecycle.review.change import Change
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.lifecycle.review.reported import Reported
from vebuilder.model.trust import TrustLink

Pair = tuple[str, str]


def experience(score: float, expected: float) -> float:
    """Return how an exchange was felt, from -1 (failed) over 0 (as expected) to 1 (perfect).

    Parameters
    ----------
    score
        The other's score in its task.
    expected
        The score that moves nothing, between 0 and 1.
    """
    scale = 1.0 - expected if score >= expected else expected
    return (score - expected) / scale


def moved_trust(trust: float, felt: float, gain: float, loss: float) -> float:
    r"""Return the trust after an exchange.

    .. math::

        \tau' = \tau + \alpha s (1 - \tau) \text{ for } s > 0, \qquad
        \tau' = \tau - \beta |s| (\tau + 1) \text{ for } s < 0

    Trust is built slowly and lost quickly: by default beta is three times alpha, the ratio of Pant
    (Trust dynamics in strategic coopetition, 2025), in line with the asymmetry of Slovic (Perceived risk,
    trust, and democracy, Risk Analysis 13, 1993).

    Parameters
    ----------
    trust
        Before, from -1 to 1.
    felt
        s: how the exchange was felt, from -1 to 1.
    gain, loss
        alpha and beta.
    """
    moved = trust + gain * felt * (1.0 - trust) if felt >= 0 else trust + loss * felt * (trust + 1.0)
    return min(max(moved, -1.0), 1.0)


def trust_changes(case: Case, reported: Sequence[Reported], policy: ReviewPolicy) -> list[Change]:
    """Return whose trust in whom has moved: partners of interfacing tasks judge each other's outcome.

    Several interfaces between the same two firms count by what was exchanged at each.

    Parameters
    ----------
    case
        The enterprise over its project and network.
    reported
        All outcomes.
    policy
        What is expected, and how fast trust moves.
    """
    scores = {
        (one.outcome.task, one.outcome.firm): score
        for one in reported
        if (score := one.score(policy)) is not None
    }
    felt: dict[Pair, list[tuple[float, float, str]]] = {}
    for judge, judged, volume, task in _exchanges(case):
        if (score := scores.get((task, judged))) is not None:
            signal = experience(score, policy.keep_from)
            felt.setdefault((judge, judged), []).append((volume, signal, task))
    changes = []
    for (judge, judged), exchanges in felt.items():
        total = sum(volume for volume, _, _ in exchanges)
        signal = sum(volume * one for volume, one, _ in exchanges) / total
        before = case.trust_in(judge, judged)
        after = moved_trust(before, signal, policy.trust_gain, policy.trust_loss)
        if after != before:
            tasks = ", ".join(dict.fromkeys(repr(task) for _, _, task in exchanges))
            side = "more" if signal > 0 else "less"
            changes.append(
                Change(
                    kind="trust",
                    firm=judge,
                    other=judged,
                    before=before,
                    after=after,
                    because=f"{tasks} scored {side} than the {policy.keep_from:.4g} expected",
                )
            )
    return changes


def _exchanges(case: Case) -> Iterator[tuple[str, str, float, str]]:
    """Yield who had to do with whom: the judge, the judged, how much, and the task of the judged."""
    for interface in case.project.interfaces:
        for judging, task in ((interface.source, interface.target), (interface.target, interface.source)):
            for judge, judge_share in case.team[judging].items():
                for judged, share in case.team[task].items():
                    volume = interface.volume * judge_share * share
                    if judge != judged and volume > 0:
                        yield judge, judged, volume, task


def restated(links: Iterable[TrustLink], moved: dict[Pair, float]) -> tuple[TrustLink, ...]:
    """Return the links with some directions restated; one that was mutual is split where only one side moved.

    Parameters
    ----------
    links
        The network's.
    moved
        New trust by (source, target).
    """
    kept: list[TrustLink] = []
    open_pairs = dict(moved)
    for link in links:
        there, back = (link.source, link.target), (link.target, link.source)
        sides = [there, back] if link.mutual else [there]
        if not any(side in moved for side in sides):
            kept.append(link)
            continue
        for source, target in sides:
            trust = open_pairs.pop((source, target), link.trust)
            kept.append(TrustLink(source=source, target=target, trust=trust, mutual=False))
    stated = [
        TrustLink(source=s, target=t, trust=trust, mutual=False) for (s, t), trust in open_pairs.items()
    ]
    return (*kept, *stated)
