"""SMSC's accounts: who may ask, and what the settings in the cabinet say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
import hashlib

from tests.simulator.kernel.accounts import AccountBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as it stands; times are in hours from Moscow's.

    What may be None or empty is a limit or a rule that is not set in the cabinet.
    `templates` has texts with the kind of each, as flags.py names the kinds.
    """

    login: str
    password: str
    api_key: str
    balance: Decimal = Decimal(1000)
    currency: str = "RUR"
    price: Decimal = Decimal("3.20")
    senders: frozenset[str] = frozenset({"SMSC.RU", "demo"})
    default_sender: str = "SMSC.RU"
    allowed_ips: frozenset[str] = frozenset()
    test_mode: bool = False
    handler: str = ""
    timezone: float = 0.0
    incoming_number: str = "79037676877"
    forbidden_words: frozenset[str] = frozenset({"FORBIDDEN-WORD"})
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            "1": ("79161110001", "79161110002"),
            "2": ("family@demo.example", "79161110003"),
        }
    )
    mail_senders: frozenset[str] = frozenset({"alarm@demo.example"})
    bots: frozenset[str] = frozenset({"@demo_bot"})
    templates: Mapping[str, str] = field(default_factory=dict)
    templates_only: bool = False
    second_balance: bool = False
    contract: bool = True
    mailings: bool = True
    forbidden_links: frozenset[str] = frozenset({"forbidden.example"})
    blacklist: frozenset[str] = frozenset()
    forbidden_numbers: frozenset[str] = frozenset()
    known_ips: frozenset[str] = frozenset()
    sending_hours: tuple[int, int] | None = None
    daily_limit: int | None = None
    number_limit: int | None = None
    user_ip_limit: int | None = None
    captcha: str = ""
    shorten_links: bool = False

    def opens(self, password: str) -> bool:
        """Return whether this is the password, plain or as its md5."""
        digest = hashlib.md5(self.password.encode(), usedforsecurity=False).hexdigest()
        return password == self.password or password.lower() == digest


DEMO = Account(login="demo", password="demo", api_key="SMSC-DEMO-KEY")


class Accounts(AccountBook[Account]):
    """All accounts, by login."""

    def __init__(self) -> None:
        """Start with the demo account alone."""
        super().__init__((DEMO,))

    def by_key(self, api_key: str) -> Account | None:
        """Return the account of an API key."""
        return next((one for one in self if one.api_key == api_key), None)
