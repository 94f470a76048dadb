"""Sending: checks a request against limits and money, charges, and sets off."""

from collections.abc import Mapping
from decimal import Decimal

from tests.simulator.kernel.model import Message

from .access import SENDING
from .accounts import Account
from .codes import (
    DELAYED,
    FLOOD,
    FUNDS,
    GROUP,
    HTTP_REPEAT,
    NO_PHONES,
    READY,
    WEB_REPEAT,
    Refusal,
)
from .courier import Courier
from .formats import Format
from .numbers import longest_run
from .parameters import SEND
from .question import Question, Written
from .request import RequestReader, without_letters
from .send_answer import Row, SendAnswer, SendWriter
from .sending import Letter, Sending
from .state import NAME, State

_REPEATED = {"error_19": HTTP_REPEAT, "error_15": WEB_REPEAT, "error_20": GROUP}
_IMITATED_PHONES = "7123456789,7123456780"
_IMITATED_BALANCE = Decimal(4680)
_IMITATED_COST = Decimal(10)


class SendWork:
    """The pages that send."""

    group = SENDING
    parameters = SEND

    def __init__(self, state: State, courier: Courier) -> None:
        """Send by way of a courier."""
        self._state = state
        self._courier = courier
        self._reader = RequestReader(state)

    def format_of(self, values: Mapping[str, str]) -> Format:
        """Return the format that was asked for."""
        return format_of(values)

    def needs_login(self, values: Mapping[str, str]) -> bool:
        """Return whether this is more than an imitation."""
        return values.get("test") != "-1"

    def carry_out(self, question: Question) -> Written:
        """Send, or say what would be answered."""
        if question.value("test") == "-1":
            return self._write(question, _imitation(question), "an imitation")
        account = question.account
        sending = self._check_repeats(account, self._reader.read(question))
        if longest_run(one.number for one in sending.letters) >= account.flood_run:
            raise Refusal(FLOOD, "numbers in a row")
        if sending.cost > account.balance:
            raise Refusal(FUNDS, f"{sending.cost} is needed")
        after = account.balance - sending.cost
        note = "a test, nothing sent"
        self._state.note("channel", self.group, sending.mode)
        if question.value("test") != "1":
            self._send(question, sending)
            note = ""
        elif self._state.dialect.test_balance == "unchanged":
            after = account.balance
        answer = SendAnswer(
            packet_id=sending.packet_id,
            user_packet_id=sending.user_packet_id,
            sender_ip=question.remote,
            before=account.balance,
            after=after,
            rows=[self._row(one) for one in sending.letters],
        )
        return self._write(question, answer, note)

    def refuse(self, question: Question, code: int) -> Written:
        """Return an error answer."""
        claimed = question.asker or self._state.accounts.by_any_login(
            question.value("http_username")
        )
        writer = SendWriter(self._state.dialect, question.fmt)
        balance = claimed.balance if claimed else None
        text = writer.refuse(code, balance, question.remote)
        self._state.note("error_field", self.group, *writer.names)
        return Written(text=text, fmt=question.fmt)

    def _write(self, question: Question, answer: SendAnswer, note: str) -> Written:
        """Write an answer in the question's format."""
        writer = SendWriter(self._state.dialect, question.fmt)
        text = writer.write(answer)
        self._state.note("field", self.group, *writer.names)
        self._state.note("code", f"{self.group}_error", 0)
        return Written(text=text, fmt=question.fmt, note=note)

    def _check_repeats(self, account: Account, sending: Sending) -> Sending:
        """Refuse or drop what one number has been told too often."""
        often = {
            one.number.digits
            for one in sending.letters
            if self._state.repeats.count(_repeat_key(account, one)) >= account.repeats
        }
        if not often:
            return sending
        reading = self._state.dialect.repeats
        if reading != "dropped":
            raise Refusal(_REPEATED[reading], "the same text too often")
        rest = without_letters(sending, often)
        if not rest.letters:
            raise Refusal(NO_PHONES, "the same text too often")
        return rest

    def _send(self, question: Question, sending: Sending) -> None:
        """Charge for a request and send it on its way."""
        account = question.account
        self._state.accounts.charge(account.login, sending.cost)
        for letter in sending.letters:
            self._state.repeats.add(_repeat_key(account, letter))
            self._courier.take(self._message(question, sending, letter))

    def _message(self, question: Question, sending: Sending, letter: Letter) -> Message:
        """Return the record of a message."""
        now = self._state.kernel.clock.now()
        return Message(
            provider=NAME,
            account=question.account.login,
            message_id=letter.message_id,
            client_id=letter.own_id or None,
            phone=letter.number.digits,
            text=letter.text,
            sender=sending.sender,
            channel=sending.mode,
            parts=letter.parts,
            cost=letter.cost,
            accepted_at=now,
            due_at=letter.due_at,
            validity=sending.validity,
            status=DELAYED if letter.postponed else READY,
            error=0,
            changed_at=now,
            details={
                "packet_key": sending.packet_key,
                "packet_id": sending.packet_id,
                "user_packet_id": sending.user_packet_id,
                "asked": letter.number.asked,
                "zone": letter.number.zone,
                "known": "1" if letter.number.known else "",
                "oper_id": question.oper_id,
                "sender_ip": question.remote,
                **sending.details,
                **letter.details,
            },
        )

    def _row(self, letter: Letter) -> Row:
        """Return what is said of one recipient."""
        asked = self._state.dialect.phone_form == "asked"
        return Row(
            message_id=letter.message_id,
            phone=letter.number.asked if asked else letter.number.digits,
            text=letter.text,
            parts=letter.parts,
            zone=letter.number.zone,
            cost=letter.cost,
        )


def format_of(values: Mapping[str, str]) -> Format:
    """Return the format that was asked for; text is the default."""
    return Format.XML if values.get("format", "").lower() == "xml" else Format.TXT


def _repeat_key(account: Account, letter: Letter) -> tuple[str, str, str]:
    """Return what makes two messages the same."""
    return account.login, letter.number.digits, letter.text


def _imitation(question: Question) -> SendAnswer:
    """Return what is answered to anybody, whatever was asked."""
    phones = question.value("phone_list") or _IMITATED_PHONES
    rows = [
        Row(
            message_id=str(7710258 + index),
            phone=phone.strip().lstrip("+"),
            text=question.value("message"),
            parts=1,
            zone="1",
            cost=_IMITATED_COST,
        )
        for index, phone in enumerate(phones.split(","))
    ]
    return SendAnswer(
        packet_id="1234",
        user_packet_id=question.value("packet_id"),
        sender_ip=question.remote,
        before=_IMITATED_BALANCE,
        after=_IMITATED_BALANCE - _IMITATED_COST * len(rows),
        rows=rows,
    )
