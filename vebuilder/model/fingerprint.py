"""One short name for an instance, to tell whether an answer belongs to it."""

import hashlib

from vebuilder.model.network import Network
from vebuilder.model.once import OncePerNetwork
from vebuilder.model.project import Project
from vebuilder.model.record import Record


def fingerprint(project: Project, network: Network) -> str:
    """Return a hash of a project and a network, the same in every process and on every machine.

    Parameters
    ----------
    project, network
        The instance.
    """
    return hashlib.sha256(_digest(project) + _digest_of_network(network)).hexdigest()[:32]


def _digest(record: Record) -> bytes:
    return hashlib.sha256(record.model_dump_json(exclude_defaults=True).encode()).digest()


_digest_of_network = OncePerNetwork(_digest)
"""A large network is written out once, not with each question."""
