"""One account's engine: an attempt, its outcome, the asking after it, the limits."""

from .account import AccountEngine, AccountSettings, Wishes
from .inbox import received_call, received_message
from .outcome import Outcome, Verdict, report_update

__all__ = [
    "AccountEngine",
    "AccountSettings",
    "Outcome",
    "Verdict",
    "Wishes",
    "received_call",
    "received_message",
    "report_update",
]
