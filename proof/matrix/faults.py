"""What goes wrong with the first sending of a cell."""

from dataclasses import dataclass
from typing import Any, Final

from tests.simulator.kernel.faults import FaultKind

_LATER: Final = {"smsc": 9, "smspilot": 118, "websms": 17}
"""Errors after which a message is tried again."""
_NEVER: Final = {"smsc": 6, "smspilot": 220, "websms": 9}
"""Errors by which a message is refused for good."""

_SLOW: Final = 5.0
"""Seconds that a client waits for."""
_TOO_SLOW: Final = 30.0
"""Seconds that no client waits for: it gives up after 20."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with the first sending; `accept` as the simulator has it."""

    name: str
    kind: FaultKind | None = None
    accept: bool | None = None
    seconds: float = 0.0
    is_refusal: bool = False
    is_later: bool = False

    @property
    def hides_answer(self) -> bool:
        """Tell whether what the provider did cannot be known by its answer."""
        if self.kind is FaultKind.DELAY:
            return self.seconds == _TOO_SLOW
        return self.kind not in (None, FaultKind.ERROR_CODE)

    def values(self, provider: str) -> dict[str, Any] | None:
        """Return it for the simulator; None where the provider has no such thing."""
        if self.kind is FaultKind.ERROR_CODE:
            codes = _LATER if self.is_later else _NEVER
            return {"code": codes[provider]} if provider in codes else None
        return {"seconds": self.seconds}


FAULTS: Final = (
    Fault("none"),
    *(
        Fault(kind.value, kind)
        for kind in FaultKind
        if kind not in (FaultKind.ERROR_CODE, FaultKind.DELAY)
    ),
    Fault("http_status, taken", FaultKind.HTTP_STATUS, True),
    Fault("html, taken", FaultKind.HTML, True),
    Fault("slow", FaultKind.DELAY, seconds=_SLOW),
    Fault("time-out, taken", FaultKind.DELAY, True, _TOO_SLOW),
    Fault("time-out, not taken", FaultKind.DELAY, False, _TOO_SLOW),
    Fault("refused", FaultKind.ERROR_CODE, is_refusal=True),
    Fault("later", FaultKind.ERROR_CODE, is_later=True),
)
