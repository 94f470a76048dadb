"""SMSPILOT: the balance in money and in messages, and who the user is."""

from decimal import Decimal

import pytest

from .pilot import Pilot


@pytest.mark.parametrize(
    ("asked", "balance", "answer"),
    [
        ("rur", "1000", "1000.00"),
        ("rus", "0.5", "0.50"),
        ("rur", "-3", "-3.00"),
        ("sms", "1000", "763"),
        ("sms", "1.30", "0"),
    ],
)
async def test_the_balance(pilot: Pilot, asked: str, balance: str, answer: str) -> None:
    """In roubles, or as messages that there is money for."""
    await pilot.control("account", balance=balance)
    assert (await pilot.ask(balance=asked)).json == {"balance": answer}


async def test_other_units(pilot: Pilot) -> None:
    """There are none; of rus the document is not sure."""
    for unit in ("", "usd", "RUR"):
        assert (await pilot.ask(balance=unit)).code == 10
    pilot.provider.speak(balance_rus="error")
    assert (await pilot.ask(balance="rus")).code == 10


async def test_the_balance_goes_down(pilot: Pilot) -> None:
    """By what was charged."""
    reply = await pilot.send()
    after = Decimal(reply.json["balance"])
    assert after == pilot.provider.account().balance == 1000 - Decimal("1.31")


async def test_the_user(pilot: Pilot) -> None:
    """Whoever asks for nothing is told who they are."""
    assert (await pilot.ask()).json == {
        "id": "5671",
        "tariff_id": "5",
        "email": "demo@demo.example",
        "name": "Иванов Сергей Николаевич",
        "phone": "79087964781",
        "balance": "1000.00",
        "date": "2010-06-03 09:45:41",
        "default_sender": "INFORM",
        "senders": "INFORM,demo",
    }


async def test_any_sender_is_in_text_alone(pilot: Pilot) -> None:
    """As it is printed."""
    await pilot.control("account", any_sender=True)
    assert "\nany_sender=1\n" in (await pilot.ask(format="text")).text
    for fmt in ("json", "xml"):
        assert "any_sender" not in (await pilot.ask(format=fmt)).text
