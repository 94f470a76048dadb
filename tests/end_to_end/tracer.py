"""Watches a process's system calls by ptrace: what no program can hold back or pretend.

python -m tests.end_to_end.tracer PID LOG [--slow-sync SECONDS] [--kill-before TEXT]

Writes to LOG, in the order they happened, the calls that write to or sync the journal's
files, and those that write to sockets; each as a line of JSON. Ends with the process,
or when it is killed, which lets the process go on by itself.

`--slow-sync` makes every sync take so much longer, as an old memory card does: whoever
does not wait for it is found out. `--kill-before` kills the process as it is about to
write a text to a socket: none of it leaves.
"""

import argparse
from collections.abc import Iterator
import ctypes
from dataclasses import asdict, dataclass
import json
import os
from pathlib import Path
import platform
import signal
import struct
import time
from typing import Final

_NUMBERS: Final = {
    "x86_64": {
        1: "write",
        18: "pwrite64",
        20: "writev",
        44: "sendto",
        46: "sendmsg",
        74: "fsync",
        75: "fdatasync",
    },
    "aarch64": {
        64: "write",
        66: "writev",
        68: "pwrite64",
        82: "fsync",
        83: "fdatasync",
        206: "sendto",
        211: "sendmsg",
    },
}
CALLS: Final = _NUMBERS.get(platform.machine(), {})
"""The system calls that are of interest, by their numbers on this machine."""

READY: Final = "ready"
"""The first line of the log: from now on nothing is missed."""

_SYNCS: Final = ("fsync", "fdatasync")
_GLANCE: Final = 0.001

_PTRACE_SYSCALL: Final = 24
_PTRACE_SEIZE: Final = 0x4206
_PTRACE_INTERRUPT: Final = 0x4207
_PTRACE_GET_SYSCALL_INFO: Final = 0x420E
_OPTIONS: Final = 1 | 1 << 3
"""Mark stops at system calls; trace new threads too."""
_WALL: Final = 0x40000000
_INFO: Final = struct.Struct("<B7xQQ7Q")
_AT_ENTRY: Final = 1
_AT_EXIT: Final = 2

_libc = ctypes.CDLL(None, use_errno=True)
_libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_libc.ptrace.restype = ctypes.c_long


@dataclass(slots=True)
class Record:
    """The beginning of a call, or its end; only a beginning has the data."""

    call: str
    file: str
    thread: int
    is_end: bool = False
    result: int = 0
    data: str = ""


def _ptrace(request: int, thread: int, address: int = 0, data: object = 0) -> int:
    """Make a request to the kernel; OSError if it is refused."""
    result: int = _libc.ptrace(request, thread, address, data)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


