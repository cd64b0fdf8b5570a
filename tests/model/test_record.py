"""Records as data."""

from collections.abc import Callable
from typing import Annotated

import pytest
from pydantic import PlainSerializer

from vebuilder.model.record import Record


def pressed(_: object) -> float:
    """Ctrl-C falls into a serializer."""
    raise KeyboardInterrupt


class Holder(Record):
    """A record that is interrupted when it is written."""

    value: Annotated[float, PlainSerializer(pressed)] = 1.0


@pytest.mark.parametrize("write", [Holder.model_dump, Holder.model_dump_json])
def test_ctrl_c_while_a_record_is_written_stays_ctrl_c(write: Callable[[Holder], object]) -> None:
    with pytest.raises(KeyboardInterrupt):
        write(Holder())
