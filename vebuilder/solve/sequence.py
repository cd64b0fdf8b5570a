"""The order in which a solution does work that cannot all be done at once, as rows."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array, vstack

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.resources import STATED


def in_sequence(model: LinearModel, solution: FloatArray) -> LinearModel:
    """Return a model whose rows keep the order of work of a solution, in place of its resources.

    What is done at the same place of a firm comes one after the other; each piece of work takes the place
    that was free last.

    Parameters
    ----------
    model
        The model.
    solution
        One value a column; starts may lie a little early.
    """
    rows: list[tuple[int, int, int, float]] = []
    for resource in model.resources:
        if resource.implied:
            continue
        done = np.flatnonzero(resource.done(solution))
        start, duration = solution[resource.start], resource.durations(solution)
        last = np.full(resource.capacity, -1, dtype=np.int64)
        ends = np.full(resource.capacity, -np.inf)
        for one in done[np.lexsort((duration[done], start[done]))].tolist():
            place = int(np.argmin(ends))
            before = int(last[place])
            if before >= 0:
                extent = int(resource.extent[before])
                stated = 0.0 if extent != STATED else float(resource.duration[before])
                rows.append((int(resource.start[one]), int(resource.start[before]), extent, stated))
            last[place], ends[place] = one, start[one] + duration[one]
    entries = [
        (row, column, sign)
        for row, (later, earlier, extent, _) in enumerate(rows)
        for column, sign in ((later, 1.0), (earlier, -1.0), (extent, -1.0))
        if column != STATED
    ]
    row, column, sign = np.array(entries, dtype=float).reshape(-1, 3).T
    order = csr_array((sign, (row.astype(int), column.astype(int))), shape=(len(rows), model.n_columns))
    return replace(
        model,
        matrix=csr_array(vstack([model.matrix, order], format="csr")),
        row_lower=np.r_[model.row_lower, [stated for *_, stated in rows]],
        row_upper=np.r_[model.row_upper, np.full(len(rows), np.inf)],
        resources=(),
    )
