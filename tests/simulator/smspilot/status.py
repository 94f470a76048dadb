"""Statuses by request: of ids, of a packet, of the last day, of everything."""

from collections.abc import Iterable
from decimal import Decimal

from tests.simulator.kernel.model import Message

from .accounts import Account
from .codes import FAILED, IDS_LIST, NO_ERROR, Refusal
from .parameters import CHECK, MOST_ROWS
from .replies import CheckedReply, PageReply, Reply, Row
from .rows import check_default, row_of, unknown_row
from .sending import Question
from .state import NAME, State
from .when import DAY, midnight_before

_HTML = "<html><body><h1>404 Not Found</h1></body></html>"
# In test mode nothing is kept, and these ids have an answer all the same.
_TEST_IDS = frozenset({"1000", "10000"})
_TEST_PHONE = "79000000000"


class StatusWork:
    """The request that asks for statuses."""

    name = "check"
    parameters = CHECK

    def __init__(self, state: State) -> None:
        """Look into the provider's memory."""
        self._state = state

    def carry_out(self, account: Account, question: Question) -> Reply:
        """Say in which states messages are."""
        asked = question.value("check")
        pretended = account.emulator or question.value("test") == "1"
        match asked:
            case "recent" | "all":
                found: list[Message | str] = []
                if not pretended:
                    found += self._listed(account, recent=asked == "recent")
            case "packet":
                found = self._packet(account, question.value("id"), pretended=pretended)
            case _:
                found = self._by_ids(account, asked, pretended=pretended)
        found = self._known(found)
        if not found and self._state.dialect.unknown_id == "html":
            if asked not in ("recent", "all"):
                return PageReply(_HTML)
        offset = self._number(question.value("offset"), 0)
        limit = min(self._number(question.value("limit"), MOST_ROWS), MOST_ROWS)
        found = found[offset : offset + limit]
        return self._reply(question, found, single=asked.isdigit())

    def _listed(self, account: Account, *, recent: bool) -> list[Message]:
        """Return an account's messages, those of the last day or all."""
        dialect, now = self._state.dialect, self._state.kernel.clock.now()
        since = now - DAY if dialect.recent == "hours" else midnight_before(now)
        messages = [
            one for one in self._own(account) if not recent or one.accepted_at >= since
        ]
        newest_first = dialect.list_order == "newest_first"
        return messages[::-1] if newest_first else messages

    def _own(self, account: Account) -> Iterable[Message]:
        """Return all that has an id at an account, oldest first."""
        ledger = self._state.kernel.ledger
        return sorted(
            (
                one
                for one in [*ledger.messages, *ledger.refused]
                if one.provider == NAME and one.account == account.login
            ),
            key=lambda one: one.key,
        )

    def _packet(
        self, account: Account, packet_id: str, *, pretended: bool
    ) -> list[Message | str]:
        """Return the messages of one request."""
        if not packet_id:
            raise Refusal(IDS_LIST, "packet without id")
        if pretended:
            return [self._pretended(account, packet_id)]
        found = [
            one
            for one in self._own(account)
            if one.details.get("packet_id") == packet_id
        ]
        if not found and self._state.dialect.unknown_id == "error":
            raise Refusal(IDS_LIST, f"no packet {packet_id}")
        return list(found)

    def _by_ids(
        self, account: Account, asked: str, *, pretended: bool
    ) -> list[Message | str]:
        """Return the messages of ids, or the ids themselves where nobody knows them."""
        ids = list(dict.fromkeys(one.strip() for one in asked.split(",")))
        if not all(one.isascii() and one.isdigit() for one in ids):
            raise Refusal(IDS_LIST, f"check: {asked}")
        found = [
            self._pretended(account, one) if pretended else self._kept(account, one)
            for one in ids
        ]
        if self._state.dialect.check_order == "newest_first":
            return found[::-1]
        return found

    def _kept(self, account: Account, message_id: str) -> Message | str:
        """Return the message of an id, if it is the account's own."""
        key = self._state.keys.get(message_id)
        if key is None:
            return message_id
        message = self._state.kernel.ledger.message(key)
        return message if message.account == account.login else message_id

    def _pretended(self, account: Account, message_id: str) -> Message | str:
        """Return what test mode says of an id."""
        dialect = self._state.dialect
        if message_id not in _TEST_IDS and dialect.test_id != "fresh":
            return message_id
        now = self._state.kernel.clock.now()
        return Message(
            provider=NAME,
            account=account.login,
            message_id=message_id,
            client_id=None,
            phone=_TEST_PHONE,
            text="test",
            sender=account.default_sender,
            channel="sms",
            parts=1,
            cost=Decimal(0),
            accepted_at=now,
            due_at=now,
            validity=0.0,
            status=int(dialect.test_status),
            error=NO_ERROR,
            changed_at=now,
        )

    def _known(self, found: list[Message | str]) -> list[Message | str]:
        """Return what there will be rows of; an unknown id is more than one reading."""
        unknown = [one for one in found if isinstance(one, str)]
        match self._state.dialect.unknown_id:
            case "error" if unknown:
                raise Refusal(IDS_LIST, f"nobody knows {', '.join(unknown)}")
            case "absent" | "html":
                return [one for one in found if not isinstance(one, str)]
        return found

    def _number(self, written: str, default: int) -> int:
        """Return a number of rows; a wrong one, where it is not looked at, is none."""
        return int(written) if written.isascii() and written.isdigit() else default

    def _reply(
        self, question: Question, found: list[Message | str], *, single: bool
    ) -> Reply:
        """Return the rows of messages and of unknown ids."""
        dialect, note = self._state.dialect, self._state.notes.note
        asked = question.value("fields")
        rows: list[Row] = []
        statuses: list[str] = []
        for one in found:
            if isinstance(one, str):
                rows.append(unknown_row(one, asked, dialect))
                statuses.append(str(FAILED))
                continue
            rows.append(row_of(one, asked, check_default(dialect), dialect))
            statuses.append(str(one.status))
            note("code", "status", one.status)
            note("code", "reason", one.error)
            note("channel", self.name, one.channel)
        return CheckedReply(rows=tuple(rows), statuses=tuple(statuses), single=single)
