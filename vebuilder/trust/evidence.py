"""Why one firm trusts another."""

import math
from itertools import pairwise
from typing import Literal

from pydantic import Field

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.kind import kind_faults
from vebuilder.model.network import Network
from vebuilder.model.record import Amounts, Identifier, Identifiers, ReadOnlyMap, Record, TrustLevel
from vebuilder.model.trust import BestPath, Communities, JointProjects
from vebuilder.trust.best_path import best_path
from vebuilder.trust.communities import shared_communities
from vebuilder.trust.joint_projects import shared_projects
from vebuilder.trust.stated import stated_trust
from vebuilder.trust.table import trust_between

_ROUNDING = 1e-9


class TrustEvidence(Record):
    """What the trust of one firm in another rests on; printed, it is a sentence."""

    source: Identifier
    target: Identifier
    trust: TrustLevel
    """Trust of the source in the target; 0 between strangers."""
    kind: Literal["stated", "best_path", "communities", "joint_projects", "stranger"]
    """Stated by a link, inferred by the trust model of this name, or neither."""
    path: tuple[Identifier, ...] = ()
    """With ``best_path``: the firms along the path, from source to target."""
    link_trusts: tuple[TrustLevel, ...] = ()
    """With ``best_path``: the stated trust of each firm of the path in the next."""
    communities: Identifiers = frozenset()
    """With ``communities``: those that both firms belong to."""
    projects: Amounts = Field(default_factory=lambda: ReadOnlyMap({}))
    """With ``joint_projects``: what each shared project adds, its weight / (members - 1), by project id."""

    def __str__(self) -> str:
        return f"{self._verdict()}: {self._reason()}."

    def _verdict(self) -> str:
        if self.trust == 0:
            return f"Firm {self.source!r} neither trusts nor distrusts firm {self.target!r}"
        verb = "trusts" if self.trust > 0 else "distrusts"
        return f"Firm {self.source!r} {verb} firm {self.target!r} by {_figure(abs(self.trust))}"

    def _reason(self) -> str:
        match self.kind:
            case "stated":
                return "stated by a link"
            case "best_path":
                return f"inferred along the best path, {self._steps()}"
            case "communities":
                noun = "community" if len(self.communities) == 1 else "communities"
                return f"inferred, as both belong to the {noun} {_list(sorted(self.communities))}"
            case "joint_projects":
                noun = "joint project" if len(self.projects) == 1 else "joint projects"
                shown = [
                    f"{name!r} (weight {_figure(self.projects[name])})" for name in sorted(self.projects)
                ]
                return f"inferred from {len(self.projects)} {noun}: {', '.join(shown)}"
            case "stranger":
                return "no link is stated, and none can be inferred"

    def _steps(self) -> str:
        firms = [repr(self.path[0])]
        firms += [
            f"{firm!r} ({_figure(trust)})"
            for firm, trust in zip(self.path[1:], self.link_trusts, strict=True)
        ]
        undecayed = math.prod(self.link_trusts)
        faded = f"; the product {_figure(undecayed)} fades with the distance"
        return " -> ".join(firms) + (faded if self.trust < undecayed * (1 - _ROUNDING) else "")


def trust_evidence(network: Network, source: str, target: str) -> TrustEvidence:
    """Return the trust of one firm in another, and what it rests on.

    Parameters
    ----------
    network
        The breeding environment, with its links and its trust model.
    source
        Id of the firm that trusts.
    target
        Id of the firm that is trusted.

    Raises
    ------
    DataError
        If a firm is not in the network, or both are the same.
    """
    _refuse_odd_pair(network, source, target)
    stated = stated_trust(network, (source, target)).get((source, target))
    if stated is not None:
        return TrustEvidence(source=source, target=target, trust=stated, kind="stated")
    trust = trust_between(network, (source, target)).get((source, target), 0.0)
    model = network.trust_model
    if trust == 0:
        return TrustEvidence(source=source, target=target, trust=0.0, kind="stranger")
    found: dict[str, object] = {}
    match model:
        case BestPath():
            found = _path(network, model, source, target)
        case Communities():
            found = {"communities": shared_communities(network, source, target)}
        case JointProjects():
            found = {"projects": shared_projects(model, source, target)}
    about = {"source": source, "target": target, "trust": trust, "kind": model.kind}
    return TrustEvidence.model_validate(about | found)


def _path(network: Network, model: BestPath, source: str, target: str) -> dict[str, object]:
    path = best_path(network, model, source, target)
    stated = stated_trust(network, path)
    return {"path": path, "link_trusts": tuple(stated[step] for step in pairwise(path))}


def _refuse_odd_pair(network: Network, source: str, target: str) -> None:
    if wrong := [*kind_faults("network", network, Network)]:
        raise DataError(wrong)
    known = {firm.id for firm in network.firms}
    faults = [
        Fault(
            path=role,
            ids=(name,) if isinstance(name, str) else (),
            message=f"firm {name!r} is not in the network",
            mend="name a firm that is there",
        )
        for role, name in (("source", source), ("target", target))
        if not (isinstance(name, str) and name in known)
    ]
    if not faults and source == target:
        message = f"the trust of firm {source!r} in itself is not a question"
        faults.append(Fault(path="target", ids=(target,), message=message, mend="name two different firms"))
    if faults:
        raise DataError(faults)


def _figure(value: float) -> str:
    return f"{value:.4g}"


def _list(names: list[str]) -> str:
    return ", ".join(map(repr, names))
