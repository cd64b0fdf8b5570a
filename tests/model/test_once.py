"""What is worked out once for each network is never told of another one."""

import gc

from vebuilder.model import Firm, Network
from vebuilder.model.once import OncePerNetwork


def count_of() -> tuple[OncePerNetwork[int], list[int]]:
    asked: list[int] = []

    def count(network: Network) -> int:
        asked.append(len(network.firms))
        return len(network.firms)

    return OncePerNetwork(count), asked


def test_it_is_worked_out_once() -> None:
    count, asked = count_of()
    network = Network(firms=[Firm(id="a")])
    assert (count(network), count(network), asked) == (1, 1, [1])


def test_a_copy_with_other_values_is_another_network() -> None:
    count, asked = count_of()
    network = Network(firms=[Firm(id="a")])
    larger = network.model_copy(update={"firms": (Firm(id="a"), Firm(id="b"))})
    assert (count(network), count(larger), count(network)) == (1, 2, 1)
    assert asked == [1, 2]


def test_nothing_is_kept_of_a_network_that_is_gone() -> None:
    count, asked = count_of()
    for size in range(1, 200):
        # Many of them stand where an earlier one stood.
        assert count(Network(firms=[Firm(id=str(number)) for number in range(size)])) == size
    gc.collect()
    assert asked == list(range(1, 200))
    assert count._known == {}
