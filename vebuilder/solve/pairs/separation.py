"""Cuts that the relaxation breaks."""

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.pairs.cut import Cut
from vebuilder.solve.pairs.relaxation import Point, Relaxation

BROKEN = 1e-5
BROKEN_TRIANGLE = 1e-4
MOST_TRIANGLES = 400
# Triangles are looked for once this few simple cuts are broken.
FEW = 400
# Triangles are looked for among this many firms at most: those most wanted as partners.
TRIANGLE_FIRMS = 150


def separate(relaxation: Relaxation, point: Point) -> int:
    """Add the cuts that a point breaks, triangles once the simple ones are few; return how many.

    A pair is not more than either of its firms; the pairs of a firm within a set are not more than the set
    can hold beside it; and two pairs of one firm imply the third pair (Padberg, 1989, the Boolean quadric
    polytope).
    """
    cuts = _single_pairs(relaxation, point)
    groups, firms = _broken_sets(relaxation, point)
    triangles = []
    if max(len(cuts), len(firms)) < FEW:
        triangles = _triangles(relaxation, point)
    added = relaxation.add_set_rows(groups, firms)
    relaxation.add([*cuts, *triangles])
    return added + len(cuts) + len(triangles)


def _single_pairs(relaxation: Relaxation, point: Point) -> list[Cut]:
    """Return z_fg <= y_f where it is broken."""
    cuts = []
    start = len(point.column) - len(point.pair)
    for ends in (relaxation.first, relaxation.second):
        firms = ends[: len(point.pair)]
        for pair in np.flatnonzero(point.pair > point.partner[firms] + BROKEN):
            firm = int(firms[pair])
            columns = np.array([start + pair, relaxation.split.partner[firm]])
            cuts.append(Cut(columns, np.array([1.0, -1.0]), 0.0, firm))
    return cuts


def _broken_sets(relaxation: Relaxation, point: Point) -> tuple[IntArray, IntArray]:
    """Return the sets and firms for which the firm's pairs within the set are too many."""
    sets = relaxation.sets
    used = np.flatnonzero(point.pair > 1e-7)
    first, second, value = relaxation.first[used], relaxation.second[used], point.pair[used]
    inside = np.zeros((len(sets), relaxation.n_firms))
    for group in range(len(sets)):
        for ends, others in ((first, second), (second, first)):
            member = sets.member[group, others]
            inside[group] += np.bincount(ends[member], value[member], minlength=relaxation.n_firms)
    room = (sets.limit[:, None] - sets.member) * point.partner[None, :]
    groups, firms = np.nonzero(inside > room + BROKEN)
    return groups.astype(np.int64), firms.astype(np.int64)


def _triangles(relaxation: Relaxation, point: Point) -> list[Cut]:
    """Return z_fg + z_fh - z_gh <= y_f where it is broken most."""
    wanted = np.argsort(-point.partner, kind="stable")[:TRIANGLE_FIRMS]
    firms = np.sort(wanted[point.partner[wanted] > 1e-6])
    excess = _triangle_excess(relaxation, point, firms)
    most = np.argsort(-excess, axis=None, kind="stable")[:MOST_TRIANGLES]
    most = most[excess.ravel()[most] > BROKEN_TRIANGLE]
    if len(most) == 0:
        return []
    apex, one, other = (firms[part] for part in np.unravel_index(most, excess.shape))
    for ends in ((one, other), (apex, one), (apex, other)):
        relaxation.add_pairs(*ends)
    columns = np.column_stack(
        [
            relaxation.pair_column(apex, one),
            relaxation.pair_column(apex, other),
            relaxation.pair_column(one, other),
            relaxation.split.partner[apex],
        ]
    )
    values = np.array([1.0, 1.0, -1.0, -1.0])
    return [Cut(row, values, 0.0, int(firm)) for row, firm in zip(columns, apex, strict=True)]


def _triangle_excess(relaxation: Relaxation, point: Point, firms: IntArray) -> FloatArray:
    """Return by how much each triangle (apex, one < other) is broken."""
    count = len(firms)
    number = np.full(relaxation.n_firms, -1, dtype=np.int64)
    number[firms] = np.arange(count)
    first, second = number[relaxation.first], number[relaxation.second]
    chosen = np.flatnonzero((first >= 0) & (second >= 0))
    chosen = chosen[chosen < len(point.pair)]
    pair = np.zeros((count, count))
    pair[first[chosen], second[chosen]] = point.pair[chosen]
    pair += pair.T
    excess = pair[:, :, None] + pair[:, None, :] - pair[None, :, :] - point.partner[firms][:, None, None]
    diagonal = np.arange(count)
    excess[diagonal, diagonal, :] = -1.0
    excess[diagonal, :, diagonal] = -1.0
    excess[:, diagonal[:, None] >= diagonal[None, :]] = -1.0
    return excess
