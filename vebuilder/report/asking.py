"""Asking what a report tells beside the enterprise, within the time there is."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from vebuilder import explore
from vebuilder.explore import WhyNot
from vebuilder.explore.neighbours.asking import Told
from vebuilder.model.errors import NoSolutionError
from vebuilder.report.answers import Answers
from vebuilder.report.facts import Facts

CURVE_POINTS = 12
NOUNS = {
    "why": "what each partner is worth",
    "alternatives": "what else could be formed",
    "front": "the choices between cost and risk",
    "curve": "what it costs to finish earlier",
    "sensitivity": "how sure the data must be",
}


def answered(
    facts: Facts,
    given: Mapping[str, object],
    why_not: tuple[WhyNot, ...],
    time_limit: float | None,
    progress: Told | None,
) -> Answers:
    """Return the answers that are given, and ask for those that are to be asked now.

    Parameters
    ----------
    facts
        What is told.
    given
        By name: an answer; True to ask now; False to leave it out.
    why_not
        The firms that were asked about.
    time_limit
        Seconds for all that is asked now.
    progress
        Called while something is asked.
    """
    begin = time.monotonic()
    about = facts.enterprise, facts.project, facts.network

    def left() -> dict[str, Any]:
        seconds = None if time_limit is None else max(time_limit - (time.monotonic() - begin), 0.0)
        return {"time_limit": seconds}

    questions: dict[str, Callable[[], object]] = {
        "simulation": lambda: explore.simulate(*about),
        "why": lambda: explore.why(*about, **left(), progress=progress),
        "alternatives": lambda: explore.alternatives(*about[1:], **left(), progress=progress),
        "sensitivity": lambda: explore.sensitivity(*about, **left(), progress=progress),
        "front": lambda: explore.pareto(*about[1:], **left(), progress=progress),
        "curve": lambda: explore.time_cost_curve(*about[1:], points=CURVE_POINTS, **left()),
    }
    found: dict[str, Any] = {}
    missing: list[str] = []
    interrupted = False
    for name, ask in questions.items():
        answer = given[name]
        if answer is True and facts.enterprise.before is not None and name != "simulation":
            answer = False  # the others would be asked as if nothing had been before
        if answer is True and interrupted and name in NOUNS:
            missing.append(NOUNS[name])
            continue
        try:
            found[name] = ask() if answer is True else None if answer is False else answer
        except NoSolutionError as error:
            missing.append(NOUNS[name])
            interrupted |= error.stop_reason == "interrupted"
        else:
            # Who presses Ctrl-C wants the report now, with what there is.
            interrupted |= answer is True and getattr(found[name], "ended", "") == "interrupted"
    return Answers(**found, why_not=why_not, missing=tuple(missing))
