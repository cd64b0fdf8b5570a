"""Trust as the firms stated it."""

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import numpy.typing as npt

from vebuilder.model.network import Network
from vebuilder.model.trust import TrustLink

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def stated_trust(network: Network, firms: Collection[str] | None = None) -> dict[tuple[str, str], float]:
    """Return the stated trust of one firm in another.

    Linear in the number of links.

    Parameters
    ----------
    network
        The breeding environment; its links are taken as they are, whatever its trust model.
    firms
        Ids of the firms to look at; None for all.

    Returns
    -------
    dict
        Trust in [-1, 1] by (source, target) firm id; a mutual link gives both directions. Stated trust of
        0 is in it; a pair that is not in it has stated nothing.
    """
    return trust_of_links(network.trust, firms)


def trust_of_links(
    links: Iterable[TrustLink], firms: Collection[str] | None = None
) -> dict[tuple[str, str], float]:
    """Return what links say of one firm's trust in another, in each direction; of several the last holds.

    Parameters
    ----------
    links
        As they are stated.
    firms
        Ids of the firms to look at; None for all.
    """
    asked = None if firms is None else frozenset(firms)
    trust: dict[tuple[str, str], float] = {}
    for link in links:
        if asked is not None and (link.source not in asked or link.target not in asked):
            continue
        trust[link.source, link.target] = link.trust
        if link.mutual:
            trust[link.target, link.source] = link.trust
    return trust


def stated_arrays(network: Network, position: Mapping[str, int]) -> tuple[IntArray, IntArray, FloatArray]:
    """Return what `stated_trust` does as arrays, which is far quicker where there are many links.

    Parameters
    ----------
    network
        The breeding environment.
    position
        What number each firm asked for has; links of others are left out.

    Returns
    -------
    source, target, trust
        One entry for each direction stated, in order of source and target.
    """
    links = [link for link in network.trust if link.source in position and link.target in position]
    size = len(links)
    source = np.fromiter((position[link.source] for link in links), np.int64, size)
    target = np.fromiter((position[link.target] for link in links), np.int64, size)
    mutual = np.fromiter((link.mutual for link in links), np.bool_, size)
    # Each link, followed by its way back.
    start, end = np.stack([source, target], axis=1).ravel(), np.stack([target, source], axis=1).ravel()
    stated = np.stack([np.ones(size, dtype=bool), mutual], axis=1).ravel()
    kept = np.flatnonzero(stated & (start != end))
    trust = np.fromiter((link.trust for link in links), np.float64, size)[kept // 2]
    # Of a direction that is stated twice (a fault) the last holds, as in `stated_trust`.
    backwards = (start[kept] * len(position) + end[kept])[::-1]
    last = len(kept) - 1 - np.unique(backwards, return_index=True)[1]
    return start[kept][last], end[kept][last], trust[last]
