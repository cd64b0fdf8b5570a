"""A search for better answers that runs beside the relaxation."""

import threading

from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.options import Options
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.rounds import Work
from vebuilder.solve.watch import Watch


class Companion:
    """Searches from other seeds; what it finds is handed over when it is asked for, never before.

    So the clock has no say in what the relaxation knows when.

    Parameters
    ----------
    formulation, options, watch
        What is searched, how, and who may stop it.
    seconds, ways
        Work of each search, in seconds of an ordinary computer, and the number of searches.
    """

    def __init__(
        self, formulation: Formulation, options: Options, watch: Watch, seconds: float, ways: int
    ) -> None:
        self._formulation, self._options, self._watch = formulation, options, watch
        self._seconds, self._ways = seconds, ways
        self._found: list[FloatArray] = []
        self._error: BaseException | None = None
        self._dismissed = False
        self._thread: threading.Thread | None = None
        self._asked = ways == 0
        self.cut_short = False

    def begin(self) -> None:
        """Search in a thread of its own from now on, and not only once asked for answers."""
        if self._ways > 0:
            self._thread = threading.Thread(target=self._run, name="vebuilder companion", daemon=True)
            self._thread.start()

    def answers(self) -> list[FloatArray]:
        """Return what was found, the better ones of each search later; waits for it, and tells it once."""
        if self._asked:
            return []
        self._asked = True
        if self._thread is None:
            self._run()
        else:
            self._thread.join()
        if self._error is not None:
            raise self._error
        return self._found

    @property
    def searching(self) -> bool:
        """Whether it is searching now, in a thread of its own."""
        return self._thread is not None and self._thread.is_alive()

    def dismiss(self) -> None:
        """End the search; what it has found goes to the watch if the whole search was stopped."""
        self._dismissed = True
        if self._thread is not None:
            self._thread.join()
        if not self._asked and self._watch.stopping:
            for answer in self._found:
                self._watch.incumbent(answer)

    def _run(self) -> None:
        try:
            for way in range(1, 1 + self._ways):
                work = Work.within(self._watch.remaining(), self._seconds)
                first_answer(
                    self._formulation,
                    self._watch.remaining(),
                    self._options.seed + way,
                    found=self._found.append,
                    stop=self._is_over,
                    work=work,
                )
                self.cut_short |= work.cut_short
        except BaseException as error:  # told to whoever asks for answers
            self._error = error

    def _is_over(self) -> bool:
        return self._dismissed or self._watch.stopping
