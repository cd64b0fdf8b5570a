"""How far two enterprises lie apart, run by run."""

from vebuilder.model.html import preformatted
from vebuilder.model.record import Amount, Number, Record
from vebuilder.model.text import money


class Difference(Record):
    """What one enterprise loses and costs more than another in the same runs, in money."""

    mean_loss: Number
    """Below 0: the first loses less."""
    standard_error: Amount
    """Of `mean_loss`."""
    mean_cost: Number
    """Below 0: the first costs less."""
    cost_error: Amount
    """Standard error of `mean_cost`."""
    currency: str = "EUR"

    def __str__(self) -> str:
        return "\n".join(
            [
                self._line("Loss", self.mean_loss, self.standard_error),
                self._line("Cost", self.mean_cost, self.cost_error),
            ]
        )

    def _repr_html_(self) -> str:
        return preformatted(self)

    def _line(self, noun: str, mean: float, error: float) -> str:
        if mean == 0 and error == 0:
            return f"{noun}: the same in every run"
        amount = f"{money(abs(mean))} {self.currency} {'less' if mean < 0 else 'more'}"
        return (
            f"{noun}: {amount} in the mean (± {money(error)})" if error else f"{noun}: {amount} in every run"
        )
