"""Trust along paths: firms trust whom those they trust do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Self

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.model.network import Network
from vebuilder.model.trust import BestPath
from vebuilder.trust.stated import FloatArray, IntArray, stated_arrays


def best_path_trust(network: Network, model: BestPath, firms: Sequence[str]) -> coo_array:
    """Return trust along the best directed path of at most `BestPath.max_hops` positive links.

    Exact. The work for each firm grows with the links within reach of it, and for the last hop only with
    those that lead to the firms asked for.

    Parameters
    ----------
    network
        Whose links carry the trust, also those of firms that are not asked for.
    model
        Decay and longest path.
    firms
        Ids of the firms asked for, each once.

    Returns
    -------
    coo_array
        Trust of each firm (row) in each other (column), in the order of `firms`.
    """
    search = _Search(network, model, firms)
    size = len(firms)
    targets: list[IntArray] = []
    values: list[FloatArray] = []
    for source in range(size):
        *_, best = search.hops(source)
        reached = np.flatnonzero(best[:size])
        targets.append(reached[reached != source])
        values.append(best[targets[-1]])
    row = np.repeat(np.arange(size), [len(each) for each in targets])
    where = row, np.concatenate([*targets, np.zeros(0, dtype=np.int64)])
    return coo_array((np.concatenate([*values, np.zeros(0)]), where), shape=(size, size))


def best_path(network: Network, model: BestPath, source: str, target: str) -> tuple[str, ...]:
    """Return the firms along the best path from one firm to another; empty if there is none.

    Of equally good paths the one with fewest links; then, from the target backwards, by firm id.

    Parameters
    ----------
    network
        Whose links carry the trust.
    model
        Decay and longest path.
    source, target
        Ids of two different firms.
    """
    return _Search(network, model, (source, target)).path()


@dataclass(frozen=True)
class _Links:
    """Links by the firm they start from: those of firm ``f`` are ``start[f], ..., start[f + 1] - 1``."""

    start: IntArray
    target: IntArray
    factor: FloatArray
    """What trust is multiplied by along each link."""

    @classmethod
    def of(cls, table: csr_array, decay: float) -> Self:
        return cls(table.indptr.astype(np.int64), table.indices.astype(np.int64), table.data * decay)

    def from_firms(self, firms: IntArray) -> tuple[IntArray, IntArray]:
        """Return the positions of all links of these firms, and for each the place of its firm in `firms`."""
        first = self.start[firms]
        length = self.start[firms + 1] - first
        before = np.cumsum(length) - length
        link = np.arange(length.sum()) + np.repeat(first - before, length)
        return link, np.repeat(np.arange(len(firms)), length)


class _Search:
    """The positive links of a network, ready to be followed hop by hop (Bellman and Ford, in layers).

    A shortest-path search that keeps one label a firm would lose paths: the best way to a firm may be too
    long to go on from. So it is one layer of labels for each number of hops.
    """

    def __init__(self, network: Network, model: BestPath, firms: Sequence[str]) -> None:
        # The firms asked for come first, so that they are told by their position.
        ends = chain.from_iterable((link.source, link.target) for link in network.trust)
        self._ids = tuple(dict.fromkeys(chain(firms, ends)))
        source, target, trust = stated_arrays(network, {firm: row for row, firm in enumerate(self._ids)})
        size = (len(self._ids), len(self._ids))
        carries = trust > 0
        to_asked = carries & (target < len(firms))
        self._model = model
        self._table = csr_array((trust[carries], (source[carries], target[carries])), shape=size)
        last = csr_array((trust[to_asked], (source[to_asked], target[to_asked])), shape=size)
        self._first = _Links.of(self._table, 1.0)
        self._later = _Links.of(self._table, model.decay)
        self._last = _Links.of(last, model.decay)

    def hops(self, source: int) -> Iterator[FloatArray]:
        """Yield the best trust within 0, 1, 2, ... hops, as long as it rises.

        One array, changed in place; at the last hop it holds for the firms asked for only.
        """
        best = np.zeros(len(self._ids))
        best[source] = 1.0
        yield best
        risen = np.array([source])
        for hop in range(1, self._model.max_hops + 1):
            links = self._at(hop)
            link, origin = links.from_firms(risen)
            before = best.copy()
            np.maximum.at(best, links.target[link], best[risen][origin] * links.factor[link])
            risen = np.flatnonzero(best > before)
            if not risen.size:
                return
            yield best

    def path(self) -> tuple[str, ...]:
        """Return the best path from the first firm asked for to the second."""
        layers = [best.copy() for best in self.hops(0)]
        firm = 1
        if layers[-1][firm] == 0:
            return ()
        path = [firm]
        hop = len(layers) - 1
        into = self._table.tocsc()
        while firm != 0:
            hop = next(earlier for earlier in range(hop + 1) if layers[earlier][firm] == layers[hop][firm])
            links = slice(into.indptr[firm], into.indptr[firm + 1])
            origin, trust = into.indices[links], into.data[links]
            factor = trust if hop == 1 else trust * self._model.decay
            fits = origin[layers[hop - 1][origin] * factor == layers[hop][firm]]
            firm, hop = min(fits.tolist(), key=self._ids.__getitem__), hop - 1
            path.append(firm)
        return tuple(self._ids[firm] for firm in reversed(path))

    def _at(self, hop: int) -> _Links:
        if hop == 1:
            return self._first
        return self._later if hop < self._model.max_hops else self._last
