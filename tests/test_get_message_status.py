"""What `get_message_status` finds, and how it says that it finds nothing."""

from typing import Any

import pytest

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from .conftest import MOM, Send
from .eventually import Recorded
from .simulator import Simulator

OTHER = "+79261234567"


async def status_of(hass: HomeAssistant, **data: Any) -> list[dict[str, Any]]:
    """Ask for messages."""
    answer = await hass.services.async_call(
        "sms_gateway",
        "get_message_status",
        data,
        blocking=True,
        return_response=True,
    )
    assert isinstance(answer, dict)
    messages = answer["messages"]
    assert isinstance(messages, list)
    return messages  # type: ignore[return-value]


async def test_a_message_is_found_by_everything_that_names_it(
    hass: HomeAssistant,
    callbacks: str,
    simulator: Simulator,
    send_sms: Send,
    statuses: Recorded,
) -> None:
    """By reference, tag, the provider's id, and less of them by the number."""
    sent = (await send_sms(phone=[MOM, OTHER], tag="water"))["messages"]
    await send_sms("Another", phone=MOM, tag="fire")
    await statuses.until(
        lambda data: sum(item["state"] == "delivered" for item in data) == 3
    )

    [message] = await status_of(hass, reference=sent[0]["reference"])
    assert message == sent[0] | {"state": "delivered"}
    by_tag = await status_of(hass, tag="water")
    assert [item["phone"] for item in by_tag] == [MOM, OTHER]
    by_id = await status_of(hass, message_id=sent[0]["message_id"].lower())
    assert [item["phone"] for item in by_id] == [MOM, OTHER]
    [message] = await status_of(hass, tag="water", phone="8 926 123-45-67")
    assert message["reference"] == sent[1]["reference"]


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize(
    ("data", "error"),
    [
        ({}, "no_message_named"),
        ({"phone": MOM}, "no_message_named"),
        ({"reference": "unknown"}, "message_not_found"),
        ({"tag": "water", "phone": "112233"}, "phone_invalid"),
    ],
)
async def test_nothing_to_find_is_said_clearly(
    hass: HomeAssistant, data: dict[str, Any], error: str
) -> None:
    """With what to fill in."""
    with pytest.raises(ServiceValidationError) as raised:
        await status_of(hass, **data)
    assert raised.value.translation_key == error
