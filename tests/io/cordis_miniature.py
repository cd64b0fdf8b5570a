"""CORDIS tables in miniature, made up; and the examples that read such tables."""

import csv
import gzip
import importlib.util
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

Row = tuple[str, ...]

# id, acronym, signed, start, grant
PROJECTS: list[Row] = [
    ("A", "ALPHA", "2022-03-01", "2022-06-01", "3000000"),
    ("B", "BETA", "2023-03-01", "2023-06-01", "2000000.5"),
    ("C", "GAMMA", "2024-12-31", "2025-03-01", "1000000"),
    ("D", "DELTA", "", "2024-06-01", "1000000"),
    ("E", "THE CALL", "2025-02-01", "2025-06-01", "1000000"),
    ("F", "TOO LATE", "2025-01-01", "2025-06-01", "1000000"),
    ("G", "NO CODE", "2025-02-01", "2025-06-01", "1000000"),
    ("H", "NEW FIELD", "2025-02-01", "2025-06-01", "1000000"),
    ("I", "NO DATE", "", "", "1000000"),
    ("J", "NO MONEY", "2025-02-01", "2025-06-01", ""),
]
CODES: list[Row] = [
    ("A", "/1/2/3/9"), ("A", "/1/2/3/8"), ("A", "/1/5"), ("B", "/1/2/3"), ("C", "/1/2/4"), ("D", "/1/2/4"),
    ("E", "/1/2/3/77"), ("E", "/1/2/4"), ("E", "/1/9"), ("F", "/1/2/3"), ("G", "/1/9"), ("H", "/7/8/9"),
    ("I", "/1/2/3"), ("J", "/1/2/3"),
]  # fmt: skip
# project, firm, role, money, left early, name, country, activity, SME
PARTS: list[Row] = [
    ("A", "f1", "coordinator", "500.25", "false", "One", "DE", "PRC", ""),
    ("A", "f2", "participant", "100", "false", "Two", "FR", "REC", "false"),
    ("A", "f3", "thirdParty", "", "false", "Three", "FR", "REC", "false"),
    ("B", "f1", "participant", "100", "false", "One", "DE", "PRC", "true"),
    ("B", "f2", "participant", "100", "false", "Two", "NA", "REC", ""),
    ("C", "f1", "associatedPartner", "", "false", "One", "DE", "PRC", "true"),
    ("C", "f1", "participant", "100", "false", "One", "DE", "PRC", "true"),
    ("C", "f4", "coordinator", "100", "true", "", "", "", ""),
    ("C", "f9", "associatedPartner", "", "false", "Nine", "CH", "HES", "false"),
    ("C", "f2", "thirdParty", "100", "false", "Two", "", "", ""),
    ("D", "f4", "participant", "100", "false", "Four", "IT", "", ""),
    ("D", "f5", "participant", "100", "false", "Five", "IT", "PRC", "true"),
    ("E", "f1", "coordinator", "400", "false", "One renamed", "", "", ""),
    ("E", "f6", "participant", "300", "false", "Six", "ES", "PRC", "true"),
    ("E", "f7", "participant", "200", "false", "Seven", "ES", "PRC", "false"),
    ("E", "f7", "participant", "50.5", "false", "Seven", "ES", "PRC", "false"),
    ("E", "f8", "participant", "100", "false", "Eight", "PL", "PRC", ""),
    ("E", "f2", "associatedPartner", "", "false", "Two", "", "", ""),
    ("F", "f5", "coordinator", "100", "true", "Five", "IT", "PRC", "true"),
    ("F", "f5", "participant", "100", "true", "Five", "IT", "PRC", "true"),
]
PROJECT_COLUMNS = ("id", "acronym", "ecSignatureDate", "startDate", "ecMaxContribution")
PART_COLUMNS = (
    "projectID", "organisationID", "role", "netEcContribution", "endOfParticipation", "name", "country",
    "activityType", "SME",
)  # fmt: skip


def as_csv(columns: Sequence[str], rows: Sequence[Row], extra: str = "") -> str:
    """Return a table; the extra column comes first and needs quotes."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL if extra else csv.QUOTE_MINIMAL)
    writer.writerow(["objective", *columns] if extra else columns)
    writer.writerows([extra, *row] if extra else row for row in rows)
    return stream.getvalue()


def tables(
    parts: Sequence[Row] = PARTS, extra: str = "", ends: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the text of each table; without ends there is no column for them."""
    columns: Row = (*PROJECT_COLUMNS, "title")
    projects: list[Row] = [(*row, f"Title of {row[1]}") for row in PROJECTS]
    if ends is not None:
        columns, projects = (*columns, "endDate"), [(*row, ends.get(row[0], "")) for row in projects]
    codes = [(project, code, code.replace("/", "/level ")) for project, code in CODES]
    return {
        "project": as_csv(columns, projects, extra),
        "euroSciVoc": as_csv(("projectID", "euroSciVocCode", "euroSciVocPath"), codes, extra),
        "organization": as_csv(PART_COLUMNS, parts, extra),
    }


def fill(folder: Path, texts: dict[str, str], *, packed: bool = False, mark: bool = False) -> Path:
    """Write the tables to a folder and return it."""
    for name, text in texts.items():
        content = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
        path = folder / (f"{name}.csv.gz" if packed else f"{name}.csv")
        path.write_bytes(gzip.compress(content) if packed else content)
    return folder


def example(name: str) -> ModuleType:
    """Return an example as a module."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
