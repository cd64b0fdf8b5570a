"""What is wrong with the form of a piece of data, told in the planner's words."""

import json
import math
from collections.abc import Callable, Hashable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any, get_args

import pydantic
from pydantic_core import ErrorDetails

from vebuilder.io.misread import fraction_mend, number_mend
from vebuilder.model import Fault
from vebuilder.model.record import Record

_NOUNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "firms": ("firm", ("id",)),
    "offers": ("offer", ("competence",)),
    "competences": ("competence", ("id",)),
    "trust": ("trust link", ("source", "target")),
    "pairs": ("pair", ("source", "target")),
    "projects": ("joint project", ("id",)),
    "tasks": ("task", ("id",)),
    "interfaces": ("interface", ("source", "target")),
    "quotes": ("quote", ("task", "firm")),
    "packages": ("package", ("firm",)),
    "groups": ("group rule", ("attribute",)),
    "funding": ("funding", ("attribute",)),
    "shocks": ("shock", ("attribute",)),
    "preparations": ("preparation", ("id",)),
    "assignments": ("assignment", ("task", "firm")),
    "backups": ("backup", ("task", "firm")),
    "schedule": ("scheduled task", ("task",)),
}
"""What an entry of a list is called, and the keys it is known by."""

_WANTED = {
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "frozen_set_type": "a list",
    "set_type": "a list",
    "dict_type": "an object { }",
    "mapping_type": "an object { }",
    "model_type": "an object { }",
    "model_attributes_type": "an object { }",
}
_TEXTS = {
    "missing": ("is missing", "add it"),
    "greater_than_equal": ("must be at least {ge:g}, is {shown}", ""),
    "greater_than": ("must be above {gt:g}, is {shown}", ""),
    "less_than_equal": ("must be at most {le:g}, is {shown}", ""),
    "less_than": ("must be below {lt:g}, is {shown}", ""),
    "finite_number": ("must be a finite number, is {shown}", ""),
    "string_too_short": ("must not be empty", "give it a name"),
    "string_unicode": ("must be valid Unicode text, holds half of a surrogate pair", ""),
    "too_long": ("must have {max_length} entries, has {actual_length}", ""),
    "union_tag_not_found": ("must say its kind", 'add "kind"'),
    "union_tag_invalid": ("is of an unknown kind, {tag!r}", "use one of {expected_tags}"),
    "literal_error": ("must be {expected}, is {shown}", ""),
}
_UNION_BRANCHES = {"bool", "int", "float", "str"}
_SHOWN_LENGTH = 60

Location = tuple[int | str, ...]


def form_faults(
    error: pydantic.ValidationError,
    source: str,
    raw: object,
    kind: type[Record] | None = None,
    where: Callable[[str, "Location"], str] | None = None,
) -> tuple[Fault, ...]:
    """Turn a validation error into faults a planner can act on.

    Parameters
    ----------
    error
        What pydantic raised.
    source
        What the data is called in the paths: a file name, or ``project``.
    raw
        The data that was validated, to look up the ids of the firms and tasks concerned.
    kind
        The kind of record it was validated as; with it, unknown fields come with the likely name.
    where
        Tells a planner where a place is, given the source and the place; None: a path such as
        ``firms[3].capacity``.

    Returns
    -------
    tuple of Fault
        One for each place that is wrong, in the order of the data.
    """
    suggest = _Suggestions(kind)
    by_place: dict[Location, list[ErrorDetails]] = {}
    for detail in error.errors(include_url=False):
        by_place.setdefault(_place(detail, raw), []).append(detail)
    faults = [fault_at(source, raw, place, *_told(details, suggest)) for place, details in by_place.items()]
    if where is None:
        return tuple(faults)
    return tuple(
        fault.model_copy(update={"path": where(source, place)})
        for fault, place in zip(faults, by_place, strict=True)
    )


def fault_at(source: str, raw: object, place: Location, message: str, mend: str = "") -> Fault:
    """Return a fault at a place of the raw data, with the ids found on the way there."""
    names, ids = [], []
    for noun, found in _entries(raw, place):
        names.append(f"{noun} {' - '.join(repr(_clip(each)) for each in found)}")
        ids += [each for each in found if each not in ids]
    if names:
        message = f"{', '.join(names)}: {message}"
    return Fault(path=path_text(source, place), ids=tuple(ids), message=message, mend=mend)


def path_text(source: str, place: Location) -> str:
    """Return a path such as ``network.json: firms[3].offers[0].unit_cost``."""
    text = ""
    for part in place:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            name = _clip(part if part.isprintable() and part else repr(part))
            text += f".{name}" if text else name
    return f"{source}: {text}" if text else source


def value_text(value: object) -> str:
    """Return a value as it would stand in the file, cut to a readable length."""
    if isinstance(value, dict | list | tuple):
        return "an object { }" if isinstance(value, dict) else f"a list of {len(value)}"
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number (NaN)" if math.isnan(value) else f"{'-' if value < 0 else ''}infinity"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 200:
        return "a whole number of more than 60 digits"
    if isinstance(value, date):
        return _date_text(value)
    if value is None or isinstance(value, str | int | float):
        return _clip(_encodable(json.dumps(value, ensure_ascii=False)))
    return _clip(repr(value))


