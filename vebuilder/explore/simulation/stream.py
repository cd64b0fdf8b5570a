"""Draws that belong to one firm, shock or offer, whoever else is in the enterprise."""

import hashlib
import json

import numpy as np

from vebuilder.explore.simulation.arrays import FloatArray

SPACE = "vebuilder.simulate"
"""Sets these draws apart from all others made with the same seed, such as the scenarios of CVaR."""

WORDS_A_BLOCK = 4
MANTISSA = 2.0**-53


def uniform(seed: int, identity: tuple[str, ...], first: int, count: int) -> FloatArray:
    """Return the uniform draws of runs ``first`` to ``first + count - 1``, each in [0, 1).

    They are those words of the counter-based generator Philox 4x64 (Salmon, Moraes, Dror and Shaw, 2011,
    "Parallel random numbers: as easy as 1, 2, 3") whose key is a hash of the seed and the identity. So a
    run's draw is the same in whatever piece it is asked for, and in every version of numpy.

    Parameters
    ----------
    seed
        Seed of the simulation.
    identity
        What the draws belong to, such as ``("firm", "ALPHA")``.
    first, count
        The runs.
    """
    digest = hashlib.sha256(json.dumps([SPACE, seed, *identity]).encode()).digest()
    block, skipped = divmod(first, WORDS_A_BLOCK)
    generator = np.random.Philox(key=int.from_bytes(digest[:16], "little"), counter=block)
    words = generator.random_raw(skipped + count)[skipped:]
    return np.asarray((words >> np.uint64(11)) * MANTISSA, dtype=np.float64)
