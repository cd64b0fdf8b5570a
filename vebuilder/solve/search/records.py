"""What the compiled steps of the search look at and change: plain arrays by name."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import FloatArray, IntArray

Chance = npt.NDArray[np.uint64]


class Land(NamedTuple):
    """What everything costs, in units of the objective; see `Landscape` for the words."""

    start: IntArray
    firm: IntArray
    place: IntArray
    alone: FloatArray
    joining: FloatArray
    offer: IntArray
    setup: FloatArray
    effort: FloatArray
    holder: IntArray
    """Capacities each choice draws on: choices by holders."""
    capacity: FloatArray
    pair_start: IntArray
    pair_with: IntArray
    pair_cost: FloatArray
    noise: FloatArray
    """Gumbel draws."""
    stake: FloatArray
    """What each choice loses in its scenarios, see `Tail`; all in units of the objective."""
    fail_start: IntArray
    fail_in: IntArray
    largest: float
    """How many of the largest losses count; 0 where no tail is looked at."""
    ties: IntArray
    """Firms that trust saves coordination with: of firm ``f`` from place ``ties[f]`` to ``ties[f + 1]``."""
    saved: FloatArray
    """What it saves, at the same places."""
    sets: IntArray
    """Sets each firm is in, laid out as the ties; how many partners they may hold, `Plan.limits` says."""
    always: IntArray
    """The initiator, if there is one."""


class Plan(NamedTuple):
    """One choice a task, and all that follows from it."""

    choice: IntArray
    best: IntArray
    prices: FloatArray
    room: FloatArray
    held: IntArray
    uses: IntArray
    figures: FloatArray
    chance: Chance
    moved: IntArray
    lost: FloatArray
    """Loss in each scenario."""
    tied: FloatArray
    """What each firm's trust in the partners saves."""
    limits: FloatArray
    """Sets of firms by how many partners they must hold, may hold, and hold."""
