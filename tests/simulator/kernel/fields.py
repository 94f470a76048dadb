"""Reads the JSON bodies of control requests and says what is wrong with them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from .provider import ControlError, Json

type Body = Mapping[str, Json]


def text(body: Body, name: str) -> str:
    """Return a required string."""
    value = body.get(name)
    if not isinstance(value, str):
        raise ControlError(f"{name}: a string is needed")
    return value


def optional_text(body: Body, name: str) -> str | None:
    """Return a string, or None where there is none."""
    return None if body.get(name) is None else text(body, name)


def number(body: Body, name: str, default: float) -> float:
    """Return a number."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise ControlError(f"{name}: a number is needed")
    return float(value)


def integer(body: Body, name: str, default: int) -> int:
    """Return a whole number."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ControlError(f"{name}: a whole number is needed")
    return value


def flag(body: Body, name: str, default: bool = False) -> bool:
    """Return a truth value."""
    value = body.get(name, default)
    if not isinstance(value, bool):
        raise ControlError(f"{name}: true or false is needed")
    return value


def money(body: Body, name: str) -> Decimal:
    """Return an amount, given as a number or a string."""
    value = body.get(name)
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise ControlError(f"{name}: an amount is needed") from error


def texts(body: Body, name: str) -> list[str]:
    """Return a list of strings."""
    value = body.get(name, [])
    if not isinstance(value, list):
        raise ControlError(f"{name}: a list of strings is needed")
    return [str(item) for item in value]


def names(body: Body, name: str) -> frozenset[str]:
    """Return a set of strings."""
    return frozenset(texts(body, name))


def limit(body: Body, name: str) -> int | None:
    """Return a limit; null takes it away."""
    return None if body.get(name) is None else integer(body, name, 0)


def table(body: Body, name: str) -> dict[str, Json]:
    """Return an object."""
    value = body.get(name)
    if not isinstance(value, dict):
        raise ControlError(f"{name}: an object is needed")
    return value


def prices(body: Body, name: str) -> dict[str, Decimal]:
    """Return an object of amounts."""
    amounts = table(body, name)
    return {one: money(amounts, one) for one in amounts}


def refuse_unknown(body: Body, known: Iterable[str]) -> None:
    """Say which field of a request is none."""
    there = frozenset(known)
    for name in body:
        if name not in there:
            raise ControlError(f"{name}: there is no such field")
