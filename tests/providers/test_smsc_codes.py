"""SMSC's codes: their names are the document's, and the channel decides what they mean."""

from pathlib import Path
import re

import pytest

from custom_components.sms_gateway.providers.model import (
    Channel,
    Fault,
    MessageState,
    Reason,
)
from custom_components.sms_gateway.providers.smsc.codes import (
    EMAIL_ERRORS,
    ERRORS,
    STATUS_NAMES,
    TABLE_EMAIL_ERROR,
    Code,
    channel_of,
    describe,
    judge,
)

SEEDS = Path(__file__).parents[2].parent / "shared" / "seeds"
DOCUMENT = next(iter(SEEDS.glob("002_*.txt")), None)

PARTS = [
    ("Коды статусов\n", "Запрос статусов сообщений", STATUS_NAMES),
    ("Возможные коды ошибок в статусе сообщений", "Возможные коды ошибок в", ERRORS),
    ("Возможные коды ошибок в статусе e-mail", "Удаление сообщения\n", EMAIL_ERRORS),
]
"""Where a table of the document begins and ends, and which of ours it is."""


@pytest.mark.skipif(DOCUMENT is None, reason="the document is not at hand")
@pytest.mark.parametrize(("begin", "end", "table"), PARTS)
def test_names_are_the_documents(begin: str, end: str, table: dict[int, Code]) -> None:
    """Letter by letter; and no error of the document is missing."""
    assert DOCUMENT is not None
    text = DOCUMENT.read_text("utf-8").partition(begin)[2].partition(end)[0]
    lines = re.findall(r"^(-?\d+)(\D.*)$", text, re.MULTILINE)

    assert lines
    for number, line in lines:
        if int(number) in table:
            assert line.startswith(table[int(number)].ru)
    documented = {int(number) for number, _ in lines} - {0}
    if table is not STATUS_NAMES:
        # A test mode is the account's, whatever it sends.
        assert table.keys() - {200} == documented - {200}


@pytest.mark.parametrize(
    ("status", "error", "channel", "state"),
    [
        (0, 237, Channel.CALL, MessageState.SENT),
        (0, 240, Channel.CALL, MessageState.SENT),
        (20, 237, Channel.CALL, MessageState.UNDELIVERED),
        (3, 240, Channel.CALL, MessageState.EXPIRED),
        (1, 242, Channel.CALL, MessageState.DELIVERED),
        (20, 245, Channel.EMAIL, MessageState.UNCONFIRMED),
        (1, 200, Channel.EMAIL, MessageState.UNCONFIRMED),
        (20, 220, Channel.SMS, MessageState.SENT),
        (0, 220, Channel.SMS, MessageState.SENT),
        # It was tried again until its validity ended.
        (3, 220, Channel.SMS, MessageState.EXPIRED),
        (1, 220, Channel.SMS, MessageState.DELIVERED),
        # An operator's queue is nothing that a mail could wait in.
        (20, 220, Channel.EMAIL, MessageState.UNDELIVERED),
    ],
)
def test_the_state_is_of_status_error_and_channel(
    status: int, error: int, channel: Channel, state: MessageState
) -> None:
    """Of all three."""
    verdict = judge(status, error, channel)

    assert verdict is not None
    assert verdict.state is state


def test_an_error_of_mail_has_its_own_words() -> None:
    """In both languages."""
    verdict = judge(20, 3, Channel.EMAIL)

    assert verdict is not None
    assert verdict.fault == Fault(Reason.NOT_DELIVERED, "3", TABLE_EMAIL_ERROR)
    assert describe(verdict.fault) == {
        "en": "Recipient's mail server was not found",
        "ru": "Сервер получателя не найден",
    }


@pytest.mark.parametrize(
    ("kind", "flag", "channel"),
    [
        (7, None, Channel.CALL),
        (None, 0x127, Channel.CALL),
        (8, None, Channel.EMAIL),
        (None, 0x28, Channel.EMAIL),
        (0, 7, Channel.SMS),
        (10, None, Channel.SMS),
        (None, None, Channel.SMS),
    ],
)
def test_the_channel_of_a_report(
    kind: int | None, flag: int | None, channel: Channel
) -> None:
    """By its type, else by the low bits of its flag, where it matters."""
    assert channel_of(kind, flag) is channel
