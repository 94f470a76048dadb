"""What is sent is taken once, told of number by number, and charged as is said."""

from decimal import Decimal

import pytest

from custom_components.sms_gateway.providers.errors import RefusedError
from custom_components.sms_gateway.providers.model import Channel, MessageState, Reason
from custom_components.sms_gateway.providers.provider import Provider
from tests.conformance.conftest import ALSO_GOOD, GOOD, Part, request_to
from tests.conformance.subjects import SUBJECTS, Subject
from tests.simulator import Simulator

THIRD = "+79031234567"

TEXTS = (
    "Вода в ванной!",
    "a & b = c + d % e; #1",
    '"quoted" \\ back\nnew line',
    "smile \N{GRINNING FACE} end",
    "<b>tag</b> {json: [1]}",
)

READINGS = [
    pytest.param(subject, dialect, id=f"{subject.id} {next(iter(dialect.items()))}")
    for subject in SUBJECTS
    for dialect in subject.other_readings
]


@pytest.mark.parametrize("text", TEXTS)
async def test_a_text_arrives_as_it_is(
    client: Provider, simulator: Simulator, text: str
) -> None:
    """Whatever is in it."""
    answer = await client.send(request_to(text=text))

    [message] = simulator.ledger.messages
    assert message.text == text
    assert message.phone == GOOD.removeprefix("+")
    assert answer.balance is not None
    assert not simulator.ledger.unknown_parameters


@pytest.mark.parametrize(("subject", "dialect"), READINGS)
async def test_each_number_is_told_of(
    subject: Subject, client: Provider, part: Part, dialect: dict[str, str]
) -> None:
    """With its state and its price, a bad one with its error, under every reading."""
    part.speak(**dialect)
    request = request_to(GOOD, subject.bad, ALSO_GOOD, THIRD, text="ж" * 71)
    if subject.refuses_whole & dialect.items():
        with pytest.raises(RefusedError):
            await client.send(request)
        assert part.phones == []
        return

    answer = await client.send(request)

    results = {result.phone: result for result in answer.results}
    assert part.phones == sorted([GOOD, ALSO_GOOD, THIRD])
    if subject.has_few_rows & dialect.items():
        assert results.keys() <= set(request.phones)
        return
    costs = {}
    for message in part.simulator.ledger.messages:
        result = results[f"+{message.phone}"]
        assert result.state in (MessageState.QUEUED, MessageState.SENT)
        assert (result.message_id or answer.message_id) == message.message_id
        costs[message.phone] = result.cost
        assert result.cost == message.cost
    fault = results[subject.bad].fault
    assert results[subject.bad].state is MessageState.REJECTED
    assert fault is not None
    assert fault.reason is Reason.RECIPIENT
    assert answer.cost == sum(costs.values(), Decimal(0))
    assert answer.balance is not None
    account = subject.part(part.simulator).account()
    assert answer.balance.amount == account.balance
    if not subject.has_no_parts & dialect.items():
        assert answer.parts == 2


async def test_a_sender_and_a_time_go_along(
    client: Provider, simulator: Simulator
) -> None:
    """And a validity, where the channel takes one. Not every time has seconds."""
    due = (simulator.clock.now() // 60 + 60) * 60

    details = request_to().details.__class__(send_at=due)
    answer = await client.send(
        request_to(sender="demo", valid_for=1800.0, details=details)
    )

    [message] = simulator.ledger.messages
    assert message.sender == "demo"
    assert message.validity == 1800.0
    assert message.due_at == pytest.approx(due, abs=1.0)
    assert answer.sender is None


async def test_what_is_sold_is_sent_over_its_channel(
    subject: Subject, client: Provider, simulator: Simulator
) -> None:
    """Each channel is told apart by the provider."""
    texts = {
        Channel.FLASH_CALL: "4821",
        Channel.BINARY: "00686f6d65",
        Channel.WAP_PUSH: "http://home.example\nHome",
    }
    plain = [
        channel
        for channel in subject.info.channels
        if channel not in (Channel.EMAIL, Channel.MMS, Channel.TELEGRAM_BOT)
    ]

    for number, channel in enumerate(plain):
        text = texts.get(channel, "Test")
        phone = f"+7916123450{number}"
        await client.send(
            request_to(
                phone, channel=channel, text=text, request_id=f"CHANNEL{number:019}"
            )
        )

    sent = [message.channel for message in simulator.ledger.messages]
    assert len(set(sent)) == len(plain)


async def test_several_requests_have_several_ids(
    client: Provider, simulator: Simulator
) -> None:
    """One message is not taken for another."""
    first = await client.send(request_to(text="one", request_id="A" * 26))
    second = await client.send(request_to(text="two", request_id="B" * 26))

    ids = [
        answer.results[0].message_id or answer.message_id for answer in (first, second)
    ]
    assert ids == [message.message_id for message in simulator.ledger.messages]
    assert ids[0] != ids[1]
