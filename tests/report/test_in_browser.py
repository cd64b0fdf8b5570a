"""The report in a real browser: nothing fails, nothing is fetched, keys are enough, every width will do."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import vebuilder as ve
from tests.report.browser import Browser, browser, needs_browser
from tests.report.cases import chain, hostile

pytestmark = needs_browser
SHOWN_CARDS = "[...document.querySelectorAll('[data-card]:not([hidden]) > h3')].map(one => one.textContent)"
WORK = "[...document.querySelectorAll('#partners table.sortable')][0]"
FIRST_COLUMN = f"[...{WORK}.tBodies[0].rows].map(row => row.cells[2].textContent)"
HEADS = f"[...{WORK}.tHead.rows[0].cells]"


@pytest.fixture(scope="module")
def window() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reports")


def written(case: tuple[ve.Project, ve.Network], path: Path, **answers: Any) -> Path:
    project, network = case
    ve.report(ve.form_enterprise(project, network), project, network, path, **answers)
    return path


@pytest.fixture(scope="module")
def page(folder: Path) -> Path:
    return written(chain(12), folder / "twelve.html", why=False, simulation=True, curve=True)


@pytest.fixture(autouse=True)
def nothing_fails(window: Browser) -> Iterator[None]:
    yield
    assert window.complaints() == []


def test_nothing_is_asked_for_but_the_file(window: Browser, page: Path) -> None:
    window.requests()
    window.open(page)
    window.click(".choose", 2)
    assert set(window.requests()) <= {page.as_uri(), "data:,"}


def test_the_script_of_a_user_does_not_run(window: Browser, folder: Path) -> None:
    attacked = written(hostile(), folder / "hostile.html", simulation=True, front=True)
    window.open(attacked)
    window.click(".choose", 1)
    assert window.run("document.title") != "owned"
    assert window.run("document.scripts.length") == 1
    assert window.run("document.querySelectorAll('img, iframe, object').length") == 0


def test_a_click_on_a_partner_shows_its_ties(window: Browser, page: Path) -> None:
    window.open(page)
    assert window.run(SHOWN_CARDS) == []
    window.click(".choose", 4)
    assert window.run(SHOWN_CARDS) == ["Karawanken Stahlbau Gesellschaft, Villach"]
    lit = window.run("[...document.querySelectorAll('.tie.on')].map(tie => tie.dataset.firms.split(' '))")
    assert lit
    assert all("4" in firms for firms in lit)
    dark = window.run(
        "[...document.querySelectorAll('.tie:not(.on)')].map(tie => tie.dataset.firms.split(' '))"
    )
    assert dark
    assert not any("4" in firms for firms in dark)
    window.click(".choose", 4)
    assert window.run(SHOWN_CARDS) == []


def test_the_picture_is_worked_by_keys_alone(window: Browser, page: Path) -> None:
    window.open(page)
    window.run("document.querySelector('svg .partner').focus()")
    window.press("Enter")
    assert len(window.run(SHOWN_CARDS)) == 1
    assert window.run("document.querySelectorAll('.partner[aria-pressed=true]').length") == 1
    window.press("Tab")
    assert window.run("document.activeElement.classList.contains('partner')") is True
    assert window.run("document.getElementById('tip').hidden") is False
    window.press("Space")
    chosen = window.run("document.activeElement.dataset.partner")
    assert window.run("document.querySelector('[data-card]:not([hidden])').dataset.card") == chosen
    window.press("Escape")
    assert window.run(SHOWN_CARDS) == []


def test_keys_reach_everything_from_the_top(window: Browser, page: Path) -> None:
    window.open(page)
    reached = []
    for _ in range(60):
        window.press("Tab")
        reached.append(
            window.run("document.activeElement.className.baseVal ?? document.activeElement.tagName")
        )
    assert reached[0] == "A"
    assert reached.count("partner") == 12
    assert "BUTTON" in reached


def test_columns_are_sorted_by_value(window: Browser, page: Path) -> None:
    window.open(page)
    window.run(f"{HEADS}[2].querySelector('button').focus()")
    window.press("Enter")
    assert window.run(f"{HEADS}[2].getAttribute('aria-sort')") == "descending"
    amounts = [float(text.replace(",", "")) for text in window.run(FIRST_COLUMN)]
    assert amounts == sorted(amounts, reverse=True)
    window.press("Enter")
    assert window.run(f"{HEADS}[2].getAttribute('aria-sort')") == "ascending"
    amounts = [float(text.replace(",", "")) for text in window.run(FIRST_COLUMN)]
    assert amounts == sorted(amounts)
    window.run(f"{HEADS}[0].querySelector('button').click()")
    assert window.run(f"{HEADS}[2].getAttribute('aria-sort')") is None
    names = window.run(f"[...{WORK}.tBodies[0].rows].map(row => row.cells[0].textContent)")
    assert names == sorted(names, key=str.lower)


def test_totals_stay_below(window: Browser, page: Path) -> None:
    window.open(page)
    window.run("document.querySelector('#money table thead button').click()")
    last = "[...document.querySelector('#money table').rows].at(-1).cells[0].textContent"
    assert window.run(last) == "total"


@pytest.mark.parametrize("width", [360, 768, 1600])
def test_the_page_is_never_wider_than_the_screen(window: Browser, page: Path, width: int) -> None:
    window.open(page, width)
    assert window.run("document.documentElement.scrollWidth") <= width
    overflow = (
        "[...document.querySelectorAll('p, h1, h2, h3, dd, li')]"
        ".filter(one => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest('nav')).length"
    )
    assert window.run(overflow) == 0


@pytest.mark.parametrize("drawing", ["#partners", "#money", "#schedule"])
def test_no_two_labels_of_a_drawing_collide(window: Browser, page: Path, drawing: str) -> None:
    window.open(page)
    boxes = window.run(
        f"[...document.querySelectorAll('{drawing} .drawing svg')]"
        ".map(svg => [...svg.querySelectorAll('text')]"
        ".map(text => { const b = text.getBoundingClientRect();"
        " return [b.left, b.top, b.right, b.bottom, text.textContent]; }))"
    )
    slack = 2.5  # a box is as high as the tallest letter of the font
    for labels in boxes:
        for position, one in enumerate(labels):
            for other in labels[position + 1 :]:
                apart = (
                    one[2] <= other[0] + slack or other[2] <= one[0] + slack
                    or one[3] <= other[1] + slack + 2 or other[3] <= one[1] + slack + 2
                )  # fmt: skip
                assert apart, (one[4], other[4])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(window: Browser, page: Path, scheme: str) -> None:
    window.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    window.open(page)
    inks = ("--ink", "--faint", "--accent")
    colour = "getComputedStyle(document.documentElement).getPropertyValue('{}').trim()"
    for ground in ("--paper", "--soft", "--mark"):
        for ink in inks:
            ratio = contrast(window.run(colour.format(ink)), window.run(colour.format(ground)))
            assert ratio >= 4.5, (scheme, ink, ground, ratio)
    window.tell("Emulation.setEmulatedMedia", features=[])


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_it_prints_to_a_few_pages(window: Browser, page: Path, tmp_path: Path) -> None:
    window.open(page)
    pdf = tmp_path / "report.pdf"
    window.print_to(pdf)
    printed = pdf.read_bytes()
    assert printed.startswith(b"%PDF")
    window.tell("Emulation.setEmulatedMedia", media="print")
    window.click(".choose", 0)
    hidden = (
        "[...document.querySelectorAll('nav, .card, .screen')]"
        ".every(one => getComputedStyle(one).display === 'none')"
    )
    assert window.run(hidden) is True
    window.tell("Emulation.setEmulatedMedia", media="")


def test_everything_that_can_be_used_has_a_name(window: Browser, page: Path) -> None:
    window.open(page)
    nameless = window.run(
        "[...document.querySelectorAll('button, a, [role], [tabindex]')]"
        ".filter(one => one.id !== 'tip')"
        ".filter(one => !(one.getAttribute('aria-label') || one.textContent.trim())).length"
    )
    assert nameless == 0
    assert window.run("document.documentElement.lang") == "en"
    levels = window.run("[...document.querySelectorAll('h1, h2, h3')].map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_only_what_scrolls_stops_the_tab_key(window: Browser, page: Path) -> None:
    stops = "[...document.querySelectorAll('.wide, .drawing')].filter(one => one.tabIndex === 0).length"
    window.open(page, 1200)
    assert window.run(stops) == 0
    window.open(page, 360)
    assert window.run(stops) > 5


def test_where_everybody_trusts_everybody_only_the_chosen_ones_trust_is_drawn(
    window: Browser, folder: Path
) -> None:
    project, network = chain(12)
    trust = [
        ve.TrustLink(source=f"F{one:02}", target=f"F{other:02}", trust=0.5)
        for one in range(12)
        for other in range(one + 1, 12)
    ]
    friends = network.model_copy(update={"trust": trust})
    window.open(written((project, friends), folder / "friends.html", why=False))
    drawn = (
        "[...document.querySelectorAll('.tie')]"
        ".filter(tie => getComputedStyle(tie).display !== 'none').length"
    )
    before = window.run(drawn)
    assert before == len(project.interfaces)
    window.click(".choose", 0)
    with_it = sum("task 0" in (one.source, one.target) for one in project.interfaces)
    assert window.run(drawn) == before + 11 - with_it
