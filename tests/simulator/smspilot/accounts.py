"""SMSPILOT's accounts: who may ask, and what the settings in the cabinet say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tests.simulator.kernel.accounts import AccountBook

from .channels import Rule

_EMULATOR_KEY = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as it stands; what is None or empty is no limit and no rule.

    `refused_texts` and `refused_senders` have the code that each is refused with, and
    `refuses` one for everything that the account asks. `survey_templates` are the texts
    that 2WAY takes; None takes all. `number_prices` go by the number's beginning.
    """

    login: str
    password: str
    api_key: str
    user_id: str
    balance: Decimal = Decimal(1000)
    price: Decimal = Decimal("1.31")
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    number_prices: Mapping[str, Decimal] = field(default_factory=dict)
    tariff_id: str = "5"
    email: str = "demo@demo.example"
    name: str = "Иванов Сергей Николаевич"
    phone: str = "79087964781"
    registered: str = "2010-06-03 09:45:41"
    default_sender: str = "INFORM"
    senders: tuple[str, ...] = ("INFORM", "demo")
    any_sender: bool = False
    refused_senders: Mapping[str, int] = field(
        default_factory=lambda: {"FORBIDDEN": 201}
    )
    refused_texts: Mapping[str, int] = field(
        default_factory=lambda: {"FORBIDDEN-WORD": 222, "ADVERTISEMENT": 223}
    )
    survey_templates: frozenset[str] | None = None
    blacklist: frozenset[str] = frozenset({"79999999999"})
    contacts: frozenset[str] = frozenset()
    allowed_ips: frozenset[str] = frozenset()
    blocked: int = 0
    blocked_words: str = "Проблемы с эл. почтой"
    refuses: int = 0
    sms_limit: int | None = None
    loop_protection: float = 0.0
    handler: str = ""
    handler_method: str = "get"
    inbound_handler: str = ""
    incoming_number: str = "79533984570"
    emulator: bool = False

    def price_of(self, rule: Rule, phone: str, parts: int) -> Decimal:
        """Return what a message to a number costs."""
        each = self.prices.get(rule.channel, rule.price)
        if each is None:
            each = self.price
        fitting = [one for one in self.number_prices if phone.startswith(one)]
        if fitting:
            each = self.number_prices[max(fitting, key=len)]
        return each * parts


DEMO = Account(
    login="demo", password="demo", api_key="SMSPILOT-DEMO-KEY", user_id="5671"
)
EMULATOR = Account(
    login="emulator",
    password="emulator",
    api_key=_EMULATOR_KEY,
    user_id="1",
    email="emulator@demo.example",
    emulator=True,
)


class Accounts(AccountBook[Account]):
    """All accounts, by login."""

    def __init__(self) -> None:
        """Start with the demo account and the emulator's."""
        super().__init__((DEMO, EMULATOR))

    def by_key(self, api_key: str) -> Account | None:
        """Return the account of an API key."""
        return next((one for one in self if one.api_key == api_key), None)

    def by_name(self, name: str) -> Account | None:
        """Return the account of a login; the document has the mail address for one."""
        by_mail = next((one for one in self if one.email == name), None)
        return self.by_login(name) or by_mail

    def by_user_id(self, user_id: str) -> Account | None:
        """Return the account of a contract's number."""
        return next((one for one in self if one.user_id == user_id), None)
