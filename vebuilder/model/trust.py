"""Who trusts whom, and how trust that nobody stated is inferred."""

from typing import Annotated, Literal

from pydantic import Field

from vebuilder.model.record import (
    Amount,
    Flag,
    Fraction,
    Identifier,
    Identifiers,
    Number,
    PositiveCount,
    Record,
    TrustLevel,
)


class TrustLink(Record):
    """Stated trust of ``source`` in ``target``; no link means strangers (0), below 0 is distrust."""

    source: Identifier
    """The firm that trusts."""
    target: Identifier
    """The firm that is trusted."""
    trust: TrustLevel
    """From -1, distrust, over 0, strangers, to 1, full trust."""
    mutual: Flag = True
    """Whether the target trusts the source as much."""


class StatedTrust(Record):
    """Only stated links count."""

    kind: Literal["stated"] = "stated"


class BestPath(Record):
    """Trust along the best directed path of positive links: their product, decayed for each intermediary.

    A stated link holds in its own direction, whatever paths there are, also if it states 0 or distrust.
    """

    kind: Literal["best_path"] = "best_path"
    decay: Fraction = 1.0
    """Factor for each hop after the first."""
    max_hops: PositiveCount = 3
    """Largest number of links in a path."""


class Communities(Record):
    """Firms that share a community (`Firm.communities`) trust each other at a stated level.

    A stated link holds in its own direction.
    """

    kind: Literal["communities"] = "communities"
    level: TrustLevel = 0.5
    """Trust between strangers that share a community."""


class JointProject(Record):
    """A project some firms did together."""

    id: Identifier
    """What it is called by."""
    members: Identifiers
    """All firms of the project, each declared in the network, if need be without offers."""
    ended: Number | None = None
    """When it ended, in years."""


class JointProjects(Record):
    """Trust from collaboration history: more, smaller and more recent joint projects, more trust.

    Trust is 1 - exp(-steepness * sum over joint projects of weight / (members - 1)), the collaboration
    weights of Newman (2001), with weight 0.5 ** ((as_of - ended) / half_life), never above 1, and 1 where one
    of the three is not stated. A stated link holds in its own direction.
    """

    kind: Literal["joint_projects"] = "joint_projects"
    projects: tuple[JointProject, ...] = ()
    steepness: Amount = 3.0
    """How fast trust grows with joint projects."""
    half_life: Amount | None = None
    """Years after which a project counts half; None: never; 0: what has ended counts nothing."""
    as_of: Number | None = None
    """Year the age of a project is counted from."""


TrustModel = Annotated[StatedTrust | BestPath | Communities | JointProjects, Field(discriminator="kind")]
