"""Records in JSON files: read with every fault told, written whole or not at all."""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Never, get_args

import pydantic

from vebuilder.io.form import fault_at, form_faults, value_text
from vebuilder.model import DataError, Fault
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
    """Read a record from a JSON file.

    Parameters
    ----------
    path
        The file, UTF-8 with or without a byte order mark.
    kinds
        The kinds of record it may hold, told apart by content: a network has ``firms``, a project has
        ``tasks``, an enterprise has ``assignments`` and ``objective``.

    Raises
    ------
    DataError
        If the file cannot be read or its content is not of the right form; with all faults of form.
    """
    source = _name(path)
    raw = _parsed(_text(source), source)
    kind = _kind_of(raw, kinds, source)
    faults = _schema_faults(raw, kind, source)
    stated = {name: value for name, value in raw.items() if name != "schema_version"}
    try:
        record = kind.model_validate(stated)
    except pydantic.ValidationError as error:
        faults += form_faults(error, source, raw, kind)
    if faults:
        raise DataError(faults)
    return record


def write(record: Record, path: str | os.PathLike[str]) -> None:
    """Write a record to a JSON file, whole or not at all.

    The file appears under its name only once all of it is on disk; an older file of that name is
    replaced in one step, or left as it was. Equal records give equal files, and `read` gives back an
    equal record.

    Raises
    ------
    DataError
        If the file cannot be written there.
    """
    write_text(f"{record.model_dump_json(indent=1)}\n", path)


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text to a file, whole or not at all, as `write` does.

    Parameters
    ----------
    text
        What the file is to hold, as UTF-8.
    path
        The file.

    Raises
    ------
    DataError
        If the file cannot be written there.
    """
    source = _name(path)
    target = _target(source)
    try:
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8")  # a pipe or a terminal cannot be replaced
        else:
            _replace(target, text)
    except OSError as error:
        _refuse(source, f"cannot be written: {_reason(error)}", "nothing was changed")


def probe(path: str | os.PathLike[str]) -> None:
    """Find out whether `write` can write to a file, before the work that would be lost.

    Raises
    ------
    DataError
        If it cannot.
    """
    source = _name(path)
    target = _target(source)
    if target.exists() and not target.is_file():
        return
    draft = _draft(target)
    try:
        draft.touch(exist_ok=False)
        draft.unlink()
    except OSError as error:
        _refuse(source, f"cannot be written: {_reason(error)}", "name a file in another folder")


def _name(path: object) -> str:
    """Return the name of a file as text."""
    try:
        name = os.fsdecode(path)  # type: ignore[arg-type]
    except TypeError:
        _refuse("path", f"{path!r} is no name of a file", "hand over a string or a pathlib.Path")
    if not name:
        _refuse("path", "the name of the file is empty", "name a file")
    return name


def _draft(target: Path) -> Path:
    # In the same folder, so that the last step is a rename within one file system.
    return target.parent / f".vebuilder-{secrets.token_hex(8)}.part"


def _target(source: str) -> Path:
    """Return the file a name stands for, links followed."""
    try:
        target = Path(os.path.realpath(source))
        folder = target.parent.is_dir()
    except (OSError, ValueError) as error:
        _refuse(source, f"cannot be written: {_reason(error)}")
    if target.is_dir():
        _refuse(source, "cannot be written: it is a folder", "name a file in it")
    if not folder:
        _refuse(source, f"cannot be written: there is no folder {target.parent}", "create it first")
    return target


def _replace(target: Path, text: str) -> None:
    draft = _draft(target)
    try:
        with open(draft, "x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            draft.chmod(target.stat().st_mode & 0o7777)
        os.replace(draft, target)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _text(source: str) -> str:
    try:
        content = Path(source).read_bytes()
    except FileNotFoundError:
        _refuse(source, "there is no such file", "check the name and the folder")
    except IsADirectoryError:
        _refuse(source, "is a folder, not a file", "name a file in it")
    except (OSError, ValueError) as error:
        _refuse(source, f"cannot be read: {_reason(error)}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        if error.reason == "unexpected end of data":
            _refuse(source, f"seems cut short: it breaks off in line {line}", "get the whole file")
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            _refuse(source, "is written in UTF-16, not UTF-8", "save it as UTF-8")
        if content[:2] == b"\x1f\x8b":
            _refuse(source, "is a gzip file, not JSON", "unpack it first")
        _refuse(source, f"is not UTF-8 text (byte {error.start + 1}, line {line})", "save it as UTF-8")


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
        _refuse(source, "is empty", "a network or a project in JSON is needed")
    try:
        raw = json.loads(text, object_pairs_hook=as_object)
    except json.JSONDecodeError as error:
        _refuse_syntax(text, error, source)
    except RecursionError:
        _refuse(source, "is nested too deeply", "a network or a project has a handful of levels")
    except ValueError:
        _refuse(source, "cannot be read: it holds a number of thousands of digits", "no amount needs so many")
    if not isinstance(raw, dict):
        _refuse(source, "does not hold an object { } at its top level", "a network or a project is needed")
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
        _refuse(source, f"seems cut short: the JSON breaks off at {where}", "get the whole file")
    _refuse(source, f"is not valid JSON at {where}: {error.msg}", "mend it there")


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
        _refuse(source, f"is {_noun(other[0])}, not {wanted}", "name the right file")
    # A file that shows other fields of the kind is that kind with a field missing; let that be said.
    likely = [kind for kind in kinds if present & (kind.model_fields.keys() - {"schema_version"})]
    if len(likely) != 1:
        _refuse(source, f"is not {wanted}", f"its top level has {_listed(present) or 'nothing'}")
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
        _refuse(
            f"{source}: schema_version",
            f"was written by a newer vebuilder (schema version {stated}; this one reads {own})",
            "upgrade vebuilder",
        )
    if type(stated) is int and stated == own:
        return []
    return [fault_at(source, raw, ("schema_version",), f"must be {own}, is {value_text(stated)}")]


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _refuse(path: str, message: str, mend: str = "") -> Never:
    raise DataError([Fault(path=path, message=message, mend=mend)]) from None
