"""Pictures: labels apart, units on every axis, and nothing drawn of what does not belong together."""

import subprocess
import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import vebuilder as ve
from tests.report.cases import chain, hostile
from vebuilder.demo import example

mpl.use("Agg")

About = tuple[ve.Enterprise, ve.Project, ve.Network]
SLACK = 1.0


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Any:
    from matplotlib import pyplot

    yield
    pyplot.close("all")


def formed(case: tuple[ve.Project, ve.Network]) -> About:
    project, network = case
    return ve.form_enterprise(project, network), project, network


@pytest.fixture(scope="module", params=[1, 3, 12, 30])
def about(request: pytest.FixtureRequest) -> About:
    return formed(chain(request.param))


@pytest.fixture(scope="module")
def three() -> About:
    return formed(chain(3))


PICTURES: dict[str, Callable[[About], Axes]] = {
    "network": lambda about: ve.plot_network(*about),
    "cost by kind": lambda about: ve.plot_cost(*about),
    "cost by partner": lambda about: ve.plot_cost(*about, by="partner"),
    "schedule": lambda about: ve.plot_schedule(*about),
    "losses": lambda about: ve.plot_losses(ve.simulate(*about, runs=500)),
}


def shown_texts(ax: Axes) -> list[tuple[str, Any]]:
    """Draw a picture, and return each text in it with the box around it."""
    figure = ax.figure
    assert isinstance(figure, Figure)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    texts: list[Text] = [*ax.texts, ax.title]
    if ax.axison:
        texts += [ax.xaxis.label, ax.yaxis.label]
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            texts += [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    for legend in (*figure.legends, *filter(None, [ax.get_legend()])):
        texts += legend.get_texts()
    renderer = canvas.get_renderer()
    return [(text.get_text(), text.get_window_extent(renderer)) for text in texts if text.get_text().strip()]


@pytest.mark.parametrize("name", PICTURES)
def test_labels_do_not_collide_and_nothing_is_cut_off(name: str, about: About) -> None:
    ax = PICTURES[name](about)
    texts = shown_texts(ax)
    edge = ax.figure.bbox
    for words, box in texts:
        assert edge.x0 - SLACK <= box.x0, words
        assert box.x1 <= edge.x1 + SLACK, words
        assert edge.y0 - SLACK <= box.y0, words
        assert box.y1 <= edge.y1 + SLACK, words
    for (one, first), (other, second) in combinations(texts, 2):
        apart = (
            first.x1 <= second.x0 + SLACK
            or second.x1 <= first.x0 + SLACK
            or first.y1 <= second.y0 + SLACK
            or second.y1 <= first.y0 + SLACK
        )
        assert apart, (one, other)


def test_units_stand_on_every_axis(three: About) -> None:
    project, network = three[1], three[2]
    assert ve.plot_cost(*three).get_xlabel() == "cost (EUR)"
    assert ve.plot_cost(*three, by="partner").get_xlabel() == "cost (EUR)"
    assert ve.plot_schedule(*three).get_xlabel() == "time (day)"
    losses = ve.plot_losses(ve.simulate(*three, runs=500))
    assert (losses.get_xlabel(), losses.get_ylabel()) == ("loss (EUR)", "share of the runs (%)")
    front = ve.plot_front(ve.pareto(project, network, objectives=("cost", "time")), three[0])
    assert (front.get_xlabel(), front.get_ylabel()) == ("cost (EUR)", "makespan (day)")
    curve = ve.plot_time_cost(ve.time_cost_curve(project, network), three[0])
    assert (curve.get_xlabel(), curve.get_ylabel()) == ("all is done after (day)", "total cost (EUR)")
    others = ve.plot_alternatives(ve.alternatives(project, network, k=2, within=1.0))
    assert others.get_xlabel() == "cost (EUR)"


def test_three_figures_are_told_with_a_colour_bar(three: About) -> None:
    front = ve.pareto(three[1], three[2], objectives=("cost", "risk", "time"), points=4)
    figure = ve.plot_front(front).figure
    assert [ax.get_ylabel() for ax in figure.axes] == ["risk (EUR)", "makespan (day)"]


def test_the_bars_by_partner_are_the_whole_cost(three: About) -> None:
    ax = ve.plot_cost(*three, by="partner")
    drawn = sum(patch.get_width() for patch in ax.patches)  # type: ignore[attr-defined]
    assert drawn == pytest.approx(three[0].cost.total)


def test_the_columns_of_losses_are_all_runs(three: About) -> None:
    ax = ve.plot_losses(ve.simulate(*three, runs=500))
    assert sum(patch.get_height() for patch in ax.patches) == pytest.approx(100)  # type: ignore[attr-defined]


def test_alternatives_say_who_comes_and_goes() -> None:
    found = ve.alternatives(*example(), k=3)
    labels = [text.get_text() for text in ve.plot_alternatives(found).get_yticklabels()]
    assert labels[0] == "1: 7 partners"
    assert "+ Prealpi Safety, Treviso" in labels[1]
    assert "– Friuli Impianti, Udine" in labels[1]


def test_pictures_are_drawn_where_they_are_told_to(three: About) -> None:
    from matplotlib import pyplot

    _, axes = pyplot.subplots(1, 2)
    assert ve.plot_cost(*three, ax=axes[0]) is axes[0]
    assert ve.plot_cost(*three, by="partner", ax=axes[1]) is axes[1]
    assert axes[1].get_legend() is not None
    with pytest.raises(ve.DataError, match="axes of matplotlib"):
        ve.plot_cost(*three, ax=3)  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:constrained_layout")  # a unit as long as an attack
def test_names_are_no_formulas(tmp_path: Path) -> None:
    project, network = chain(3)
    paid = project.model_copy(update={"currency": "$ or $_{x}$", "id": "$\\frac{1}$"})
    about = formed((paid, network))
    for name, draw in PICTURES.items():
        draw(about).figure.savefig(tmp_path / f"{name}.png")  # type: ignore[union-attr]
    attacked = formed(hostile())
    for name, draw in PICTURES.items():
        draw(attacked).figure.savefig(tmp_path / f"{name}.svg")  # type: ignore[union-attr]


def test_what_does_not_belong_together_is_refused(three: About) -> None:
    enterprise, project, network = three
    other = project.model_copy(update={"budget": 1e6})
    for draw in (ve.plot_network, ve.plot_cost, ve.plot_schedule):
        with pytest.raises(ve.DataError, match="formed from other data"):
            draw(enterprise, other, network)  # type: ignore[operator]
    with pytest.raises(ve.DataError, match="neither"):
        ve.plot_cost(*three, by="colour")  # type: ignore[arg-type]
    with pytest.raises(ve.DataError, match="a Simulation is needed"):
        ve.plot_losses(enterprise)  # type: ignore[arg-type]
    with pytest.raises(ve.DataError, match="pareto"):
        ve.plot_front(enterprise)  # type: ignore[arg-type]
    with pytest.raises(ve.DataError, match="one at least"):
        ve.plot_alternatives([])
    with pytest.raises(ve.DataError, match="different projects"):
        ve.plot_alternatives([enterprise, formed(example())[0]])
    with pytest.raises(ve.DataError, match="has no schedule"):
        ve.plot_schedule(*formed(chain(2, timed=False)))


def test_without_matplotlib_it_is_said_what_to_install() -> None:
    code = """
import sys
sys.modules["matplotlib"] = None
import vebuilder as ve
from vebuilder.demo import example
project, network = example()
enterprise = ve.form_enterprise(project, network, gap=0.2)
for draw in (ve.plot_network, ve.plot_cost):
    try:
        draw(enterprise, project, network)
    except ve.DataError as error:
        assert "pip install 'vebuilder[plots]'" in str(error), error
    else:
        raise AssertionError(draw)
print("told")
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout == "told\n", ran.stderr
