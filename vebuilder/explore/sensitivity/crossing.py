"""Where other partners become better as a figure moves: found by solves, proven on both sides."""

import math
from dataclasses import dataclass

from vebuilder.explore.sensitivity.along import Along
from vebuilder.explore.sensitivity.others import Margin, Others
from vebuilder.result.enterprise import Enterprise

MOST_SOLVES = 24
ALIKE = 1e-9
"""Objectives that differ by less, relative to the chosen one's, are the same."""
STEP = 1e-8
"""Steps that differ by less, relative to how far it is looked, are the same."""
MOST_NUDGES = 5


@dataclass(frozen=True)
class Line:
    """The objective of a plan along the way, and how far it keeps the rules."""

    plan: Enterprise
    start: float
    slope: float
    until: float

    def at(self, step: float) -> float:
        """Return the objective after a step; infinite where the plan breaks a rule."""
        return self.start + self.slope * step if step <= self.until else math.inf


@dataclass(frozen=True)
class Found:
    """What is proven of a crossing: nobody better up to ``safe``, somebody better at ``changed``."""

    safe: float
    changed: float | None
    rival: Enterprise | None


class Crossing:
    """The search along one direction, for a figure in which the objective of every plan is straight.

    The objectives of the best with the same partners and of the best with others are concave in the step:
    each is the least of straight lines. So the chord between two proven bounds lies below the others', and
    the line of any plan above its own kind.

    Parameters
    ----------
    along
        What moves, and whither.
    chosen
        The enterprise.
    others
        Who is asked.
    end
        How far it is looked; finite, and no further than the margin reaches.
    margin
        Before anything moves.
    """

    def __init__(self, along: Along, chosen: Enterprise, others: Others, end: float, margin: Margin) -> None:
        self._along, self._others, self._end = along, others, end
        self._open, first = margin.project, margin.best
        self._own = [self._line(chosen)]
        self._rivals: list[Line] = []
        self._bounds = [(0.0, first.bound)]
        self._changed = False
        self._scale = max(abs(chosen.objective), 1e-9)
        if first.enterprise is not None:
            self._rivals.append(self._line(first.enterprise))

    def search(self) -> Found:
        """Solve until both sides meet, nothing crosses, the time is over, or a rule is in the way."""
        changed: float | None = None
        nudges = 0
        for _ in range(MOST_SOLVES):
            if self._others.asking.why_over:
                break
            meeting = self._meeting()
            step = self._end if meeting is None else meeting
            if not self._near_bound(step):
                self._ask_apart(step)
                continue
            if meeting is None or nudges == MOST_NUDGES:
                break
            beyond = self._beyond(meeting, 2.0 * 4**nudges)
            nudges += 1
            if self._ask_same(beyond):
                nudges = 0
            elif self._changed:
                changed = beyond
                break
        rival = None if changed is None else self._best_rival(changed).plan
        return Found(self._safe(), changed, rival)

    def _line(self, plan: Enterprise) -> Line:
        along = self._along
        start = along.judged(plan, 0.0)
        slope = along.slope(plan)
        until = -1.0 if start.violations else along.sound_until(plan, self._end)
        return Line(plan, start.objective, slope, until)

    def _best_rival(self, step: float) -> Line:
        return min(self._rivals, key=lambda line: line.at(step))

    def _least(self, lines: list[Line], step: float) -> float:
        return min((line.at(step) for line in lines), default=math.inf)

    def _meeting(self) -> float | None:
        """Return the first step at which a known rival is as good as the best known of the same partners."""
        corners = {0.0, self._end, *(line.until for line in (*self._own, *self._rivals))}
        corners |= {
            step
            for one in (*self._own, *self._rivals)
            for other in (*self._own, *self._rivals)
            if one.slope > other.slope
            and 0 <= (step := (other.start - one.start) / (one.slope - other.slope)) <= self._end
        }
        for step in sorted(one for one in corners if 0 <= one < self._end):
            ahead = self._ahead(step)
            if self._least(self._rivals, ahead) < self._least(self._own, ahead):
                return step
        return None

    def _ahead(self, step: float) -> float:
        return step + STEP * self._end

    def _near_bound(self, step: float) -> bool:
        return any(abs(step - known) <= STEP * self._end for known, _ in self._bounds)

    def _ask_apart(self, step: float) -> None:
        project, network = self._along.figure.moved(self._open, self._along.network, self._along.value(step))
        best = self._others.apart(project, network)
        self._bounds = sorted([*self._bounds, (step, best.bound)])
        if best.enterprise is not None:
            self._rivals.append(self._line(best.enterprise))

    def _ask_same(self, step: float) -> bool:
        """Solve for the same partners; tell whether a plan better than all known of them was found."""
        project, network = self._along.figure.moved(self._open, self._along.network, self._along.value(step))
        best = self._others.same(project, network)
        known = self._least(self._own, step)
        self._changed = best.bound >= self._least(self._rivals, step)
        if best.enterprise is None:
            return False
        line = self._line(best.enterprise)
        if line.at(step) < known - ALIKE * self._scale:
            self._own.append(line)
            return not self._changed
        return False

    def _beyond(self, meeting: float, nudge: float) -> float:
        """Return a step a little further, where the rival is better by more than the gap."""
        ahead = self._ahead(meeting)
        own = min(self._own, key=lambda line: line.at(ahead))
        closing = max(own.slope - self._best_rival(ahead).slope, 1e-300)
        far = nudge * (self._others.asking.gap + ALIKE) * self._scale / closing
        return min(meeting + far, self._end)

    def _safe(self) -> float:
        """Return up to which step a plan of the same partners is below what all others cost at least."""
        safe = 0.0
        pairs = [*zip(self._bounds, self._bounds[1:], strict=False)]
        for (left, low), (right, high) in pairs:
            safe = self._covered(safe, right, low, (high - low) / (right - left), left)
            if safe < right:
                return safe
        last, bound = self._bounds[-1]
        return self._covered(max(safe, last), self._end, bound, self._along.least, last)

    def _covered(self, begin: float, end: float, bound: float, slope: float, left: float) -> float:
        """Return up to where, from ``begin`` on, a plan lies below bound + slope (step - left)."""
        if not math.isfinite(bound) or not math.isfinite(slope):
            return end if bound == math.inf else begin
        reached = begin
        while reached < end:
            further = max(
                self._lies_below(line, reached, end, bound - slope * left, slope) for line in self._own
            )
            if further <= reached:
                return reached
            reached = further
        return end

    @staticmethod
    def _lies_below(line: Line, begin: float, end: float, start: float, slope: float) -> float:
        """Return up to where a plan that does so at ``begin`` stays below start + slope step."""
        if line.at(begin) > start + slope * begin:
            return begin
        last = min(end, line.until)
        closing = line.slope - slope
        return last if closing <= 0 else min(last, (start - line.start) / closing)
