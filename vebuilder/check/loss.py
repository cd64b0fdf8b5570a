"""What is lost on average when partners fail."""

from collections.abc import Mapping, Sequence

from vebuilder.check.joint_failure import joint_failure
from vebuilder.check.shocks import Shocks
from vebuilder.check.stakes import Stake
from vebuilder.model.firm import Firm


def expected_loss(stakes: Sequence[Stake], firms: Mapping[str, Firm], shocks: Shocks) -> float:
    """Return the mean loss: each stake times the probability that all who could save it fail.

    Parameters
    ----------
    stakes
        What is at stake.
    firms
        All firms by id.
    shocks
        The project's shocks.
    """
    exposure = {firm: shocks.exposure(firms[firm]) for stake in stakes for firm in stake.reliability}
    return sum(
        stake.money
        * float(
            joint_failure(
                list(stake.reliability.values()), [exposure[firm] for firm in stake.reliability], shocks
            )
        )
        for stake in stakes
    )
