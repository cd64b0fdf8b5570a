"""How the documentation is built: ``sphinx-build -W --keep-going -n docs docs/_build/html``."""

import inspect
import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

import vebuilder
from vebuilder.model.record import Record

project = "vebuilder"
author = "the vebuilder developers"
release = version = installed_version("vebuilder")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx.ext.mathjax",
    "record_fields",
]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}

html_theme = "furo"
html_title = f"vebuilder {release}"

napoleon_google_docstring = False
napoleon_numpy_docstring = True
default_role = "code"  # a name in single backticks, in a docstring, is code
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
_ELSEWHERE = "pydantic|numpy|networkx|matplotlib|datetime|pathlib|collections|concurrent|typing|os"
nitpick_ignore_regex = [("py:.*", rf"({_ELSEWHERE})\..*")]
nitpick_ignore = [("py:class", "Axes")]  # of matplotlib, which is imported only where it is used


def _shown_where_it_is_exported() -> None:
    """Let links lead to ``vebuilder.Firm``, the name users write, not to the file that defines it."""
    for value in vars(vebuilder).values():
        module = getattr(value, "__module__", None)
        named = inspect.isclass(value) or inspect.isfunction(value)
        if named and isinstance(module, str) and module.startswith("vebuilder."):
            value.__module__ = "vebuilder"


def _without_signature(
    app: Any, what: str, name: str, value: object, options: object, signature: str, returns: str
) -> tuple[str, None] | None:
    """Leave out the signature of a record: its fields are listed below it."""
    return ("", None) if inspect.isclass(value) and issubclass(value, Record) else None


_shown_where_it_is_exported()


def setup(app: Any) -> None:
    """Connect what is defined here."""
    app.connect("autodoc-process-signature", _without_signature)
