"""A competence and its place in the taxonomy."""

from vebuilder.model.record import Identifier, Record


class Competence(Record):
    """A competence; who masters it masters its parent too. A competence need not be declared."""

    id: Identifier
    """What offers and tasks call it by."""
    name: str | None = None
    """As people read it."""
    parent: Identifier | None = None
    """The broader competence it belongs to: who offers this one can do a task that asks for that one."""
