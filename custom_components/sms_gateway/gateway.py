"""What all accounts share, from Home Assistant's start to its end."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from homeassistant.util.hass_dict import HassKey

from .announcer import Announcer
from .callback_silence import CallbackSilence
from .cancellation import Cancellation
from .clock import Clock
from .collector import Collector
from .const import DOMAIN
from .guard import SpendingGuard
from .journal import Journal
from .report_path import ReportPaths
from .reports import Reports
from .router import Router
from .spending import Spending

CLOCK: HassKey[Clock] = HassKey(f"{DOMAIN}_clock")
"""A clock put here before the set-up is used instead of the system's."""

GATEWAY: HassKey[Gateway] = HassKey(DOMAIN)


@dataclass(slots=True)
class Gateway:
    """One per Home Assistant."""

    clock: Clock
    journal: Journal
    spending: Spending
    guard: SpendingGuard
    router: Router
    cancellation: Cancellation
    collector: Collector
    announcer: Announcer
    reports: Reports
    report_paths: ReportPaths
    silence: CallbackSilence
    begun_at: float
    """When this run began, by the home's clock, which may have been set since."""
    callbacks: defaultdict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    """By account: how many callbacks came to what end."""
    called_at: defaultdict[str, dict[str, float]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    """By account: when the last callback came to that end."""
