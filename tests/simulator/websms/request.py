"""Reads a request to send: whom, what, when, and over which channel."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
import string

from .accounts import Account
from .book import Contact
from .codes import (
    GROUP,
    HTTP_REPEAT,
    NO_PHONES,
    NO_TEXT,
    PHONES,
    SENDER,
    WEB_REPEAT,
    Refusal,
)
from .numbers import Number, read_number, read_numbers, without_doubles
from .parameters import TEST_SENDERS, is_sender
from .question import Question
from .sending import Letter, Mode, Sending
from .state import NAME, State
from .text import Text, read_text
from .when import (
    next_birthday,
    read_send_on,
    subscriber_zone,
    within_waking_hours,
    zone,
)

_LONGEST = 1440
_MINUTE = 60.0
_MOSCOW_OF_THE_DOCUMENT = 4
_SITE = "https://zzz.ru/"
_CODE_LENGTH = 12
_ALPHABET = string.digits + string.ascii_lowercase
_FILES = {Mode.VIBER: "picture", Mode.VOICE: "sound"}
# What is kept with the messages of a channel as it was given, and its defaults.
_EXTRAS: Mapping[Mode, Mapping[str, str]] = {
    Mode.SMS: {},
    Mode.VIBER: {"button": "", "id_fileid": "", "to_sms": ""},
    Mode.VOICE: {
        "lang": "1",
        "voice": "3",
        "temp": "1.0",
        "emotion": "neutral",
        "id_fileid": "",
    },
}


class RequestReader:
    """Reads requests with the provider's memory at hand."""

    def __init__(self, state: State) -> None:
        """Number packets and messages from the provider's memory."""
        self._state = state

    def read(self, question: Question) -> Sending:
        """Read a request, or refuse it."""
        account = question.account
        mode = Mode(question.value("mode") or "sms")
        if not question.value("message"):
            raise Refusal(NO_TEXT, "no message")
        sender = self._sender(account, question)
        extras = self._extras(account, mode, question)
        numbers = self._numbers(account, question)
        self._check_own_ids(account, question, numbers)
        minutes = int(question.value("valid_period") or _LONGEST)
        user_packet_id = question.value("packet_id")
        packet_key = self._state.new_packet_id()
        own = user_packet_id and self._state.dialect.packet_ids == "own"
        return Sending(
            packet_key=packet_key,
            packet_id=user_packet_id if own else packet_key,
            user_packet_id=user_packet_id,
            mode=mode,
            sender=sender,
            validity=minutes * _MINUTE,
            letters=tuple(self._letters(question, mode, numbers)),
            details=extras,
        )

    def _sender(self, account: Account, question: Question) -> str:
        """Return who a message is from; the name has to be in the cabinet's archive."""
        given = question.value("fromPhone")
        if not given:
            return account.default_sender
        testing = account.test_mode or question.value("test") not in ("", "0")
        known = TEST_SENDERS if account.test_mode else account.senders
        if testing:
            known |= TEST_SENDERS
        if not is_sender(given) or given not in known:
            raise Refusal(SENDER, f"fromPhone: {given}")
        return given

    def _extras(
        self, account: Account, mode: Mode, question: Question
    ) -> dict[str, str]:
        """Return what belongs to one channel alone; elsewhere it is not looked at."""
        extras = {
            name: question.value(name) or default
            for name, default in _EXTRAS[mode].items()
            if question.value(name) or default
        }
        if (file := extras.get("id_fileid")) and account.files.get(file) != _FILES.get(
            mode
        ):
            raise Refusal(NO_TEXT, f"id_fileid: {file} is none of the gallery's")
        if question.value("fulltext"):
            extras["fulltext"] = question.value("fulltext")
            extras["chat"] = question.value("chat") or "0"
        return extras

    def _numbers(self, account: Account, question: Question) -> list[Number]:
        """Return the recipients; doubles and blocked numbers vanish without a word."""
        listed = read_numbers(question.value("phone_list"))
        listed += [read_number(one.phone) for one in self._members(account, question)]
        numbers = [
            number
            for number in without_doubles(listed)
            if number.digits not in account.blacklist
        ]
        if not numbers:
            raise Refusal(NO_PHONES, "no recipient is left")
        return numbers

    def _members(self, account: Account, question: Question) -> list[Contact]:
        """Return the contacts of the group that was named."""
        group = question.value("group")
        if not group:
            return []
        book = self._state.book(account.login)
        if not group.isdigit():
            raise Refusal(GROUP, f"group: {group}")
        if group not in book.groups:
            lenient = self._state.dialect.unknown_group == "error_12"
            raise Refusal(NO_PHONES if lenient else GROUP, f"group: no {group}")
        return book.members(group)

    def _check_own_ids(
        self, account: Account, question: Question, numbers: list[Number]
    ) -> None:
        """Refuse a message's own number for many, and one that is not unique."""
        own = question.value("message_id")
        if own and len(numbers) > 1:
            raise Refusal(PHONES, "message_id for many recipients")
        mine = [
            one
            for one in self._state.kernel.ledger.messages
            if (one.provider, one.account) == (NAME, account.login)
        ]
        packet = question.value("packet_id")
        used = (
            account.unique_packet_ids
            and packet
            and any(one.details["user_packet_id"] == packet for one in mine)
        ) or (
            account.unique_message_ids
            and own
            and any(one.client_id == own for one in mine)
        )
        if used:
            web = self._state.dialect.unique_ids == "error_15"
            raise Refusal(WEB_REPEAT if web else HTTP_REPEAT, "the id is not unique")

    def _letters(
        self, question: Question, mode: Mode, numbers: list[Number]
    ) -> Iterator[Letter]:
        """Yield what each recipient is to get, and when."""
        own = question.value("message_id")
        account = question.account
        dropped = 0
        for number in numbers:
            due, postponed = self._due(question, number)
            if due is None:
                dropped += 1
                continue
            given = self._state.new_message_id()
            text = self._text(question, given)
            echoed = own and self._state.dialect.own_message_id == "echoed"
            yield Letter(
                number=number,
                message_id=own if echoed else given,
                own_id=own,
                text=text.content,
                parts=text.parts,
                cost=price(account, mode, number) * text.parts,
                due_at=due,
                postponed=postponed,
                details=self._link(question, given),
            )
        if dropped == len(numbers):
            raise Refusal(NO_PHONES, "nobody's date is known")

    def _text(self, question: Question, message_id: str) -> Text:
        """Return what goes out; a personal link stands at its end."""
        return read_text(
            " ".join(
                [question.value("message"), *self._link(question, message_id).values()]
            ),
            self._state.dialect,
            translit=question.value("translit") == "1",
            nosplit=question.value("nosplit") == "1",
        )

    def _link(self, question: Question, message_id: str) -> dict[str, str]:
        """Return the personal link of a message that has more to read."""
        if not question.value("fulltext"):
            return {}
        code, rest = "", int(message_id) * 2654435761
        for _ in range(_CODE_LENGTH):
            rest, index = divmod(rest, len(_ALPHABET))
            code += _ALPHABET[index]
        return {"link": _SITE + code}

    def _due(self, question: Question, number: Number) -> tuple[float | None, bool]:
        """Return when a message is to leave, and whether the system put that off.

        None: it is for a birthday that nobody has entered.
        """
        now = self._state.kernel.clock.now()
        by_own_zone = question.value("UseReceiverGMT") == "1"
        local = subscriber_zone(number.digits)
        sender_zone = local if by_own_zone else zone(self._gmt(question))
        due = max(now, read_send_on(question.value("send_on"), sender_zone) or now)
        if question.value("birthday") == "1":
            book = self._state.book(question.account.login)
            dates = [one.date for one in book.find(phone=number.digits) if one.date]
            if not dates:
                return None, False
            due = next_birthday(dates[0], due, now, sender_zone)
        if not by_own_zone:
            return due, False
        awake = within_waking_hours(due, local)
        return awake, awake > due

    def _gmt(self, question: Question) -> int:
        """Return the hours from Greenwich that times are given in."""
        given = question.value("gmt")
        if given and int(given):
            return int(given)
        if not given and self._state.dialect.gmt_missing == "plus_4":
            return _MOSCOW_OF_THE_DOCUMENT
        return question.account.gmt


def price(account: Account, mode: Mode, number: Number) -> Decimal:
    """Return what one part costs."""
    return account.prices.get(f"{mode} {number.zone}", Decimal(0))


def without_letters(sending: Sending, unwanted: set[str]) -> Sending:
    """Return a request without the letters to some numbers."""
    kept = tuple(one for one in sending.letters if one.number.digits not in unwanted)
    return replace(sending, letters=kept)
