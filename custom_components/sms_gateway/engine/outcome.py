"""What an answer, an error or a report means for each message of a request."""

from collections.abc import Sequence

from ..journal import Message, MessageUpdate
from ..providers.errors import ConnectionFailedError, NotTakenError, ProviderError
from ..providers.model import MessageState, SendAnswer, StatusReport


def answer_updates(
    messages: Sequence[Message], answer: SendAnswer
) -> list[MessageUpdate]:
    """Return what an answer says of the messages of its request."""
    results = {result.phone: result for result in answer.results}
    # A sum is a price of one only where there is one.
    only_cost = answer.cost if len(messages) == 1 else None
    updates = []
    for message in messages:
        result = results.get(message.phone)
        updates.append(
            MessageUpdate(
                reference=message.reference,
                message_id=answer.message_id,
                # Rows may be missing; the request as a whole was taken.
                state=MessageState.QUEUED if result is None else result.state,
                status=None if result is None else result.status,
                fault=None if result is None else result.fault,
                cost=result.cost if result and result.cost is not None else only_cost,
                parts=answer.parts,
            )
        )
    return updates


def error_updates(
    messages: Sequence[Message], error: ProviderError
) -> list[MessageUpdate]:
    """Return what an error says of the messages of its request."""
    if isinstance(error, ConnectionFailedError):
        state = MessageState.FAILED
    elif isinstance(error, NotTakenError):
        state = MessageState.REJECTED
    else:
        state = MessageState.UNCONFIRMED
    return [
        MessageUpdate(reference=message.reference, state=state, fault=error.fault)
        for message in messages
    ]


def report_update(message: Message, report: StatusReport) -> MessageUpdate:
    """Return what a report says of its message."""
    return MessageUpdate(
        reference=message.reference,
        message_id=report.message_id,
        state=report.state,
        status=report.status,
        fault=report.fault,
        cost=report.cost,
        parts=report.parts,
        changed_at=None if report.changed_at is None else report.changed_at.timestamp(),
        final=report.final,
        link_opened=report.link_opened,
    )
