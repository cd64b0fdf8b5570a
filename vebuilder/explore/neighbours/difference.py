"""What changes from one enterprise to another."""

from collections.abc import Mapping

from vebuilder.model.record import Identifier, Number, Numbers, ReadOnlyMap, Record
from vebuilder.model.text import COST_KINDS, money
from vebuilder.result.enterprise import Enterprise


class Moved(Record):
    """A task that other firms do."""

    task: Identifier
    before: tuple[Identifier, ...]
    after: tuple[Identifier, ...]


class Changes(Record):
    """What another enterprise has otherwise."""

    partners_in: tuple[Identifier, ...]
    """Who comes in, sorted."""
    partners_out: tuple[Identifier, ...]
    """Who goes, sorted."""
    moved: tuple[Moved, ...]
    """Tasks that other firms do, in the order of the project."""
    cost: Numbers
    """Difference of each kind of cost that differs, in money; above 0: the other one is dearer."""
    risk: Number
    """Difference of the risk, in money."""
    makespan: Number
    """Difference of the makespan, in units of time."""

    def lines(self, names: Mapping[str, str]) -> list[str]:
        """Return the changes, a line each.

        Parameters
        ----------
        names
            Names of firms by id.
        """
        lines = []
        if self.partners_in:
            lines.append("comes in: " + ", ".join(_name(names, firm) for firm in self.partners_in))
        if self.partners_out:
            lines.append("goes: " + ", ".join(_name(names, firm) for firm in self.partners_out))
        for one in self.moved:
            before, after = (
                ", ".join(_name(names, firm) for firm in firms) for firms in (one.before, one.after)
            )
            lines.append(f"task {one.task}: {before} -> {after}")
        parts = [f"{COST_KINDS[kind]} {signed(value)}" for kind, value in self.cost.items()]
        if self.risk:
            parts.append(f"risk {signed(self.risk)}")
        if self.makespan:
            parts.append(f"makespan {self.makespan:+,.10g}")
        if parts:
            lines.append("; ".join(parts))
        return lines


def changes_between(before: Enterprise, after: Enterprise) -> Changes:
    """Return what the second enterprise has otherwise than the first.

    Parameters
    ----------
    before, after
        Enterprises for the same project and network.
    """
    old, new = _doers(before), _doers(after)
    costs = before.cost.terms(), after.cost.terms()
    return Changes(
        partners_in=tuple(sorted(set(after.partners) - set(before.partners))),
        partners_out=tuple(sorted(set(before.partners) - set(after.partners))),
        moved=tuple(
            Moved(task=task, before=old[task], after=new.get(task, ()))
            for task in old
            if old[task] != new.get(task, ())
        ),
        cost=ReadOnlyMap(
            {kind: costs[1][kind] - costs[0][kind] for kind in costs[0] if costs[1][kind] != costs[0][kind]}
        ),
        risk=after.risk.value - before.risk.value,
        makespan=after.makespan - before.makespan,
    )


def _doers(enterprise: Enterprise) -> dict[str, tuple[str, ...]]:
    doers: dict[str, tuple[str, ...]] = {}
    for one in enterprise.assignments:
        doers[one.task] = tuple(sorted((*doers.get(one.task, ()), one.firm)))
    return doers


def signed(value: float) -> str:
    """Write a difference of money with its sign."""
    return f"{'+' if value >= 0 else '-'}{money(abs(value))}"


def _name(names: Mapping[str, str], firm: str) -> str:
    name = names.get(firm)
    return f"{name} ({firm})" if name else firm
