"""Cuts that the relaxation breaks."""

import numpy as np

from vebuilder.formulate.linear_model import IntArray
from vebuilder.solve.pairs.cut import Cut
from vebuilder.solve.pairs.relaxation import Point, Relaxation
from vebuilder.solve.pairs.triangles import most_broken

BROKEN = 1e-5
BROKEN_TRIANGLE = 1e-4
MOST_TRIANGLES = 400
# Triangles are looked for once this few simple cuts are broken.
FEW = 400


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
    known = slice(len(point.pair))
    corners = most_broken(
        relaxation.first[known],
        relaxation.second[known],
        point.pair,
        point.partner,
        BROKEN_TRIANGLE,
        MOST_TRIANGLES,
    )
    return triangle_cuts(relaxation, corners)


def triangle_cuts(relaxation: Relaxation, corners: IntArray) -> list[Cut]:
    """Return the rows that keep to some triangles; their pairs are brought in.

    Parameters
    ----------
    relaxation
        Given the pairs.
    corners
        Apex, one and other of each, in rows.
    """
    if corners.shape[1] == 0:
        return []
    apex, one, other = corners
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