class Tracer:
    """Every thread of one process stops at each system call, and is let go on."""

    def __init__(
        self, pid: int, log: Path, slow_sync: float, kill_before: bytes | None
    ) -> None:
        """Prepare to watch."""
        self._pid = pid
        self._log = log.open("a", buffering=1)
        self._slow_sync = slow_sync
        self._kill_before = kill_before
        self._memory = Path(f"/proc/{pid}/mem").open("rb", buffering=0)
        self._threads: set[int] = set()
        self._begun: dict[int, Record] = {}
        self._held: dict[int, float] = {}

    def run(self) -> None:
        """Watch until the process ends."""
        self._seize()
        self._log.write(READY + "\n")
        while self._threads:
            self._let_go_of_held()
            thread, status = os.waitpid(-1, _WALL | (os.WNOHANG if self._held else 0))
            if not thread:
                time.sleep(_GLANCE)
            elif os.WIFSTOPPED(status):
                self._threads.add(thread)
                self._stopped(thread, status)
            else:
                self._threads.discard(thread)

    def _seize(self) -> None:
        """Take hold of every thread; those that are made meanwhile too."""
        while new := self._running() - self._threads:
            for thread in new:
                _ptrace(_PTRACE_SEIZE, thread, 0, _OPTIONS)
                _ptrace(_PTRACE_INTERRUPT, thread)
            self._threads |= new

    def _running(self) -> set[int]:
        """Return the threads that there are."""
        return {int(path.name) for path in Path(f"/proc/{self._pid}/task").iterdir()}

    def _stopped(self, thread: int, status: int) -> None:
        """See why a thread has stopped, and let it go on."""
        stop, event = os.WSTOPSIG(status), status >> 16
        if stop == signal.SIGTRAP | 0x80:
            if self._at_call(thread):
                self._go_on(thread)
        else:
            self._go_on(thread, 0 if event else stop)

    def _go_on(self, thread: int, signal_number: int = 0) -> None:
        """Let a thread run up to its next system call."""
        try:
            _ptrace(_PTRACE_SYSCALL, thread, 0, signal_number)
        except ProcessLookupError:
            self._threads.discard(thread)

    def _let_go_of_held(self) -> None:
        """Let the threads go on whose sync has taken long enough."""
        for thread, until in list(self._held.items()):
            if time.monotonic() >= until:
                del self._held[thread]
                self._end(thread)
                self._go_on(thread)

    def _at_call(self, thread: int) -> bool:
        """Note a call's beginning or end; tell whether the thread may go on."""
        buffer = ctypes.create_string_buffer(_INFO.size)
        _ptrace(_PTRACE_GET_SYSCALL_INFO, thread, _INFO.size, ctypes.addressof(buffer))
        kind, _, _, *values = _INFO.unpack(buffer.raw)
        if kind == _AT_ENTRY:
            number, descriptor, address, length, *_ = values
            if name := CALLS.get(number):
                return self._begin(thread, name, descriptor, address, length)
        elif kind == _AT_EXIT and thread in self._begun:
            record = self._begun[thread]
            record.result = ctypes.c_int64(values[0]).value
            if record.call in _SYNCS and self._slow_sync:
                self._held[thread] = time.monotonic() + self._slow_sync
                return False
            self._end(thread)
        return True

    def _begin(
        self, thread: int, name: str, descriptor: int, address: int, length: int
    ) -> bool:
        """Note a call's beginning, unless it kills the process."""
        try:
            file = str(Path(f"/proc/{self._pid}/fd/{descriptor}").readlink())
        except OSError:
            return True
        if "sms_gateway.db" not in file and not file.startswith("socket:"):
            return True
        data = b"".join(self._data(name, address, length))
        record = Record(name, file, thread, data=data.decode("latin-1"))
        self._write(record)
        if self._kill_before is not None and self._kill_before in data:
            if file.startswith("socket:"):
                os.kill(self._pid, signal.SIGKILL)
                return False
        self._begun[thread] = record
        return True

    def _end(self, thread: int) -> None:
        """Note a call's end."""
        record = self._begun.pop(thread)
        record.is_end, record.data = True, ""
        self._write(record)

    def _data(self, name: str, address: int, length: int) -> Iterator[bytes]:
        """Read what a call writes."""
        if name in _SYNCS:
            return
        if name == "sendmsg":
            # struct msghdr: name, its length, then the vector and its length.
            address, length = struct.unpack("<16xQQ", self._read(address, 32))
        if name in ("sendmsg", "writev"):
            for part in range(min(length, 1024)):
                yield self._read(
                    *struct.unpack("<QQ", self._read(address + 16 * part, 16))
                )
        else:
            yield self._read(address, length)

    def _read(self, address: int, length: int) -> bytes:
        """Read the memory of the process."""
        return os.pread(self._memory.fileno(), length, address)

    def _write(self, record: Record) -> None:
        """Write a line of the log."""
        self._log.write(json.dumps(asdict(record)) + "\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pid", type=int)
    parser.add_argument("log", type=Path)
    parser.add_argument("--slow-sync", type=float, default=0.0)
    parser.add_argument("--kill-before", type=str.encode)
    arguments = parser.parse_args()
    Tracer(
        arguments.pid, arguments.log, arguments.slow_sync, arguments.kill_before
    ).run()


if __name__ == "__main__":
    main()
