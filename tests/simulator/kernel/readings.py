"""What every dialect can do: list its readings, and change some of them by name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


def readings_of(dialect: type[DataclassInstance]) -> Mapping[str, tuple[str, ...]]:
    """Return the readings of each switch, the default one first."""
    return {name: get_args(hint) for name, hint in get_type_hints(dialect).items()}


def change_readings[Spoken: DataclassInstance](
    dialect: Spoken, changes: Mapping[str, str]
) -> Spoken:
    """Return a dialect with some readings changed; names and values are checked."""
    readings = readings_of(type(dialect))
    for name, reading in changes.items():
        if name not in readings:
            raise ValueError(f"{name}: there is no such switch")
        if reading not in readings[name]:
            raise ValueError(f"{name}: one of {', '.join(readings[name])} is needed")
    checked: dict[str, Any] = dict(changes)
    return replace(dialect, **checked)
