"""Figures of several rounds: median and quartiles, a goal, and whether it is met."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of what was measured, and where half of it lies."""

    low: float
    middle: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Take it of the values of all rounds."""
        if len(values) < 2:
            return cls(values[0], values[0], values[0])
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(low, median(values), high)

    def text(self, digits: int) -> str:
        """Return it as a table shows it."""
        middle, low, high = (
            f"{value:,.{digits}f}" for value in (self.middle, self.low, self.high)
        )
        return middle if low == high else f"{middle} ({low} to {high})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table."""

    part: str
    what: str
    values: Sequence[float]
    unit: str = ""
    digits: int = 2
    goal: str = ""
    is_met: Callable[[float], bool] | None = None
    is_of_the_worst: bool = False
    """Whether the greatest value of all rounds is what the goal is about."""

    @property
    def spread(self) -> Spread:
        """Return what was measured."""
        return Spread.of(self.values)

    @property
    def verdict(self) -> str:
        """Return whether the goal is met; nothing where there is none."""
        if self.is_met is None:
            return ""
        value = max(self.values) if self.is_of_the_worst else self.spread.middle
        return "yes" if self.is_met(value) else "**no**"

    @property
    def text(self) -> str:
        """Return what was measured as a table shows it."""
        text = f"{self.spread.text(self.digits)} {self.unit}".rstrip()
        worst = f"; worst {max(self.values):,.{self.digits}f} {self.unit}".rstrip()
        return text + worst if self.is_of_the_worst else text


def at_least(goal: float) -> Callable[[float], bool]:
    """Return what tells whether a value is great enough."""
    return lambda value: value >= goal


def at_most(goal: float) -> Callable[[float], bool]:
    """Return what tells whether a value is small enough."""
    return lambda value: value <= goal


def table(rows: Iterable[Row]) -> str:
    """Return a table in Markdown."""
    lines = [
        "| | what | median (quartiles) | goal | met |",
        "| --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row.part} | {row.what} | {row.text} | {row.goal} | {row.verdict} |"
        for row in rows
    ]
    return "\n".join(lines)
