"""The providers, simulated over real sockets from their own documents."""

from .kernel.clock import Clock, ManualClock, SystemClock
from .kernel.faults import FaultKind
from .kernel.model import Fate, Step
from .simulator import Simulator

__all__ = [
    "Clock",
    "Fate",
    "FaultKind",
    "ManualClock",
    "Simulator",
    "Step",
    "SystemClock",
]
