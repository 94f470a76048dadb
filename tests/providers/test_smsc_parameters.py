"""What an action can choose is something that SMSC has a word for."""

import pytest

from custom_components.sms_gateway.actions.make_call import VOICES
from custom_components.sms_gateway.providers.details import Details
from custom_components.sms_gateway.providers.model import Channel, SendRequest
from custom_components.sms_gateway.providers.smsc.channels import CHANNELS
from custom_components.sms_gateway.providers.smsc.parameters import send_parameters


def parameters(channel: Channel, details: Details) -> dict[str, str]:
    """Return the parameters of a message."""
    return send_parameters(
        SendRequest(
            request_id="1",
            phones=("+79161234567",),
            text="Test",
            channel=channel,
            details=details,
        )
    )


def test_every_voice_has_a_name_of_the_providers() -> None:
    """Seed 001, `voice`."""
    names = [
        parameters(Channel.CALL, Details(voice=voice))["voice"] for voice in VOICES
    ]

    assert names == ["m", "m2", "m3", "m4", "w", "w2", "w3", "w4"]


@pytest.mark.parametrize("channel", sorted(set(CHANNELS) - {Channel.SMS}))
def test_every_channel_is_asked_for(channel: Channel) -> None:
    """By exactly one parameter that an SMS does not have; a bot by its name."""
    details = Details(bot="@demo_bot" if channel is Channel.TELEGRAM_BOT else None)
    own = (
        parameters(channel, details).keys() - parameters(Channel.SMS, Details()).keys()
    )

    assert len(own) == 1
