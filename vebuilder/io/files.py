"""Records in JSON and Parquet files: read with every fault told."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Never, get_args

import pydantic

from vebuilder.io.form import fault_at, form_faults, value_text
from vebuilder.io.parquet.layout import MAGIC, SUFFIX
from vebuilder.io.whole_files import file_name, reason, refuse, write_bytes, write_text
from vebuilder.model import DataError, Fault, Network
from vebuilder.model.bulk import in_bulk
from vebuilder.model.record import Record

_MARKS: Mapping[str, frozenset[str]] = {
    "Network": frozenset({"firms"}),
    "Project": frozenset({"tasks"}),
    "Enterprise": frozenset({"assignments", "objective"}),
}
"""Top-level keys that tell a kind of file apart; for other kinds it is their required fields."""

LONGEST_NAME = 64
"""Longer names of fields are cut in messages."""

_CUT_LITERALS = ("true", "false", "null", "NaN", "Infinity", "-Infinity")
_CUT_NUMBERS = {".", "e", "E", "e+", "e-", "E+", "E-"}
"""What the parser is left with when a number breaks off."""


def read(path: str | os.PathLike[str], kinds: Sequence[type[Record]]) -> Record:
    """Read a record from a file.

    Parameters
    ----------
    path
        The file: JSON in UTF-8, with or without a byte order mark; or Parquet, for a network.
    kinds
        The kinds of record it may hold, told apart by content: a network has ``firms``, a project has
        ``tasks``, an enterprise has ``assignments`` and ``objective``.

    Raises
    ------
    DataError
        If the file cannot be read or its content is not of the right form; with all faults of form.
    """
    source = file_name(path)
    content = _content(source)
    with in_bulk():
        raw = _stated(content, source)
        kind = _kind_of(raw, kinds, source)
        faults = _schema_faults(raw, kind, source)
        stated = {name: value for name, value in raw.items() if name != "schema_version"}
        try:
            record = kind.model_validate(stated)
        except pydantic.ValidationError as error:
            raw = _stated(content, source)
            whole = {name: list(part) if isinstance(part, Iterator) else part for name, part in raw.items()}
            faults += form_faults(error, source, whole, kind)
    if faults:
        raise DataError(faults)
    return record


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record to a file, whole or not at all: Parquet if its name ends in ``.parquet``, else JSON.

    Equal records give equal files, and `read` gives back an equal record.

    Raises
    ------
    DataError
        If the file cannot be written there, or anything but a network is to go into a Parquet file.
    """
    source = file_name(path)
    if not source.lower().endswith(SUFFIX):
        write_text(f"{record.model_dump_json(indent=1)}\n", path)
        return
    if not isinstance(record, Network):
        refuse(source, "is a Parquet file, which holds a network only", "save it as JSON")
    from vebuilder.io.parquet.writing import parquet_bytes

    write_bytes(parquet_bytes(record, source), path)


def _content(source: str) -> bytes:
    try:
        return Path(source).read_bytes()
    except FileNotFoundError:
        refuse(source, "there is no such file", "check the name and the folder")
    except IsADirectoryError:
        refuse(source, "is a folder, not a file", "name a file in it")
    except (OSError, ValueError) as error:
        refuse(source, f"cannot be read: {reason(error)}")


def _stated(content: bytes, source: str) -> dict[str, Any]:
    """Return what a file states, whatever its form."""
    if content.startswith(MAGIC):
        from vebuilder.io.parquet.reading import parquet_content

        return parquet_content(content, source)
    return _parsed(_text(content, source), source)


