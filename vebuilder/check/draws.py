"""Uniform draws that depend on nothing but whom they are for."""

import hashlib
import json
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

FloatArray: TypeAlias = NDArray[np.float64]
BoolArray: TypeAlias = NDArray[np.bool_]

Key: TypeAlias = str | tuple[str | bool | int | float, ...]

DOUBLE_BITS = 53
KEY_BYTES = 16


def uniform(seed: int, kind: str, key: Key, count: int) -> FloatArray:
    """Return independent draws from (0, 1], the same whoever else draws.

    The counter-based generator Philox (Salmon, Moraes, Dror and Shaw, Parallel Random Numbers: As Easy as
    1, 2, 3, 2011), keyed by a SHA-256 hash of seed, kind and key. Its raw output is used, which numpy
    promises not to change.

    0 is never drawn, so what has probability 0 never happens where ``draw <= probability`` decides, what
    has probability 1 always does, and a reliability of 0 never suffices where ``draw > reliability`` is
    failure.

    Parameters
    ----------
    seed
        Which of many unrelated sequences.
    kind
        What draws: ``firm``, ``shock``, ...
    key
        Which of its kind; True is not 1, but 1 is 1.0.
    count
        How many; the first draws of a longer request equal a shorter one.
    """
    identity = json.dumps([seed, kind, _plain(key)])
    digest = hashlib.sha256(identity.encode()).digest()
    raw = np.random.Philox(key=int.from_bytes(digest[:KEY_BYTES], "little")).random_raw(count)
    steps = (raw >> np.uint64(64 - DOUBLE_BITS)) + np.uint64(1)
    return steps.astype(np.float64) * 2.0**-DOUBLE_BITS


def _plain(key: Key) -> str | list[str | bool | int | float]:
    """Write equal numbers alike."""
    if isinstance(key, str):
        return key
    return [int(part) if isinstance(part, float) and part.is_integer() else part for part in key]
