"""Peak memory of a process, as its own kernel counts it.

``ru_maxrss`` is not used: on Linux it starts at what the parent held when it started the child, so that a
small program started by a large one looks large. ``VmHWM`` of ``/proc`` belongs to the program alone.
"""

from pathlib import Path

STATUS = Path("/proc")
PEAK = "VmHWM:"


def peak_megabytes(process: int | str = "self") -> float | None:
    """Return the peak resident memory of a process so far, in MB; None where it is not told or has ended.

    Parameters
    ----------
    process
        Its number, or ``self``.
    """
    try:
        text = (STATUS / str(process) / "status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    lines = [line for line in text.splitlines() if line.startswith(PEAK)]
    return int(lines[0].split()[1]) / 1024 if lines else None
