"""One short name for an instance, to tell whether an answer belongs to it."""

import hashlib

from vebuilder.model.network import Network
from vebuilder.model.project import Project


def fingerprint(project: Project, network: Network) -> str:
    """Return a hash of a project and a network, the same in every process and on every machine.

    Parameters
    ----------
    project, network
        The instance.
    """
    digest = hashlib.sha256()
    for record in (project, network):
        digest.update(record.model_dump_json(exclude_defaults=True).encode())
        digest.update(b"\0")
    return digest.hexdigest()[:32]