def _date_text(value: date) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    return f"the date {value}"


def _clip(text: str) -> str:
    return text if len(text) <= _SHOWN_LENGTH else f"{text[: _SHOWN_LENGTH - 3]}..."


def _encodable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _place(detail: ErrorDetails, raw: object) -> Location:
    """Return the location without the tags of unions, which do not stand in the data."""
    place: list[int | str] = []
    node = raw
    tag_open = True
    location = detail["loc"]
    for position, part in enumerate(location):
        last = position == len(location) - 1
        if tag_open and isinstance(node, dict) and node.get("kind") == part:
            tag_open = False
            continue
        branch = last and part in _UNION_BRANCHES and not _holds(node, part)
        if part == "[key]" or (branch and detail["type"] not in {"missing", "extra_forbidden"}):
            continue
        place.append(part)
        node = _child(node, part)
        tag_open = True
    return tuple(place)


def _holds(node: object, part: int | str) -> bool:
    return isinstance(node, dict) and part in node


def _child(node: object, part: int | str) -> object:
    if isinstance(node, dict):
        return node.get(part)
    if isinstance(node, list | tuple) and isinstance(part, int) and part < len(node):
        return node[part]
    return None


def _entries(raw: object, place: Location) -> Iterator[tuple[str, list[str]]]:
    """Yield noun and ids of each named entry on the way to a place."""
    node, container = raw, ""
    for part in place:
        node = _child(node, part)
        if isinstance(part, str):
            container = part
        elif container in _NOUNS and isinstance(node, dict):
            noun, keys = _NOUNS[container]
            found = [_encodable(node[key]) for key in keys if isinstance(node.get(key), str) and node[key]]
            if found:
                yield noun, found


def _told(details: list[ErrorDetails], suggest: "_Suggestions") -> tuple[str, str]:
    """Return message and mend for what is wrong at one place."""
    if len(details) > 1:
        return _told_union(details, suggest)
    detail = details[0]
    kind, value, location = detail["type"], detail["input"], detail["loc"]
    shown = value_text(value)
    if kind == "extra_forbidden":
        return "there is no such field", suggest.mend(location)
    if kind == "missing" and location and isinstance(location[-1], int):
        return f"is missing: the list has only {len(value)}", "add the entry"
    if kind in _WANTED:
        return f"must be {_WANTED[kind]}, is {shown}", _unquote(kind, value)
    if kind in _TEXTS:
        message, mend = _TEXTS[kind]
        words = detail.get("ctx", {}) | {"shown": shown}
        return message.format_map(words), mend.format_map(words) or fraction_mend(value, words.get("le"))
    text = detail["msg"]
    return f"{text[:1].lower()}{text[1:]}, is {shown}", ""


def _told_union(details: list[ErrorDetails], suggest: "_Suggestions") -> tuple[str, str]:
    shown = value_text(details[0]["input"])
    if any(detail["type"] == "finite_number" for detail in details):
        return f"must be a finite number, is {shown}", ""
    wanted = [_WANTED[detail["type"]] for detail in details if detail["type"] in _WANTED]
    if "a number" in wanted and "a whole number" in wanted:
        wanted.remove("a whole number")
    if not wanted:
        return _told(details[:1], suggest)
    alternatives = ", ".join(wanted[:-1]) + " or " if wanted[1:] else ""
    return f"must be {alternatives}{wanted[-1]}, is {shown}", ""


def _unquote(kind: str, value: object) -> str:
    """Return what mends a number that was written as text."""
    if kind not in {"int_type", "float_type"} or not isinstance(value, str):
        return ""
    try:
        float(value)
    except ValueError:
        return number_mend(value)
    return f"write {_clip(value)} without quotes"


class _Suggestions:
    """Names the field that an unknown one was probably meant to be."""

    def __init__(self, kind: type[Record] | None) -> None:
        self._kind = kind
        self._known: dict[Hashable, str] = {}

    def mend(self, location: tuple[int | str, ...]) -> str:
        """Return ``did you mean ...?``, or the fields there are."""
        where = tuple(part for part in location[:-1] if isinstance(part, str))
        unknown = str(location[-1])
        key = (where, unknown)
        # One misspelling is usually repeated in every entry of a list.
        if key not in self._known:
            self._known[key] = self._find(where, unknown)
        return self._known[key]

    def _find(self, where: tuple[str, ...], unknown: str) -> str:
        records = [self._kind] if self._kind else []
        for part in where:
            inner = [record.model_fields[part] for record in records if part in record.model_fields]
            if inner:
                records = [record for field in inner for record in _records(field.annotation)]
            else:
                records = [record for record in records if _tag(record) == part]
        names = [name for record in records for name in record.model_fields]
        close = get_close_matches(unknown.lower(), names, n=1, cutoff=0.6)
        if close:
            return f"did you mean {close[0]!r}?"
        return f"remove it; the fields are {', '.join(names)}" if names else "remove it"


def _records(annotation: Any) -> list[type[Record]]:
    """Return the kinds of record an annotation speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [record for part in get_args(annotation) for record in _records(part)]


def _tag(record: type[Record]) -> object:
    field = record.model_fields.get("kind")
    return field.default if field else None
