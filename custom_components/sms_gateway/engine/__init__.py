"""One account's engine: an attempt, its outcome, the asking after it, the limits."""

from .account import AccountEngine
from .attempts import SAME_TIME
from .exchanges import Exchange
from .inbox import SentMessages, received_call, received_message
from .outcome import Outcome, Verdict, report_update
from .settings import AccountSettings, GuardLimits, Wishes

__all__ = [
    "SAME_TIME",
    "AccountEngine",
    "AccountSettings",
    "Exchange",
    "GuardLimits",
    "Outcome",
    "SentMessages",
    "Verdict",
    "Wishes",
    "received_call",
    "received_message",
    "report_update",
]
