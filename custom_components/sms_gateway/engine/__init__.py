"""One account's engine: an attempt, its outcome, the asking after it, the limits."""

from .account import AccountEngine
from .outcome import report_update

__all__ = ["AccountEngine", "report_update"]