def _text(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            refuse(source, f"seems cut short: it breaks off in line {line}", "get the whole file")
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            refuse(source, "is written in UTF-16, not UTF-8", "save it as UTF-8")
        if content[:2] == b"\x1f\x8b":
            refuse(source, "is a gzip file, not JSON", "unpack it first")
        refuse(source, f"is not UTF-8 text (byte {error.start + 1}, line {line})", "save it as UTF-8")


def _parsed(text: str, source: str) -> dict[str, Any]:
    """Return the object the JSON text states."""
    repeated: list[tuple[dict[str, Any], str]] = []

    def as_object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        node = dict(pairs)
        if len(node) < len(pairs):
            names = [name for name, _ in pairs]
            repeated.extend((node, name) for name in node if names.count(name) > 1)
        return node

    if not text.strip():
        refuse(source, "is empty", "a network or a project in JSON is needed")
    try:
        raw = json.loads(text, object_pairs_hook=as_object)
    except json.JSONDecodeError as error:
        _refuse_syntax(text, error, source)
    except RecursionError:
        refuse(source, "is nested too deeply", "a network or a project has a handful of levels")
    except ValueError:
        refuse(source, "cannot be read: it holds a number of thousands of digits", "no amount needs so many")
    if not isinstance(raw, dict):
        refuse(source, "does not hold an object { } at its top level", "a network or a project is needed")
    if repeated:
        raise DataError(_repetitions(raw, repeated, source))
    return raw


def _refuse_syntax(text: str, error: json.JSONDecodeError, source: str) -> Never:
    rest = text[error.pos :].rstrip()
    where = f"line {error.lineno}, column {error.colno}"
    cut = (
        not rest
        or error.msg.startswith("Unterminated string")
        or ("escape" in error.msg and len(rest) <= 6)
        or any(literal.startswith(rest) for literal in _CUT_LITERALS)
        or rest in _CUT_NUMBERS
    )
    if cut:
        refuse(source, f"seems cut short: the JSON breaks off at {where}", "get the whole file")
    refuse(source, f"is not valid JSON at {where}: {error.msg}", "mend it there")


def _repetitions(
    raw: dict[str, Any], repeated: Sequence[tuple[dict[str, Any], str]], source: str
) -> Iterator[Fault]:
    """Yield a fault for each key that is stated twice in one object."""
    names: dict[int, list[str]] = {}
    for owner, name in repeated:
        names.setdefault(id(owner), []).append(name)
    stack: list[tuple[Any, tuple[int | str, ...]]] = [(raw, ())]
    while stack:
        node, place = stack.pop()
        inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        for name in names.get(id(node), ()):
            yield fault_at(source, raw, (*place, name), "is stated twice", "keep one")
        stack.extend(reversed([(child, (*place, key)) for key, child in inner]))


def _kind_of(raw: dict[str, Any], kinds: Sequence[type[Record]], source: str) -> type[Record]:
    """Return the kind of record the object is, among those it may be."""
    present = raw.keys()
    fitting = [kind for kind in kinds if _marks(kind) <= present]
    if fitting:
        return max(fitting, key=lambda kind: len(present & kind.model_fields.keys()))
    wanted = " or ".join(f"{_noun(kind.__name__)} (with {_listed(_marks(kind))})" for kind in kinds)
    other = [name for name, marks in _MARKS.items() if marks <= present]
    if other:
        refuse(source, f"is {_noun(other[0])}, not {wanted}", "name the right file")
    # A file that shows other fields of the kind is that kind with a field missing; let that be said.
    likely = [kind for kind in kinds if present & (kind.model_fields.keys() - {"schema_version"})]
    if len(likely) != 1:
        refuse(source, f"is not {wanted}", f"its top level has {_listed(present) or 'nothing'}")
    return likely[0]


def _marks(kind: type[Record]) -> frozenset[str]:
    required = frozenset(name for name, field in kind.model_fields.items() if field.is_required())
    return _MARKS.get(kind.__name__, required)


def _noun(name: str) -> str:
    return f"{'an' if name[0] in 'AEIOU' else 'a'} {name.lower()}"


def _listed(names: Iterable[str]) -> str:
    shown = sorted(repr(name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}...") for name in names)
    return ", ".join(shown[:8]) + (", ..." if len(shown) > 8 else "")


def _schema_faults(raw: dict[str, Any], kind: type[Record], source: str) -> list[Fault]:
    """Return what is wrong with the schema version; a newer one ends the reading at once."""
    field = kind.model_fields.get("schema_version")
    if field is None or "schema_version" not in raw:
        return []
    own, stated = get_args(field.annotation)[0], raw["schema_version"]
    if type(stated) is int and stated > own:
        refuse(
            f"{source}: schema_version",
            f"was written by a newer vebuilder (schema version {stated}; this one reads {own})",
            "upgrade vebuilder",
        )
    if type(stated) is int and stated == own:
        return []
    return [fault_at(source, raw, ("schema_version",), f"must be {own}, is {value_text(stated)}")]
