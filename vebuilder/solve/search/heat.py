"""How freely a search moves: temperature, the price of broken rules, and chance."""

from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import FloatArray

POOL = 1 << 16
LONGEST = 4096


@dataclass
class Heat:
    """Temperature, penalty and a repeatable source of chance.

    Parameters
    ----------
    random
        Where chance comes from.
    temperature
        In units of the objective.
    penalty
        Price of one unit of excess, in units of the objective.
    """

    random: np.random.Generator
    temperature: float = 0.0
    penalty: float = 1.0
    _gumbel: FloatArray = field(init=False)

    def __post_init__(self) -> None:
        # Drawn once: a step costs tens of microseconds, fresh numbers would be much of it.
        self._gumbel = self.random.gumbel(size=POOL + LONGEST)

    def draw(self, price: FloatArray, at: int) -> int:
        """Draw a position with the probability its price has at this temperature (Gumbel's trick).

        Parameters
        ----------
        price
            In units of the objective; infinite where the position is out of the question.
        at
            A random whole number.
        """
        size = len(price)
        if size > LONGEST:
            noise = self.random.gumbel(size=size)
        else:
            begin = at % POOL
            noise = self._gumbel[begin : begin + size]
        return int((price - self.temperature * noise).argmin())

    def accepts(self, rise: float) -> bool:
        """Whether a rise of the price is taken (Metropolis)."""
        return rise <= 0 or rise <= self.temperature * float(self.random.exponential())
