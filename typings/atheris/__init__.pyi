"""What is used of atheris, which has no types."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import NoReturn

def instrument_imports(*, include: Sequence[str]) -> AbstractContextManager[None]: ...
def Setup(
    argv: Sequence[str], test_one_input: Callable[[bytes], None]
) -> list[str]: ...
def Fuzz() -> NoReturn: ...
