"""What tests write into a journal of their own."""

from collections.abc import Sequence

from custom_components.sms_gateway.journal import Journal, Message


async def record(journal: Journal, messages: Sequence[Message]) -> None:
    """Keep messages as if they had been asked for, and wait for the disk."""
    journal.add(messages)
    await journal.written()
