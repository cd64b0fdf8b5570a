"""A backend whose solver runs in a child process."""

import math
import threading
from dataclasses import dataclass, replace

from vebuilder.formulate.linear_model import LinearModel
from vebuilder.model.errors import SolverError, SolverUnavailableError, UnsupportedError
from vebuilder.solve.backend import Answer, Claim
from vebuilder.solve.child import Child, borrow, give_back
from vebuilder.solve.options import Options, never
from vebuilder.solve.watch import Watch

HEAD_START = 0.8
"""The child is killed after this share of the watch's grace, so that the kill is seen in time."""


@dataclass(frozen=True)
class Job:
    """What the child is told to do: an adapter by address, and the model.

    Parameters
    ----------
    module, adapter, arguments
        The adapter class and what to call it with.
    model
        The model, without the names of its rows.
    options
        Without the progress callback; the time limit is what is left.
    """

    module: str
    adapter: str
    arguments: tuple[object, ...]
    model: LinearModel
    options: Options


class Isolated:
    """The `Backend` around an adapter that runs elsewhere.

    Parameters
    ----------
    name, version
        As for any backend.
    module, adapter, arguments
        The adapter class and what to call it with.
    kind
        Solves of one kind share children; solvers that clash must not.
    """

    def __init__(
        self, name: str, version: str, module: str, adapter: str, arguments: tuple[object, ...], kind: str
    ) -> None:
        self.name, self.version = name, version
        self.module, self.adapter, self.arguments, self.kind = module, adapter, arguments, kind

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Let the child search; kill it when it does not stop in time."""
        child = borrow(self.kind)
        timers: list[threading.Timer] = []

        def stop() -> None:
            child.interrupt()
            timers.append(threading.Timer(HEAD_START * watch.grace(), child.kill))
            timers[-1].daemon = True
            timers[-1].start()

        watch.on_stop(stop)
        healthy = False
        try:
            child.send(self._job(model, options, watch))
            answer = self._listen(child, watch)
            healthy = not watch.stopping
            return answer
        except (SolverUnavailableError, UnsupportedError):
            healthy = not watch.stopping
            raise
        finally:
            for timer in timers:
                timer.cancel()
            if healthy:
                watch.on_stop(lambda: None)
                give_back(self.kind, child)
            else:
                child.kill()

    def _job(self, model: LinearModel, options: Options, watch: Watch) -> Job:
        """Return what to send: arrays only."""
        left = watch.remaining()
        plain = replace(
            options, progress=None, interrupted=never, time_limit=left if math.isfinite(left) else None
        )
        bare = replace(model, columns=(), rows=(), measures={})
        return Job(self.module, self.adapter, self.arguments, bare, plain)

    def _listen(self, child: Child, watch: Watch) -> Answer:
        """Pass on what the child streams until it answers, fails or dies."""
        while True:
            try:
                kind, content = child.receive()
            except EOFError:
                if watch.stopping:
                    return Answer(Claim.STOPPED, notes=self._lost(watch))
                raise SolverError(f"{self.name} died: {child.obituary()}.") from None
            if kind == "bound":
                watch.prove(content)
            elif kind == "incumbent":
                watch.incumbent(content)
            elif kind == "error":
                raise content
            else:
                answer: Answer = content
                return answer

    def _lost(self, watch: Watch) -> tuple[str, ...]:
        """Say what was lost with a solver that had to be killed."""
        what = "the last answer it had shown is used" if watch.kept else "it had shown no answer"
        return (f"{self.name} did not stop when told to and was ended; {what}",)
