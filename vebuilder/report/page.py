"""The page that holds a report: one file, which loads nothing and may run nothing but its own script."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files

from vebuilder.model.html import Html, element, joined, text

SECTIONS = {
    "partners": "Partners",
    "money": "Money",
    "risk": "Risk",
    "schedule": "Schedule",
    "why": "Why these",
    "assumptions": "Assumptions",
    "proof": "Proof",
}


def page(title: str, subtitle: str, lead: Html, sections: Sequence[Html]) -> str:
    """Return the whole file.

    Parameters
    ----------
    title
        Of the page.
    subtitle
        What stands below it.
    lead
        What comes before the sections.
    sections
        In the order of `SECTIONS`.
    """
    style, script = _own("report.css"), _own("report.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html(f'<meta http-equiv="Content-Security-Policy" content="{text(policy)}">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            Html('<meta name="color-scheme" content="light dark">'),
            Html('<link rel="icon" href="data:,">'),
            element("title", title),
            Html(f"<style>{style}</style>"),
        ]
    )
    links = joined(element("a", words, href=f"#{name}") for name, words in SECTIONS.items())
    body = joined(
        [
            element("a", "Skip to the decision", href="#decision", class_="skip"),
            element("header", element("p", subtitle, class_="faint"), element("h1", title)),
            element("nav", links, aria_label="Sections"),
            element(
                "main", element("section", lead, id="decision", aria_label="The decision"), joined(sections)
            ),
            element("div", id="tip", role="tooltip", hidden=True),
            Html(f"<script>{script}</script>"),
        ]
    )
    return f'<!doctype html>\n<html lang="en">\n<head>{head}</head>\n<body>{body}</body>\n</html>\n'


def _own(name: str) -> str:
    return files("vebuilder.report").joinpath(name).read_text(encoding="utf-8")


def _hash(source: str) -> str:
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
