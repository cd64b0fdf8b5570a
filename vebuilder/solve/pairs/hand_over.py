"""The base model in a linear solver that can be stopped."""

from typing import Any

import highspy
import numpy as np

from vebuilder.solve.pairs.savings import Split
from vebuilder.solve.watch import Watch

SIMPLEX_ITERATIONS = 8000
INTERRUPTS = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackIpmInterrupt,
)


def handed_over(split: Split, watch: Watch) -> highspy.Highs:
    """Return a solver that holds the base model without its integrality.

    Parameters
    ----------
    split
        The base model.
    watch
        Says when to stop.
    """
    base = split.base
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    highs.setOptionValue("simplex_iteration_limit", SIMPLEX_ITERATIONS)
    highs.passModel(
        base.n_columns,
        base.n_rows,
        int(base.matrix.nnz),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        base.offset,
        base.cost,
        base.lower,
        base.upper,
        base.row_lower,
        base.row_upper,
        base.matrix.indptr.astype(np.int32),
        base.matrix.indices.astype(np.int32),
        base.matrix.data,
        np.zeros(base.n_columns, dtype=np.int32),
    )

    def hear(_kind: int, _message: str, _told: Any, reply: Any, _data: object) -> None:
        if watch.stopping:
            reply.user_interrupt = True

    highs.setCallback(hear, None)
    for kind in INTERRUPTS:
        highs.startCallback(kind)
    return highs
