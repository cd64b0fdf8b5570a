"""Lists the fields of a record under its docstring: name, what it may be, default, meaning."""

import inspect
import types
import typing
from typing import Any

from pydantic_core import PydanticUndefined

from vebuilder.model import record
from vebuilder.model.record import Record

KINDS = (
    (record.Identifier, "id"),
    (record.Number, "number"),
    (record.Amount, "number, at least 0"),
    (record.Fraction, "number from 0 to 1"),
    (record.TrustLevel, "number from -1 to 1"),
    (record.Count, "whole number, at least 0"),
    (record.PositiveCount, "whole number, at least 1"),
    (record.Flag, "true or false"),
    (record.Identifiers, "set of ids"),
    (record.AttributeValue, "text, number, true or false"),
    (record.AttributeValues, "sequence of texts, numbers, true or false"),
    (record.Attributes, "text, number, true or false, by name"),
    (record.Fractions, "number from 0 to 1, by id"),
    (record.Amounts, "number at least 0, by id"),
)


def kind_in_words(annotation: Any) -> str:
    """Return what a field may be, in a planner's words; a record is linked."""
    for known, words in KINDS:
        if annotation == known:
            return words
    if inspect.isclass(annotation) and issubclass(annotation, Record):
        return f":class:`~vebuilder.{annotation.__name__}`"
    if typing.get_origin(annotation) is not None:
        return _composed(typing.get_origin(annotation), typing.get_args(annotation))
    plain = {float: "number", int: "whole number", str: "text", bool: "true or false", type(None): "none"}
    return plain.get(annotation, str(annotation))


def _composed(origin: Any, parts: tuple[Any, ...]) -> str:
    if origin is typing.Annotated:
        return kind_in_words(parts[0])
    if origin is typing.Literal:
        return " or ".join(f"``{part!r}``" for part in parts)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(kind_in_words(part) for part in parts)
    if origin is tuple and parts[1:] == (Ellipsis,):
        return f"sequence of {kind_in_words(parts[0])}"
    return f"({', '.join(kind_in_words(part) for part in parts)})"


def default_in_words(field: Any) -> str:
    """Return the default of a field, or that it is needed."""
    if field.is_required():
        return "needed"
    value = field.get_default(call_default_factory=True)
    if value is None or value is PydanticUndefined:
        return "default none"
    if isinstance(value, Record):
        return f"default ``{type(value).__name__}()``"
    if isinstance(value, tuple | frozenset | dict) and not value:
        return "default empty"
    return f"default ``{value!r}``"


def _list_fields(app: Any, what: str, name: str, value: Any, options: object, lines: list[str]) -> None:
    if not (inspect.isclass(value) and issubclass(value, Record)):
        return
    hints = typing.get_type_hints(value, include_extras=True)
    lines += ["", ".. rubric:: Fields", ""]
    for field_name, field in value.model_fields.items():
        meaning = f" {field.description}" if field.description else ""
        lines.append(
            f"- **{field_name}** ({kind_in_words(hints[field_name])}; {default_in_words(field)}){meaning}"
        )
    lines.append("")


def _keep_prose(app: Any, what: str, name: str, value: object, options: object, lines: list[str]) -> None:
    """Napoleon takes what stands before a colon in a property's docstring for its type; here it is prose."""
    if what == "property" and lines:
        lines[0] = lines[0].replace(": ", " – ", 1)


def _skip_listed(app: Any, what: str, name: str, value: object, skip: bool, options: object) -> bool | None:
    """Leave out what every record has, and pydantic's own machinery."""
    return True if name.startswith("model_") or hasattr(Record, name) else None


def setup(app: Any) -> dict[str, bool]:
    """Connect to autodoc."""
    app.connect("autodoc-process-docstring", _keep_prose, priority=100)
    app.connect("autodoc-process-docstring", _list_fields)
    app.connect("autodoc-skip-member", _skip_listed)
    return {"parallel_read_safe": True}
