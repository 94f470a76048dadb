"""Faults that tests and the control interface put in front of the pages."""

from dataclasses import dataclass, replace
from enum import StrEnum


class FaultKind(StrEnum):
    """What goes wrong with a request."""

    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    DELAY = "delay"
    HTTP_STATUS = "http_status"
    HTML = "html"
    TRUNCATED = "truncated"
    CUT_OFF = "cut_off"
    EMPTY = "empty"
    GARBAGE = "garbage"
    ERROR_CODE = "error_code"


_ACCEPTING = frozenset(
    {
        FaultKind.DROP_AFTER,
        FaultKind.DELAY,
        FaultKind.TRUNCATED,
        FaultKind.CUT_OFF,
        FaultKind.EMPTY,
        FaultKind.GARBAGE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that goes wrong, for the next `times` requests that match.

    `accept` tells whether the request is carried out all the same; each kind has its
    own default. `seconds` is real time, whatever the simulator's speed. `status` is for
    `http_status`, `code` for `error_code` (which never accepts). `holding` is what the
    body of a request must hold, as it is on the wire.
    """

    kind: FaultKind
    times: int = 1
    path: str | None = None
    provider: str | None = None
    account: str | None = None
    holding: bytes = b""
    accept: bool | None = None
    seconds: float = 0.0
    status: int = 503
    code: int = 1

    @property
    def accepts(self) -> bool:
        """Return whether the request is carried out."""
        if self.kind in (FaultKind.DROP_BEFORE, FaultKind.ERROR_CODE):
            return False
        if self.kind is FaultKind.DROP_AFTER:
            return True
        return self.kind in _ACCEPTING if self.accept is None else self.accept

    def matches(self, provider: str, path: str, account: str, body: bytes) -> bool:
        """Return whether a request by this account to this page meets the fault."""
        return (
            self.provider in (None, provider)
            and self.path in (None, path)
            and self.account in (None, account)
            and self.holding in body
        )


class Faults:
    """The faults that still wait for a request, first come first served."""

    def __init__(self) -> None:
        """Start with none."""
        self._waiting: list[Fault] = []

    @property
    def waiting(self) -> list[Fault]:
        """Return what has not happened yet."""
        return list(self._waiting)

    def add(
        self,
        kind: FaultKind | str,
        *,
        times: int = 1,
        path: str | None = None,
        provider: str | None = None,
        account: str | None = None,
        holding: bytes = b"",
        accept: bool | None = None,
        seconds: float = 0.0,
        status: int = 503,
        code: int = 1,
    ) -> Fault:
        """Let the next matching requests meet a fault."""
        fault = Fault(
            kind=FaultKind(kind),
            times=times,
            path=path,
            provider=provider,
            account=account,
            holding=holding,
            accept=accept,
            seconds=seconds,
            status=status,
            code=code,
        )
        if times < 1:
            raise ValueError("times must be at least one")
        self._waiting.append(fault)
        return fault

    def clear(self) -> None:
        """Let everything go right again."""
        self._waiting.clear()

    def take(
        self, provider: str, path: str, account: str, body: bytes = b""
    ) -> Fault | None:
        """Return the fault that this request meets, and use it up by one."""
        for index, fault in enumerate(self._waiting):
            if not fault.matches(provider, path, account, body):
                continue
            if fault.times > 1:
                self._waiting[index] = replace(fault, times=fault.times - 1)
            else:
                del self._waiting[index]
            return fault
        return None
