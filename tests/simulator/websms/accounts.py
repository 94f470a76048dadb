"""WEBSMS's accounts: who may ask, and what the settings in the cabinet say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tests.simulator.kernel.accounts import AccountBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Moderator:
    """A further access to an account, with a login of its own."""

    password: str
    oper_id: str
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account as it stands.

    `password` is that of the HTTP pages, the cabinet's own opens nothing here.
    `prices` are by channel and zone, `zones` those that messages may go to. `files` are
    the gallery's, by number: pictures and sounds. `repeats` is how often one text may
    go to one number, `flood_run` how many numbers in a row look made up.
    """

    login: str
    password: str
    balance: Decimal = Decimal(1000)
    currency: str = "RUB"
    prices: Mapping[str, Decimal] = field(
        default_factory=lambda: {
            "sms 1": Decimal("2.50"),
            "sms 2": Decimal(12),
            "viber 1": Decimal("1.60"),
            "viber 2": Decimal("6.40"),
            "voice 1": Decimal(4),
            "voice 2": Decimal(20),
        }
    )
    senders: frozenset[str] = frozenset({"WEBSMS", "demo"})
    default_sender: str = "WEBSMS"
    test_mode: bool = False
    blocked: bool = False
    blocked_ips: frozenset[str] = frozenset()
    allowed_ips: frozenset[str] = frozenset()
    http_enabled: bool = True
    dealer_off: bool = False
    stopped: bool = False
    moderators: Mapping[str, Moderator] = field(default_factory=dict)
    zones: frozenset[str] = frozenset({"1", "2"})
    blacklist: frozenset[str] = frozenset()
    unique_packet_ids: bool = False
    unique_message_ids: bool = False
    repeats: int = 10
    flood_run: int = 10
    handler: str = ""
    gmt: int = 3
    files: Mapping[str, str] = field(
        default_factory=lambda: {"101": "picture", "102": "sound"}
    )


DEMO = Account(login="demo", password="demo")


class Accounts(AccountBook[Account]):
    """All accounts, by login or by that of a moderator."""

    def __init__(self) -> None:
        """Start with the demo account alone."""
        super().__init__((DEMO,))

    def by_any_login(self, login: str) -> Account | None:
        """Return the account of a login, be it a moderator's."""
        if (account := self.by_login(login)) is not None:
            return account
        return next((one for one in self if login in one.moderators), None)
