"""A competence and its place in the taxonomy."""

from vebuilder.model.record import Identifier, Record


class Competence(Record):
    """A competence; who masters it masters its parent too. A competence need not be declared."""

    id: Identifier
    name: str | None = None
    parent: Identifier | None = None
