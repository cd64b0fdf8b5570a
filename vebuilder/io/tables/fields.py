"""What the cells of a column become: text, numbers, flags, lists, by the field they fill."""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from vebuilder.model.record import AttributeValue, Record

SEPARATOR = ";"
"""Between the entries of a list in one cell."""
ANY = "any"
"""Written where a field may be without a limit although its default is one."""
YES, NO = frozenset({"true", "yes", "1"}), frozenset({"false", "no", "0"})


class Kind(Enum):
    """What a field holds."""

    TEXT = "text"
    NUMBER = "a number"
    COUNT = "a whole number"
    FLAG = "true or false"
    VALUE = "text, a number, or true or false"
    TEXTS = f"texts, separated by {SEPARATOR}"
    VALUES = f"values, separated by {SEPARATOR}"
    NESTED = "a table of its own"


def kind_of(field: FieldInfo) -> Kind:
    """Return what a field of a record holds.

    Parameters
    ----------
    field
        A pydantic field.
    """
    return _kind(field.annotation)


def flat_fields(record: type[Record]) -> dict[str, FieldInfo]:
    """Return the fields of a record that fit into one cell, by name.

    Parameters
    ----------
    record
        A kind of record.
    """
    return {
        name: field
        for name, field in record.model_fields.items()
        if kind_of(field) is not Kind.NESTED and name != "schema_version"
    }


def _kind(annotation: Any) -> Kind:
    if annotation == AttributeValue:
        return Kind.VALUE
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _kind(inner[0])
    if origin in {Union, UnionType}:
        stated = [part for part in inner if part is not NoneType]
        return _kind(stated[0]) if len(stated) == 1 else Kind.NESTED
    if origin is frozenset or (origin is tuple and inner[1:] == (...,)):
        return {Kind.TEXT: Kind.TEXTS, Kind.VALUE: Kind.VALUES}.get(_kind(inner[0]), Kind.NESTED)
    if origin is Literal:
        return Kind.TEXT
    return {str: Kind.TEXT, float: Kind.NUMBER, int: Kind.COUNT, bool: Kind.FLAG}.get(annotation, Kind.NESTED)


def field_value(value: object, kind: Kind, *, text: bool) -> object:
    """Return what a cell holds as a field takes it; what cannot be read comes back as it is.

    Parameters
    ----------
    value
        The cell's value, not empty.
    kind
        What the field holds.
    text
        Whether the table holds text only, so that a value may be meant as a number or a flag.
    """
    return _READERS[kind](value, text)


def _text(value: object, _: bool) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | float) else value


def _number(value: object, _: bool = True) -> object:
    if isinstance(value, str):  # spreadsheets hold many a number as text
        try:
            return float(value)
        except ValueError:
            return value
    return value


def _count(value: object, _: bool) -> object:
    if value == ANY:
        return None
    number = _number(value)
    if isinstance(number, float) and math.isfinite(number) and number.is_integer():
        return int(number)
    return number


def _flag(value: object, _: bool) -> object:
    if isinstance(value, str) and value.lower() in YES | NO:
        return value.lower() in YES
    if isinstance(value, int | float) and not isinstance(value, bool) and value in {0, 1}:
        return bool(value)
    return value


def _value(value: object, text: bool) -> object:
    if not text or not isinstance(value, str):
        return value
    if value.lower() in {"true", "false"}:
        return value.lower() == "true"
    number = _number(value)
    if isinstance(number, float) and not math.isfinite(number):
        return value
    return int(number) if isinstance(number, float) and number.is_integer() and "." not in value else number


def _list(read: Callable[[object, bool], object]) -> Callable[[object, bool], object]:
    def entries(value: object, text: bool) -> object:
        if isinstance(value, str):
            parts: Sequence[object] = [part.strip() for part in value.split(SEPARATOR) if part.strip()]
        elif isinstance(value, list | tuple | set | frozenset):
            parts = list(value)
        else:
            parts = [value]
        return [read(part, text) for part in parts]

    return entries


_READERS: Mapping[Kind, Callable[[object, bool], object]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.COUNT: _count,
    Kind.FLAG: _flag,
    Kind.VALUE: _value,
    Kind.TEXTS: _list(_text),
    Kind.VALUES: _list(_value),
}
