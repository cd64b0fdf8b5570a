"""Who fails in which scenario of a risk measure."""

from collections.abc import Sequence

import numpy as np

from vebuilder.check.draws import BoolArray, FloatArray, uniform
from vebuilder.check.shocks import Exposure, Shocks
from vebuilder.model.firm import Firm
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.strategy import CVaR, Shock


class Scenarios:
    """The equally likely scenarios that a CVaR is measured on.

    What happens to a firm depends on the seed, its id and the shocks it shows, never on the other firms.

    Parameters
    ----------
    measure
        How many scenarios, and their seed.
    shocks
        The project's shocks.
    """

    def __init__(self, measure: CVaR, shocks: Sequence[Shock]) -> None:
        self.measure = measure
        self._shocks = Shocks(shocks)
        self._strikes = _strikes(measure, self._shocks.shocks)
        self._factor: dict[Exposure, FloatArray] = {}
        self._luck: dict[str, FloatArray] = {}

    def luck(self, firm: Firm) -> FloatArray:
        """Return the firm's draw in each scenario, from (0, 1]; the higher, the sooner it fails."""
        if firm.id not in self._luck:
            self._luck[firm.id] = uniform(self.measure.seed, "firm", firm.id, self.measure.scenarios)
        return self._luck[firm.id]

    def factor(self, firm: Firm) -> FloatArray:
        """Return by what the shocks multiply the firm's reliability in each scenario."""
        exposure = self._shocks.exposure(firm)
        if exposure not in self._factor:
            factor = np.ones(self.measure.scenarios)
            for position in sorted(exposure):
                factor[self._strikes[position]] *= self._shocks.shocks[position].reliability_factor
            self._factor[exposure] = factor
        return self._factor[exposure]

    def fails(self, firm: Firm, reliability: float) -> BoolArray:
        """Return in which scenarios a firm fails in a task.

        Parameters
        ----------
        firm
            The firm.
        reliability
            Its reliability in the task, before shocks.
        """
        failing: BoolArray = self.luck(firm) > reliability * self.factor(firm)
        return failing


def _strikes(measure: CVaR, shocks: Sequence[Shock]) -> list[BoolArray]:
    """Return in which scenarios each shock strikes; several of one attribute value are told apart."""
    strikes: list[BoolArray] = []
    before: dict[tuple[str, tuple[str, AttributeValue]], int] = {}
    for shock in shocks:
        identity = (shock.attribute, value_key(shock.value))
        twin = before.get(identity, 0)
        before[identity] = twin + 1
        key = (shock.attribute, *value_key(shock.value), twin)
        strikes.append(uniform(measure.seed, "shock", key, measure.scenarios) <= shock.probability)
    return strikes
