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

    @property
    def spread(self) -> Spread:
        """Return what was measured."""
        return Spread.of(self.values)

    @property
    def verdict(self) -> str:
        """Return whether the goal is met; nothing where there is none."""
        if self.is_met is None:
            return ""
        return "yes" if self.is_met(self.spread.middle) else "**no**"


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
        f"| {row.part} | {row.what} | {row.spread.text(row.digits)} {row.unit}".rstrip()
        + f" | {row.goal} | {row.verdict} |"
        for row in rows
    ]
    return "\n".join(lines)
