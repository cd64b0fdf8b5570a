"""Who trusts whom, stated or inferred: the one door to trust."""

from collections.abc import Collection, Mapping
from typing import assert_never

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.model.network import Network
from vebuilder.model.trust import BestPath, Communities, JointProjects, StatedTrust
from vebuilder.trust.best_path import best_path_trust
from vebuilder.trust.communities import community_trust
from vebuilder.trust.joint_projects import joint_project_trust
from vebuilder.trust.stated import stated_arrays


def trust_between(network: Network, firms: Collection[str] | None = None) -> Mapping[tuple[str, str], float]:
    """Return the trust of each firm in each other: as stated, else as the network's trust model infers.

    Time and memory grow with the links and with the pairs that trust or distrust each other.

    Parameters
    ----------
    network
        The breeding environment.
    firms
        Ids of the firms to look at; None for all. Trust between them may still be inferred from links of
        the others.

    Returns
    -------
    Mapping
        Trust in [-1, 1] by (source, target) firm id; a pair that is not in it has trust 0.
    """
    ids = _ids(network, firms)
    table = trust_matrix(network, ids).tocoo()
    return {
        (ids[row], ids[column]): trust
        for row, column, trust in zip(
            table.coords[0].tolist(), table.coords[1].tolist(), table.data.tolist(), strict=True
        )
    }


def trust_matrix(network: Network, firms: Collection[str] | None = None) -> csr_array:
    """Return what `trust_between` does as a sparse matrix, which takes far less memory.

    Parameters
    ----------
    network
        The breeding environment.
    firms
        Ids of the firms to look at, each once; None for all.

    Returns
    -------
    csr_array
        Trust of each firm (row) in each other (column), in the order of `firms`; zeros are not stored.
    """
    ids = _ids(network, firms)
    row, column, stated = stated_arrays(network, {firm: number for number, firm in enumerate(ids)})
    guess = _inferred(network, ids).tocoo()
    guess_row, guess_column = (axis.astype(np.int64) for axis in guess.coords)
    # What a firm stated itself holds, even if it stated 0.
    open_pairs = (guess_row != guess_column) & (guess.data != 0)
    open_pairs &= ~np.isin(guess_row * len(ids) + guess_column, row * len(ids) + column)
    value = np.r_[stated, guess.data[open_pairs]]
    where = np.r_[row, guess_row[open_pairs]], np.r_[column, guess_column[open_pairs]]
    kept = value != 0
    return csr_array((value[kept], (where[0][kept], where[1][kept])), shape=(len(ids), len(ids)))


def _inferred(network: Network, ids: tuple[str, ...]) -> csr_array | coo_array:
    """Return what the trust model says, whatever is stated."""
    model = network.trust_model
    match model:
        case StatedTrust():
            return coo_array((len(ids), len(ids)))
        case BestPath():
            return best_path_trust(network, model, ids)
        case Communities():
            return community_trust(network, model, ids)
        case JointProjects():
            return joint_project_trust(model, ids)
    assert_never(model)


def _ids(network: Network, firms: Collection[str] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys((firm.id for firm in network.firms) if firms is None else firms))
