"""Small networks of links, and hypothesis strategies for them."""

from collections.abc import Callable, Iterable
from typing import Any

from hypothesis import strategies as st

from vebuilder.model import (
    BestPath,
    Communities,
    Firm,
    JointProject,
    JointProjects,
    Network,
    StatedTrust,
    TrustLink,
)
from vebuilder.model.trust import TrustModel

IDS = "abcdef"

Draw = Callable[[st.SearchStrategy[Any]], Any]


def directed(*links: tuple[str, str, float]) -> tuple[TrustLink, ...]:
    return tuple(TrustLink(source=f, target=g, trust=trust, mutual=False) for f, g, trust in links)


def network(ids: Iterable[str], links: Iterable[TrustLink] = (), model: TrustModel | None = None) -> Network:
    fields = {} if model is None else {"trust_model": model}
    return Network(firms=tuple(Firm(id=name) for name in ids), trust=tuple(links), **fields)


def joint(name: str, members: str, ended: float | None = None) -> JointProject:
    return JointProject(id=name, members=frozenset(members), ended=ended)


round_levels = st.sampled_from([-1.0, 0.0, 0.5, 0.9, 1.0]) | st.integers(-1000, 1000).map(lambda n: n / 1000)
levels = round_levels | st.floats(-1, 1)


@st.composite
def links_among(draw: Draw, ids: str, levels: st.SearchStrategy[float] = levels) -> tuple[TrustLink, ...]:
    pairs = st.sampled_from([(f, g) for f in ids for g in ids if f != g])
    chosen = draw(st.lists(pairs, unique=True, max_size=len(ids) * (len(ids) - 1)))
    return directed(*((f, g, draw(levels)) for f, g in chosen))


@st.composite
def joint_projects_among(draw: Draw, ids: str) -> tuple[JointProject, ...]:
    members = st.frozensets(st.sampled_from(ids))
    ended = st.none() | st.sampled_from([2001.0, 2015.5, 2024.0, 2030.0])
    return tuple(
        JointProject(id=f"p{number}", members=draw(members), ended=draw(ended))
        for number in range(draw(st.integers(0, 5)))
    )


@st.composite
def networks(draw: Draw) -> Network:
    memberships = st.frozensets(st.sampled_from(["x", "y", "z"]), max_size=2)
    model = draw(
        st.just(StatedTrust())
        | st.builds(BestPath, decay=st.floats(0, 1), max_hops=st.integers(1, 5))
        | st.builds(Communities, level=st.floats(-1, 1))
        | st.builds(
            JointProjects,
            projects=joint_projects_among(IDS),
            steepness=st.floats(0, 10),
            half_life=st.none() | st.floats(0, 10),
            as_of=st.none() | st.just(2025.0),
        )
    )
    return Network(
        firms=tuple(Firm(id=name, communities=draw(memberships)) for name in IDS),
        trust=draw(links_among(IDS)),
        trust_model=model,
    )
