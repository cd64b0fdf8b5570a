"""A network is sent to another process as what it states."""

import gc
import pickle

import pytest

from vebuilder.demo import example
from vebuilder.model import Firm, Network, TrustLink
from vebuilder.model.bulk import in_bulk


class Regional(Network):
    """A kind of network of somebody's own."""


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_arrives_as_it_left(protocol: int) -> None:
    _, network = example()
    back = pickle.loads(pickle.dumps(network, protocol))
    assert back == network
    assert back.model_fields_set == network.model_fields_set
    assert [firm.model_fields_set for firm in back.firms] == [firm.model_fields_set for firm in network.firms]


def test_kinds_of_attributes_arrive_as_they_left() -> None:
    attributes = {"int": 1, "float": 1.0, "text": "1", "truth": True, "large": 10**30, "small": -0.0}
    network = Network(firms=[Firm(id="a", attributes=attributes)])
    back = pickle.loads(pickle.dumps(network)).firms[0].attributes
    assert {name: repr(value) for name, value in back.items()} == {
        name: repr(value) for name, value in attributes.items()
    }


def test_a_kind_of_ones_own_stays_one() -> None:
    assert type(pickle.loads(pickle.dumps(Regional(firms=())))) is Regional


def test_what_json_cannot_say_is_sent_all_the_same() -> None:
    half = Network.model_construct(firms=(Firm.model_construct(id="\ud800", offers=()),))
    assert pickle.loads(pickle.dumps(half)).firms[0].id == "\ud800"


def test_the_collector_runs_again_after_many_records() -> None:
    assert gc.isenabled()
    with in_bulk():
        with in_bulk():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with in_bulk():
            TrustLink(source="a", target="b", trust=1)
        assert not gc.isenabled()
    finally:
        gc.enable()
