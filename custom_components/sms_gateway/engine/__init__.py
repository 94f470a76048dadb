"""One account's engine: an attempt, its outcome, the asking after it, the limits."""

from .account import AccountEngine
from .inbox import received_call, received_message
from .outcome import report_update

__all__ = ["AccountEngine", "received_call", "received_message", "report_update"]
