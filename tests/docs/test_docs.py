"""Every Python and console block of README and docs runs, and shows the output that stands with it."""

import contextlib
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel, ValidationError

import vebuilder

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<kind>\S*)[^\n]*\n(?P<text>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL
)
ONLY_BLANK = re.compile(r"\s*\Z")


@dataclass(frozen=True)
class Block:
    """A fenced block, and the one that shows its output if there is one."""

    line: int
    kind: str
    text: str
    output: str | None


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text(encoding="utf-8")
    found = list(FENCE.finditer(text))
    for match, following in zip_longest(found, found[1:]):
        adjoining = following is not None and ONLY_BLANK.match(text[match.end() : following.start()])
        shown = following["text"] if following and adjoining and following["kind"] == "text" else None
        yield Block(text.count("\n", 0, match.start()) + 1, match["kind"], match["text"], shown)


def pages_with(kind: str) -> list[Path]:
    return [page for page in PAGES if any(block.kind == kind for block in blocks(page))]


def steady(output: str) -> str:
    """Leave out what differs from run to run: seconds, versions, trailing blanks, the last digit of a gap."""
    output = re.sub(r"\b\d+(\.\d+)? ?(s|ms|seconds)\b", "# s", output)
    output = re.sub(r"\b\d+\.\d+\.\d+(\.\d+)*\b", "#.#.#", output)
    output = re.sub(r"0\.\d+ ?%", "0 %", output)
    return "\n".join(line.rstrip() for line in output.strip().splitlines())


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def run_python(block: Block, page: Path, names: dict[str, object]) -> None:
    printed = io.StringIO()
    code = compile("\n" * block.line + block.text, str(page), "exec")
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    assert steady(printed.getvalue()) == steady(block.output or ""), f"{named(page)}, line {block.line}"


def run_console(block: Block, page: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    lines = block.text.splitlines()
    commands = [shlex.split(line[2:]) for line in lines if line.startswith("$ ")]
    assert commands, f"{named(page)}, line {block.line}: a console block needs a line that starts with '$ '"
    printed = ""
    for command in commands:
        assert command[0] == "vebuilder", command
        ran = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        printed += ran.stdout + ran.stderr
    shown = "\n".join(line for line in lines if not line.startswith("$ "))
    assert steady(printed) == steady(shown), f"{named(page)}, line {block.line}"


@pytest.mark.parametrize("page", pages_with("python"), ids=named)
def test_blocks_show_what_they_print(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in blocks(page):
        if block.kind == "python":
            run_python(block, page, names)
        elif block.kind == "console":
            run_console(block, page)


def test_there_is_something_to_run() -> None:
    assert ROOT / "README.md" in pages_with("python")
    assert ROOT / "docs" / "tutorial.md" in pages_with("python")
    assert ROOT / "docs" / "planner" / "files.md" in pages_with("console")
    assert set(pages_with("console")) <= set(pages_with("python")), "run together with the Python blocks"


def test_every_public_name_is_on_the_reference_page() -> None:
    page = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"::\s+vebuilder\.(\w+)$", page, re.MULTILINE))
    public = {
        name
        for name, value in vars(vebuilder).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("vebuilder.")
    }
    assert public - listed == set()
    assert listed - public == set()


@pytest.mark.parametrize(
    ("page", "record"),
    [
        ("planner/rules.md", vebuilder.Rules),
        ("planner/rules.md", vebuilder.GroupRule),
        ("planner/cost.md", vebuilder.Cost),
        ("mathematics.md", vebuilder.GroupRule),
    ],
)
def test_every_rule_and_cost_term_is_explained(page: str, record: type[BaseModel]) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    missing = [name for name in record.model_fields if f"`{name}`" not in text and f"{name}=" not in text]
    assert missing == []


def without_each_field(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path of each field anywhere in an object, and what is left of the object without it."""
    if isinstance(node, list):
        for position, entry in enumerate(node):
            for inner, rest in without_each_field(entry, f"{path}[]"):
                yield inner, [*node[:position], rest, *node[position + 1 :]]
    elif isinstance(node, dict):
        for name, value in node.items():
            place = f"{path}.{name}".removeprefix(".")
            yield place, {other: kept for other, kept in node.items() if other != name}
            for inner, rest in without_each_field(value, place):
                yield inner, {**node, name: rest}


def is_refused(kind: type[BaseModel], sample: Any) -> bool:
    try:
        kind.model_validate(sample)
    except ValidationError:
        return True
    return False


def test_the_sample_files_can_be_formed_and_just_their_needed_fields_are_marked() -> None:
    page = ROOT / "docs" / "planner" / "files.md"
    network, project = (json.loads(block.text) for block in blocks(page) if block.kind == "json")
    enterprise = vebuilder.form_enterprise(
        vebuilder.Project.model_validate(project), vebuilder.Network.model_validate(network)
    )
    assert enterprise.partners == ("ALPHA", "BETA")
    for name, kind, sample in (
        ("network", vebuilder.Network, network),
        ("project", vebuilder.Project, project),
    ):
        (row,) = re.findall(rf"^\| {name} \| (`.*) \|$", page.read_text(encoding="utf-8"), re.MULTILINE)
        needed = {path for path, rest in without_each_field(sample) if is_refused(kind, rest)}
        assert set(re.findall(r"`([^`]+)`", row)) == needed


LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)|<(?P<plain>https?://[^>\s]+)>")
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


def links(page: Path) -> Iterator[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    yield from (match["target"] or match["plain"] for match in LINK.finditer(text))


def anchors(page: Path) -> set[str]:
    """Return what the headings of a page can be linked to by."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    words = (re.sub(r"[`*_]|\[([^]]*)\]\([^)]*\)", r"\1", heading) for heading in HEADING.findall(text))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in words}


def test_links_between_pages_lead_somewhere() -> None:
    broken = []
    for page in PAGES:
        for link in links(page):
            if re.match(r"https?:|mailto:", link):
                continue
            target, _, anchor = link.partition("#")
            other = page.parent / target if target else page
            if not other.exists() or (anchor and other.suffix == ".md" and anchor not in anchors(other)):
                broken.append(f"{named(page)}: {link}")
    assert broken == []


def test_links_to_elsewhere_are_well_formed() -> None:
    broken = []
    for page in PAGES:
        for link in links(page):
            if re.match(r"https?:", link):
                parts = urlsplit(link)
                good = parts.scheme == "https" and re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", parts.netloc)
                if not good or link != link.strip() or " " in link:
                    broken.append(f"{named(page)}: {link}")
    assert broken == []


def test_there_are_links_to_check() -> None:
    found = [link for page in PAGES for link in links(page)]
    assert sum(link.startswith("https:") for link in found) > 5
    assert sum("#" in link and not link.startswith("http") for link in found) > 3


def test_no_page_is_left_out_of_the_contents() -> None:
    contents = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").splitlines()
    pages = {
        path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in PAGES if path.parent != ROOT
    }
    assert pages - {"index"} <= set(contents)
