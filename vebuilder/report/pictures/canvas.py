"""What pictures are drawn on."""

from typing import TYPE_CHECKING, Any

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SMALL = 9


def axes_for(ax: "Axes | None", width: float, height: float) -> "Axes":
    """Return the axes to draw on: those that were handed over, or those of a new figure.

    Parameters
    ----------
    ax
        Of matplotlib; None for a new figure.
    width, height
        Of a new figure, in inches.

    Raises
    ------
    DataError
        If matplotlib is not installed, or ``ax`` is something else.
    """
    pyplot = _pyplot()
    from matplotlib.axes import Axes

    if ax is None:
        _, new = pyplot.subplots(figsize=(width, height), layout="constrained")
        assert isinstance(new, Axes)
        return new
    if not isinstance(ax, Axes):
        message = f"axes of matplotlib are needed, not a {type(ax).__name__}"
        raise DataError([Fault(path="ax", message=message, mend="leave it out for a new figure")])
    return ax


def _pyplot() -> Any:
    try:
        from matplotlib import pyplot
    except ImportError as error:
        message = "matplotlib is not installed, and pictures need it"
        mend = "pip install 'vebuilder[plots]'; vebuilder.report draws without it"
        raise DataError([Fault(path="picture", message=message, mend=mend)]) from error
    return pyplot


def plain(words: object) -> str:
    """Return words that matplotlib shows as they are: a dollar sign begins no formula.

    Parameters
    ----------
    words
        Anything with a text.
    """
    return str(words).replace("$", r"\$")


def tidy(ax: "Axes", *, grid: str) -> None:
    """Leave away what does not say anything, and set figures apart by thousands.

    Parameters
    ----------
    ax
        The axes.
    grid
        Along which axis lines help: ``x``, ``y`` or ``both``.
    """
    from matplotlib.ticker import FuncFormatter

    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis=grid, color="#D5DAE0", linewidth=0.7)  # type: ignore[arg-type]
    ax.set_axisbelow(True)
    thousands = FuncFormatter(lambda value, _: f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}")
    if grid in {"x", "both"}:
        ax.xaxis.set_major_formatter(thousands)
    if grid in {"y", "both"}:
        ax.yaxis.set_major_formatter(thousands)
    ax.tick_params(labelsize=SMALL)
