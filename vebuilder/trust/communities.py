"""Trust among the members of a community."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.model.network import Network
from vebuilder.model.trust import Communities


def community_trust(network: Network, model: Communities, firms: Sequence[str]) -> coo_array:
    """Return the stated level of trust for each two firms that share a community.

    Parameters
    ----------
    network
        Whose firms state their communities.
    model
        The level of trust.
    firms
        Ids of the firms asked for, each once.

    Returns
    -------
    coo_array
        Trust of each firm (row) in each other (column), in the order of `firms`.
    """
    size = len(firms)
    position = {firm: row for row, firm in enumerate(firms)}
    number: dict[str, int] = {}
    entries = [
        (position[firm.id], number.setdefault(community, len(number)))
        for firm in network.firms
        if firm.id in position
        for community in firm.communities
    ]
    table = np.array(entries, dtype=np.int64).reshape(-1, 2)
    member = csr_array(
        (np.ones(len(table), dtype=np.int32), (table[:, 0], table[:, 1])), shape=(size, max(len(number), 1))
    )
    shared = (member @ member.T).tocoo()
    row, column = shared.coords
    others = row != column
    return coo_array(
        (np.full(int(others.sum()), model.level), (row[others], column[others])), shape=(size, size)
    )


def shared_communities(network: Network, source: str, target: str) -> frozenset[str]:
    """Return the communities that two firms share.

    Parameters
    ----------
    network
        Whose firms state their communities.
    source, target
        Firm ids.
    """
    of_firm = {firm.id: firm.communities for firm in network.firms if firm.id in (source, target)}
    return of_firm[source] & of_firm[target]
