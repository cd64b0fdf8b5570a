"""A solver is handed the best answer there is: the caller's own, or one searched."""

from solve.bundles.cases import trusting_network
from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.formulate.program import Formulation
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.head_start import HeadStart
from vebuilder.solve.watch import Watch


class Recorder:
    """A solver that only notes what it is given to start from."""

    name, version = "highs", ""

    def __init__(self) -> None:
        self.start: FloatArray | None = None

    def search(self, _model: LinearModel, options: Options, _watch: Watch) -> Answer:
        self.start = options.start
        return Answer(Claim.STOPPED)


def handed_on(formulation: Formulation, start: FloatArray | None) -> float:
    """Return the objective of what the solver is handed."""
    model, inner = formulation.model, Recorder()
    options = Options(start=start)
    watch = Watch(model, options)
    if start is not None:
        watch.incumbent(start)
    HeadStart(formulation, inner).search(model, options, watch)
    assert inner.start is not None
    return model.objective(inner.start)


def test_a_poor_start_does_not_keep_from_searching() -> None:
    formulation = trusting_network(3, 25, 6)
    told: list[FloatArray] = []
    first_answer(formulation, 60, seed=9, found=told.append)
    poor = told[0]
    searched = handed_on(formulation, None)
    assert formulation.model.objective(poor) > searched
    assert handed_on(formulation, poor) == searched


def test_a_start_better_than_what_is_found_is_handed_on() -> None:
    formulation = trusting_network(3, 25, 6)
    best = first_answer(formulation, 60, seed=0)
    assert best is not None
    model = formulation.model
    start = best.copy()
    told = Recorder()
    watch = Watch(model, Options())
    watch.kept = [(-1e9, start)]  # as good as nothing else can be
    HeadStart(formulation, told).search(model, Options(start=start), watch)
    assert told.start is start
