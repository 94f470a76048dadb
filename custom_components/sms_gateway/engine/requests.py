"""What goes over the wire at once: which messages share a request, and what it says."""

from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import replace
from itertools import batched
import math

from ..journal import Message
from ..providers.errors import RefusedError
from ..providers.exchange import TOTAL_TIMEOUT
from ..providers.model import Channel, OwnText, Reason, SendAnswer, SendRequest
from ..providers.provider import ProviderInfo
from .settings import AccountSettings


class Requests:
    """Makes the requests of one account."""

    def __init__(
        self,
        entry_id: str,
        info: ProviderInfo,
        settings: Callable[[], AccountSettings],
        time: Callable[[], float],
    ) -> None:
        """Write them for a provider; `settings` are what the owner has chosen.

        `time` is the provider's, as far as it is known.
        """
        self._entry_id = entry_id
        self._info = info
        self._settings = settings
        self._time = time
        self.callback_address: Callable[[], str | None] = lambda: None
        """Where reports can come to, for providers that take that along."""
        self._refused_address: str | None = None

    def divide(self, messages: Sequence[Message]) -> Iterator[tuple[Message, ...]]:
        """Yield what may leave together, as messages wait together that say other things.

        No request holds more numbers than the provider takes, nor one number twice.
        """
        alike: dict[Hashable, list[Message]] = {}
        seen: Counter[Hashable] = Counter()
        for message in messages:
            likeness = self._likeness(message)
            again = seen[likeness, message.phone]
            seen[likeness, message.phone] += 1
            alike.setdefault((likeness, again), []).append(message)
        for part in alike.values():
            yield from batched(part, self._info.limits.phones_per_request, strict=False)

    def request(
        self, request_id: str, messages: Sequence[Message], valid_for: float | None
    ) -> SendRequest:
        """Return what goes over the wire; what the provider cannot do is left off."""
        limits, message = self._info.limits, messages[0]
        channel = self._info.carried_as(message.channel)
        able = self._info.channels[channel]
        if valid_for is not None:
            valid_for = self._in_steps(valid_for, message.valid_for)
            valid_for = max(valid_for, limits.shortest_validity)
        if "valid_for" not in able or (valid_for or 0) > limits.longest_validity:
            valid_for = None
        details = self._info.fitting(channel, message.details)
        if (details.send_at or math.inf) <= self._time() + TOTAL_TIMEOUT:
            # It waited at home until then; some providers refuse what is over.
            details = replace(details, send_at=None)
        own = tuple(self._own(message) for message in messages)
        is_one = len({(item.text, item.sender) for item in own}) == 1
        return SendRequest(
            request_id=request_id,
            phones=tuple(message.phone for message in messages),
            text=message.text if is_one else "",
            sender=own[0].sender if is_one else None,
            valid_for=valid_for,
            channel=channel,
            details=details,
            own=() if is_one else own,
            is_practice=bool(message.details.is_practice),
            callback_address=self._address(message),
        )

    async def send(
        self,
        hand_over: Callable[[SendRequest], Awaitable[SendAnswer]],
        request: SendRequest,
    ) -> SendAnswer:
        """Hand a request over; without the address for reports where that is refused."""
        try:
            return await hand_over(request)
        except RefusedError as err:
            if err.fault.reason is not Reason.CALLBACK or not request.callback_address:
                raise
            self._refused_address = request.callback_address
            return await hand_over(replace(request, callback_address=None))

    def sender(self, wanted: str | None, channel: Channel) -> str | None:
        """Return the sender of a message; one that cannot be is left off."""
        sender = wanted or self._settings().sender
        able = self._info.channels[self._info.carried_as(channel)]
        if (
            sender is None
            or "sender" not in able
            or not self._info.takes_sender(sender)
        ):
            return None
        return sender

    def _address(self, message: Message) -> str | None:
        """Return where the reports of a message are to come to."""
        if not self._info.has_callback_per_request or message.details.is_practice:
            return None
        address = self.callback_address()
        return None if address == self._refused_address else address

    def _in_steps(self, left: float, asked: float | None) -> float:
        """Return what is left of a validity as the provider can be told it.

        An hour that was asked for a moment ago is an hour, not 59 minutes.
        """
        step = self._info.limits.validity_step
        more = math.ceil(left / step) * step
        return more if asked is not None and more <= asked else left

    def _own(self, message: Message) -> OwnText:
        """Return what a number gets, and from whom by this account."""
        # An account that comes later may not have that sender, and would refuse.
        is_first = message.chain[:1] == (self._entry_id,)
        wanted = message.sender if is_first else None
        return OwnText(
            message.phone, message.text, self.sender(wanted, message.channel)
        )

    def _likeness(self, message: Message) -> Hashable:
        """Return what messages of one request have in common."""
        own = self._own(message)
        channel = self._info.carried_as(message.channel)
        may_differ = self._info.may_be_own(channel, own)
        return (
            channel,
            message.details,
            message.valid_for,
            None if may_differ else (own.text, own.sender),
        )
