"""Work that cannot all be done at once, as CP-SAT knows it: intervals that do not overlap, or cumulate.

Each piece of work is an optional interval of fixed size on the task's start. Optional intervals that share a
start and an end variable are avoided: with them CP-SAT 9.14 and 9.15 have called schedules optimal that are
not.
"""

from typing import Any

import numpy as np

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.formulate.resources import ALWAYS, STATED, Resource
from vebuilder.solve.integer_grid import IntegerGrid

ROUNDING = 1e-9


def add_resources(proto: Any, model: LinearModel, grid: IntegerGrid) -> None:
    """Add the resources of a model to a CP-SAT model whose first variables are its columns.

    On a grid that starts do not lie on, durations are rounded down: every schedule stays possible.

    Parameters
    ----------
    proto
        The CP-SAT model.
    model
        The model.
    grid
        Its columns in whole numbers; all starts of one resource lie on the same grid.
    """
    for resource in model.resources:
        if len(resource) == 0:
            continue
        step = float(grid.step[resource.start[0]])
        intervals, demands = [], []
        for number in range(len(resource)):
            interval = _interval(proto, resource, number, step, grid)
            if interval is not None:
                intervals.append(interval)
                demands.append(int(resource.demand[number]))
        if resource.capacity == 1 and set(demands) <= {1}:
            proto.constraints.add().no_overlap.intervals.extend(intervals)
        else:
            cumulative = proto.constraints.add().cumulative
            cumulative.capacity.offset = resource.capacity
            cumulative.intervals.extend(intervals)
            for demand in demands:
                cumulative.demands.add().offset = demand


def _interval(proto: Any, resource: Resource, number: int, step: float, grid: IntegerGrid) -> int | None:
    """Add a piece of work and return the position of its interval; None where it takes no time."""
    start, extent = int(resource.start[number]), int(resource.extent[number])
    if extent != STATED:
        return _measured(proto, resource, number, grid)
    size = int(np.floor(resource.duration[number] / step + ROUNDING))
    if size == 0:
        return None
    position = len(proto.constraints)
    constraint = proto.constraints.add()
    if resource.present[number] != ALWAYS:
        constraint.enforcement_literal.append(int(resource.present[number]))
    interval = constraint.interval
    for end, offset in ((interval.start, 0), (interval.end, size)):
        end.vars.append(start)
        end.coeffs.append(1)
        end.offset = offset
    interval.size.offset = size
    return position


def _measured(proto: Any, resource: Resource, number: int, grid: IntegerGrid) -> int:
    """Add work that takes as long as a column says, one step less because the grid rounds."""
    start, extent, literal = (
        int(side[number]) for side in (resource.start, resource.extent, resource.present)
    )
    longest = int(grid.upper[extent])
    size = len(proto.variables)
    proto.variables.add().domain.extend([0, longest])
    end = len(proto.variables)
    proto.variables.add().domain.extend([0, int(grid.upper[start]) + longest])
    _linear(proto, [size, extent], [1, -1], [-1, longest])
    _linear(proto, [end, start, size], [1, -1, -1], [0, 0], literal)
    position = len(proto.constraints)
    constraint = proto.constraints.add()
    constraint.enforcement_literal.append(literal)
    for expression, variable in (
        (constraint.interval.start, start),
        (constraint.interval.size, size),
        (constraint.interval.end, end),
    ):
        expression.vars.append(variable)
        expression.coeffs.append(1)
    return position


def _linear(
    proto: Any, variables: list[int], coefficients: list[int], domain: list[int], literal: int | None = None
) -> None:
    constraint = proto.constraints.add()
    if literal is not None:
        constraint.enforcement_literal.append(literal)
    constraint.linear.vars.extend(variables)
    constraint.linear.coeffs.extend(coefficients)
    constraint.linear.domain.extend(domain)
