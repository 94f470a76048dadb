"""Money that was spent on no message: look-ups of numbers."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from .database import Operation, save_charge
from .model import Charge


class Charges:
    """What accounts were charged; the journal's file keeps it as long as messages."""

    def __init__(
        self, known: Iterable[Charge], keep: Callable[[Iterable[Operation]], None]
    ) -> None:
        """Begin with what is on the disk; `keep` writes down what is new."""
        self._known = list(known)
        self._keep = keep

    @property
    def all(self) -> Iterable[Charge]:
        """All charges, oldest first."""
        return tuple(self._known)

    def note(self, entry_id: str, cost: Decimal, charged_at: float) -> None:
        """Keep a charge, with the next write."""
        charge = Charge(entry_id=entry_id, cost=cost, charged_at=charged_at)
        self._known.append(charge)
        self._keep([save_charge(charge)])

    def forget_account(self, entry_id: str) -> None:
        """Let go of an account."""
        self._known = [item for item in self._known if item.entry_id != entry_id]

    def forget_before(self, moment: float) -> None:
        """Let go of what is too old."""
        self._known = [item for item in self._known if item.charged_at >= moment]
