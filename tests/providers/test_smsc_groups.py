"""SMSC's client opens a group under every reading."""

import pytest

from custom_components.sms_gateway.providers.errors import (
    OutcomeOpenError,
    RefusedError,
)
from custom_components.sms_gateway.providers.model import Reason
from custom_components.sms_gateway.providers.smsc.client import SmscClient
from tests.simulator import Simulator
from tests.simulator.smsc.dialect import READINGS

from .conftest import Serve

DIALECTS = [
    (switch, reading) for switch, readings in READINGS.items() for reading in readings
]


@pytest.mark.parametrize(("switch", "reading"), DIALECTS)
async def test_members_are_named(
    client: SmscClient, simulator: Simulator, switch: str, reading: str
) -> None:
    """By the rows of a price; without rows nobody knows."""
    simulator.smsc.speak(**{switch: reading})
    if (switch, reading) == ("op_rows", "none"):
        with pytest.raises(OutcomeOpenError):
            await client.fetch_group("1")
    else:
        members = await client.fetch_group("1")
        assert sorted(members) == ["+79161110001", "+79161110002"]

    assert not simulator.ledger.messages
    assert not simulator.ledger.unknown_parameters


@pytest.mark.parametrize("group", ["99", "", "G", "G1,G2", "79161110001,1", "family"])
async def test_what_is_no_group_is_refused(
    client: SmscClient, simulator: Simulator, group: str
) -> None:
    """Before or after it is asked for."""
    with pytest.raises(RefusedError) as raised:
        await client.fetch_group(group)
    assert raised.value.fault.reason is Reason.GROUP_UNKNOWN


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b'{"phones": 5}', b'{"phones": [5, {}]}', b"<html></html>"]
)
async def test_a_strange_answer_opens_nothing(serve: Serve, body: bytes) -> None:
    """Nor does it say that nobody is there."""
    client = await serve(body)
    with pytest.raises(OutcomeOpenError):
        await client.fetch_group("1")
