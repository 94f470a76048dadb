"""Messages that came in: whose they are, and their list by request."""

import re

from tests.simulator.kernel.model import IncomingMessage
from tests.simulator.kernel.phones import digits_of

from .accounts import Account
from .channels import Channel
from .codes import Refusal
from .parameters import INBOUND
from .replies import InboundReply, InboundRow, Kind, Reply, Value
from .sending import Question
from .state import NAME, State
from .when import read_date, write_date

_PREFIX = re.compile(r"\s*(\d+)\s+(.*)", re.DOTALL)
_MINUTES = len("YYYY-MM-DD HH:MM")


class InboundWork:
    """The request that lists what came in."""

    name = "inbound"
    parameters = INBOUND

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state

    def carry_out(self, account: Account, question: Question) -> Reply:
        """List what is new, what came since a moment, or everything."""
        asked = question.value("inbound") or "all"
        dialect = self._state.dialect
        self._state.notes.note(
            "unit", self.name, asked if asked in ("new", "all") else "since"
        )
        chosen = [one for one in self._own(account) if self._is_chosen(one, asked)]
        if not chosen and dialect.nothing_inbound == "error":
            raise Refusal(int(dialect.bad_request), "nothing came in")
        if dialect.inbound_order == "newest_first":
            chosen.reverse()
        rows = tuple(map(self._row, chosen))
        if dialect.inbound_seen == "any_list" or (
            dialect.inbound_seen == "new" and asked == "new"
        ):
            self._state.seen.update(one.message_id for one in chosen)
        return InboundReply(rows)

    def _own(self, account: Account) -> list[IncomingMessage]:
        """Return what came for an account, oldest first."""
        return [
            one
            for one in self._state.kernel.ledger.incoming
            if one.provider == NAME and one.account == account.login
        ]

    def _is_chosen(self, message: IncomingMessage, asked: str) -> bool:
        """Return whether a message was asked for."""
        if asked == "all":
            return True
        if asked == "new":
            return message.message_id not in self._state.seen
        since = read_date(asked) or 0.0
        # Moments are told in whole seconds.
        came = int(message.received_at)
        return (
            came >= since
            if self._state.dialect.inbound_since == "from"
            else came > since
        )

    def _row(self, message: IncomingMessage) -> InboundRow:
        """Return what is said of a message."""
        created = write_date(message.received_at)
        if self._state.dialect.inbound_created == "minutes":
            created = created[:_MINUTES]
        seen = message.message_id in self._state.seen
        is_kept = self._state.dialect.inbound_prefix == "kept"
        prefix = self._state.prefixes.get(message.message_id, "") if is_kept else ""
        return InboundRow(
            before=(
                Value("id", message.message_id, Kind.ID),
                Value("phone", message.phone),
                Value("num", message.to),
            ),
            text=prefix + message.text,
            after=(
                Value("created", created),
                Value("seen", str(int(seen)), Kind.STATUS),
            ),
        )


def find_owner(state: State, phone: str, text: str) -> tuple[Account | None, str]:
    """Return whose a message on the common number is, and its text without a prefix.

    First come messages that can be answered, then the prefix, then everything that the
    system knows of the number.
    """
    sent = [
        one
        for one in reversed(state.kernel.ledger.messages)
        if one.provider == NAME and one.phone == digits_of(phone)
    ]
    answerable = [one for one in sent if one.channel == Channel.TWO_WAY]
    if answerable:
        return state.accounts[answerable[0].account], text
    if found := _PREFIX.fullmatch(text):
        owner = state.accounts.by_user_id(found[1])
        if owner is not None:
            return owner, found[2]
    if sent:
        return state.accounts[sent[0].account], text
    return _known_otherwise(state, digits_of(phone)), text


def _known_otherwise(state: State, phone: str) -> Account | None:
    """Return who has a number among contacts, or was written to from it, or has it."""
    for account in state.accounts:
        if phone in account.contacts:
            return account
    for message in reversed(state.kernel.ledger.incoming):
        if message.provider == NAME and digits_of(message.phone) == phone:
            return state.accounts[message.account]
    return next((one for one in state.accounts if one.phone == phone), None)
