"""What every model object is built on: an immutable record and its kinds of field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Never, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticSerializationError

V = TypeVar("V")


class Record(BaseModel):
    """An immutable piece of plain data; unknown fields are refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        ser_json_inf_nan="constants",
        use_attribute_docstrings=True,
    )

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy the record with some fields changed, validated as a new one would be.

        Parameters
        ----------
        update
            New values by field name.
        deep
            Accepted for compatibility; records are immutable, so nothing needs copying.

        Raises
        ------
        pydantic.ValidationError
            If a value is not allowed, or a field is unknown.
        """
        stated = {name: getattr(self, name) for name in self.model_fields_set}
        return type(self).model_validate(stated | dict(update or {}))

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """Return the record as plain values.

        Parameters
        ----------
        options
            As pydantic takes them.
        """
        with _ctrl_c_kept():
            return super().model_dump(**options)

    def model_dump_json(self, **options: Any) -> str:
        """Return the record as JSON.

        Parameters
        ----------
        options
            As pydantic takes them.
        """
        with _ctrl_c_kept():
            return super().model_dump_json(**options)


class ReadOnlyMap(dict[str, V]):
    """A mapping that can be read, hashed, pickled and written as JSON, but not changed."""

    def _refuse(self, *_: object, **__: object) -> Never:
        raise TypeError("this mapping is read-only; use model_copy(update=...) on the record that holds it")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)


@contextmanager
def _ctrl_c_kept() -> Iterator[None]:
    """Let Ctrl-C be Ctrl-C: one that falls into a serializer is told by pydantic as a fault of the data."""
    try:
        yield
    except PydanticSerializationError as error:
        if KeyboardInterrupt.__name__ not in str(error):
            raise
        raise KeyboardInterrupt from None


def _in_key_order(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {key: mapping[key] for key in sorted(mapping)}


Identifier = Annotated[str, StringConstraints(strict=True, min_length=1)]
Number = Annotated[float, Field(strict=True)]
Amount = Annotated[float, Field(strict=True, ge=0)]
Fraction = Annotated[float, Field(strict=True, ge=0, le=1)]
TrustLevel = Annotated[float, Field(strict=True, ge=-1, le=1)]
Count = Annotated[int, Field(strict=True, ge=0)]
PositiveCount = Annotated[int, Field(strict=True, ge=1)]
Flag = Annotated[bool, Field(strict=True)]
Identifiers = Annotated[
    frozenset[Identifier], PlainSerializer(sorted, return_type=list[str], when_used="json")
]
AttributeValue = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True)]
    | Annotated[float, Field(strict=True)]
    | Annotated[str, Field(strict=True)]
)


def value_key(value: AttributeValue) -> tuple[str, AttributeValue]:
    """Return what two attribute values are compared by: ``True`` is not ``1``, but ``1`` is ``1.0``."""
    if isinstance(value, bool):
        return ("bool", value)
    return ("text" if isinstance(value, str) else "number", value)


def _distinct(values: tuple[AttributeValue, ...]) -> tuple[AttributeValue, ...]:
    return tuple(value for _, value in sorted({value_key(value): value for value in values}.items()))


AttributeValues = Annotated[tuple[AttributeValue, ...], AfterValidator(_distinct)]
"""Attribute values without repeats, in a fixed order."""

Attributes = Annotated[
    Mapping[Identifier, AttributeValue],
    AfterValidator(ReadOnlyMap),
    PlainSerializer(_in_key_order, return_type=dict[str, AttributeValue], when_used="json"),
]
Names = Annotated[
    Mapping[Identifier, str],
    AfterValidator(ReadOnlyMap),
    PlainSerializer(_in_key_order, return_type=dict[str, str], when_used="json"),
]
Fractions = Annotated[
    Mapping[Identifier, Fraction],
    AfterValidator(ReadOnlyMap),
    PlainSerializer(_in_key_order, return_type=dict[str, float], when_used="json"),
]
Numbers = Annotated[
    Mapping[Identifier, Number],
    AfterValidator(ReadOnlyMap),
    PlainSerializer(_in_key_order, return_type=dict[str, float], when_used="json"),
]
Amounts = Annotated[
    Mapping[Identifier, Amount],
    AfterValidator(ReadOnlyMap),
    PlainSerializer(_in_key_order, return_type=dict[str, float], when_used="json"),
]
