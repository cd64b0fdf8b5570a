"""How many threads a search of this library takes."""

import os


def threads_of(asked: int | None) -> int:
    """Return the number of threads that may run side by side.

    Parameters
    ----------
    asked
        What the user asked for; None for as many as there are cores.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores if asked is None else min(asked, cores)
