"""What goes over the wire for messages; what the provider cannot do is left off."""

from collections.abc import Sequence

from ..journal import Message
from ..providers.model import Channel, SendRequest
from ..providers.provider import ProviderInfo
from .settings import AccountSettings, Wishes


def sender_of(
    info: ProviderInfo, settings: AccountSettings, wanted: str | None, channel: Channel
) -> str | None:
    """Return the sender of a message; one that cannot be is left off."""
    sender = wanted or settings.sender
    is_able = "sender" in info.channels[channel]
    if sender is None or not is_able or not info.limits.is_sender(sender):
        return None
    return sender


def send_request(
    info: ProviderInfo,
    settings: AccountSettings,
    request_id: str,
    messages: Sequence[Message],
    wishes: Wishes,
) -> SendRequest:
    """Return the request of messages that differ only in their numbers."""
    limits, message = info.limits, messages[0]
    valid_for = None
    if wishes.valid_for is not None and "valid_for" in info.channels[message.channel]:
        left = max(wishes.valid_for(), limits.shortest_validity)
        valid_for = left if left <= limits.longest_validity else None
    return SendRequest(
        request_id=request_id,
        phones=tuple(message.phone for message in messages),
        text=message.text,
        sender=sender_of(info, settings, wishes.sender, message.channel),
        valid_for=valid_for,
        channel=message.channel,
        details=info.fitting(message.channel, message.details),
        is_practice=settings.is_practice,
    )
