"""What the demo sets up: an account per provider, each with a recipient."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRecipient:
    """A person as a user types them, and the number as Home Assistant keeps it."""

    name: str
    written: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAccount:
    """An account of the simulator, and what happens on it."""

    provider: str
    name: str
    credentials: Mapping[str, str]
    recipient: DemoRecipient
    alarm: str
    question: str
    answer: str | None
    """What the phone answers to the alarm, where the provider has incoming."""


def demo_accounts(language: str) -> tuple[DemoAccount, ...]:
    """Return the accounts, with the names that a home of that language gives."""
    mom = "Мама" if language == "ru" else "Mom"
    return (
        DemoAccount(
            provider="smsc",
            name="SMSC",
            credentials={"login": "demo", "password": "demo"},
            recipient=DemoRecipient(
                name=mom, written="8 916 123-45-67", phone="+79161234567"
            ),
            alarm="Вода в ванной! Кран перекрыт.",
            question=(
                "Котёл погас. Разжечь снова?"
                if language == "ru"
                else "The boiler went out. Shall I light it again?"
            ),
            answer="Вижу, уже еду домой",
        ),
    )
