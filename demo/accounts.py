"""What the demo sets up, an account per provider, each with a recipient, and what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
    """What the phone answers, where the provider has incoming."""
    sender: str | None = None
    """The sender ID of the question, where only some can be answered: it is then what
    the phone answers, else the alarm."""
    handlers: Mapping[str, str] = field(
        default_factory=lambda: {"handler": "{address}"}
    )
    """The settings in the provider's cabinet that have to do with callbacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFailover:
    """An alarm that one account refuses, and its fallback carries."""

    refuses: str
    carries: str
    alarm: str


def demo_failover(language: str) -> DemoFailover:
    """Return the alarm, in the words of a home of that language."""
    return DemoFailover(
        refuses="smsc",
        carries="websms",
        alarm=(
            "Вода на кухне! Кран перекрыт."
            if language == "ru"
            else "Water in the kitchen! The valve is closed."
        ),
    )


def demo_accounts(language: str) -> tuple[DemoAccount, ...]:
    """Return the accounts, with the names that a home of that language gives."""
    mom, dad, grandma = (
        ("Мама", "Папа", "Бабушка") if language == "ru" else ("Mom", "Dad", "Grandma")
    )
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
        DemoAccount(
            provider="smspilot",
            name="SMSPILOT",
            credentials={"api_key": "SMSPILOT-DEMO-KEY"},
            recipient=DemoRecipient(
                name=dad, written="8 926 765-43-21", phone="+79267654321"
            ),
            alarm="Открыта дверь в гараж.",
            question=(
                "Дверь в гараж открыта уже час. Закрыть?"
                if language == "ru"
                else "The garage has been open for an hour. Shall I close it?"
            ),
            answer="Да, закрой",
            sender="2WAY",
            # With every message only to an address with https, which this home lacks.
            handlers={
                "handler": "{address}",
                "handler_method": "post",
                "inbound_handler": "{address}",
            },
        ),
        DemoAccount(
            provider="websms",
            name="WEBSMS",
            credentials={"login": "demo", "password": "demo"},
            recipient=DemoRecipient(
                name=grandma, written="8 903 555-12-34", phone="+79035551234"
            ),
            alarm="На даче сработал датчик дыма.",
            question=(
                "Дым рассеялся, всё в порядке."
                if language == "ru"
                else "The smoke is gone, all is well."
            ),
            answer=None,
        ),
    )
