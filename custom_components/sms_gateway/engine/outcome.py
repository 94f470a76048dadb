"""What an answer, an error or a report means for each message of a request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from ..journal import Message, MessageUpdate
from ..providers.errors import ConnectionFailedError, NotTakenError, ProviderError
from ..providers.model import (
    CUT_INTO_PARTS,
    Fault,
    MessageState,
    PhoneResult,
    Reason,
    SendAnswer,
    StatusReport,
)
from ..providers.segments import PartLengths, count_segments


class Verdict(StrEnum):
    """What one attempt came to, for one message."""

    TAKEN = "taken"
    OPEN = "open"
    REFUSED = "refused"
    """Certainly not taken, and this account's last word."""
    LATER = "later"
    """Certainly not taken, but perhaps the next time."""


NOT_TAKEN: Final = (Verdict.REFUSED, Verdict.LATER)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on one message, and what became known of it."""

    reference: str
    verdict: Verdict
    fault: Fault | None = None
    update: MessageUpdate | None = None


_SAID_LATER: Final = frozenset({Reason.IP_BLOCKED, Reason.BUSY})


def answer_outcomes(
    messages: Sequence[Message],
    answer: SendAnswer,
    part_lengths: PartLengths,
) -> list[Outcome]:
    """Return what an answer says of the messages of its request."""
    results = {result.phone: result for result in answer.results}
    # A sum is a price of one only where there is one.
    only_cost = answer.cost if len(messages) == 1 else None
    outcomes = []
    for message in messages:
        result = results.get(message.phone)
        if result is not None and result.state is MessageState.REJECTED:
            is_later = result.fault is not None and result.fault.reason in _SAID_LATER
            verdict = Verdict.LATER if is_later else Verdict.REFUSED
            outcomes.append(Outcome(message.reference, verdict, fault=result.fault))
            continue
        # Rows may be missing; the request as a whole was taken.
        result = result or PhoneResult(phone=message.phone, state=MessageState.QUEUED)
        is_open = result.state is MessageState.UNCONFIRMED and not answer.is_practice
        update = MessageUpdate(
            reference=message.reference,
            message_id=result.message_id or answer.message_id,
            packet_id=answer.packet_id,
            state=result.state,
            status=result.status,
            fault=result.fault,
            cost=only_cost if result.cost is None else result.cost,
            parts=_own_count(message, part_lengths)
            if answer.parts is None
            else answer.parts,
            final=answer.is_practice,
        )
        if answer.is_practice:
            # Whatever it says: nothing was sent, and there is nothing to ask for.
            update = replace(
                update,
                state=MessageState.UNCONFIRMED,
                fault=Fault(Reason.TEST_MODE),
                cost=None,
            )
        verdict = Verdict.OPEN if is_open else Verdict.TAKEN
        outcomes.append(Outcome(message.reference, verdict, result.fault, update))
    return outcomes


def _own_count(message: Message, part_lengths: PartLengths) -> int | None:
    """Return how many SMS a text takes, where the provider sends it as it is."""
    details = message.details
    is_as_it_is = not (details.transliterate or details.shorten_links)
    if message.channel not in CUT_INTO_PARTS or not is_as_it_is:
        return None
    return count_segments(message.text, part_lengths).parts


def taken(message: Message) -> Outcome:
    """Return that a message was taken, of which no more is known yet."""
    update = MessageUpdate(reference=message.reference, state=MessageState.QUEUED)
    return Outcome(message.reference, Verdict.TAKEN, update=update)


def error_outcomes(messages: Sequence[Message], error: ProviderError) -> list[Outcome]:
    """Return what an error says of the messages of its request."""
    if not isinstance(error, NotTakenError):
        return [
            Outcome(
                message.reference,
                Verdict.OPEN,
                fault=error.fault,
                update=MessageUpdate(
                    reference=message.reference,
                    state=MessageState.UNCONFIRMED,
                    fault=error.fault,
                ),
            )
            for message in messages
        ]
    is_later = (
        isinstance(error, ConnectionFailedError) or error.fault.reason in _SAID_LATER
    )
    verdict = Verdict.LATER if is_later else Verdict.REFUSED
    return [Outcome(m.reference, verdict, fault=error.fault) for m in messages]


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
        keys_pressed=report.keys_pressed,
        duration=report.duration,
        ring_time=report.ring_time,
    )
