"""Files that go along with messages: each is on the disk once, while one needs it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from .database import Operation, forget_file, save_file
from .model import Message


class Files:
    """What is on the disk by its digest, and which messages may still be sent with it."""

    def __init__(
        self, known: Collection[str], keep: Callable[[Iterable[Operation]], None]
    ) -> None:
        """Begin with what is on the disk; `keep` writes down what changes."""
        self._known = set(known)
        self._needed_by: defaultdict[str, set[str]] = defaultdict(set)
        self._keep = keep

    def note(self, message: Message) -> None:
        """Keep what a message needs as it is now, in the same write as the message."""
        for file in message.details.attachments:
            if not file.data:
                self._let_go(file.digest, message.reference)
                continue
            self._needed_by[file.digest].add(message.reference)
            if file.digest not in self._known:
                self._known.add(file.digest)
                self._keep([save_file(file.digest, file.data)])

    def forget(self, message: Message) -> None:
        """Drop what only a message needed that is forgotten itself."""
        for file in message.details.attachments:
            self._let_go(file.digest, message.reference)

    def drop_unneeded(self) -> None:
        """Drop what no message needs, once all messages are known."""
        for digest in self._known - self._needed_by.keys():
            self._drop(digest)

    def _let_go(self, digest: str, reference: str) -> None:
        """Note that a message does not need a file any more."""
        if (waiting := self._needed_by.get(digest)) is None:
            return
        waiting.discard(reference)
        if not waiting:
            del self._needed_by[digest]
            self._drop(digest)

    def _drop(self, digest: str) -> None:
        """Drop a file."""
        self._known.discard(digest)
        self._keep([forget_file(digest)])
