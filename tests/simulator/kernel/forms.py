"""Reads query strings and form bodies as bytes, before any charset is known."""

from email import message_from_bytes
from email.message import Message
import re
from urllib.parse import unquote_to_bytes

from .model import Upload

_FILE_NAME = re.compile(r';\s*filename="([^"]*)"')


def read_pairs(encoded: bytes) -> dict[str, bytes]:
    """Return the parameters of a query string or form; the last of a name wins."""
    pairs: dict[str, bytes] = {}
    for part in encoded.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs[_unquote(name).decode("ascii", "replace")] = _unquote(value)
    return pairs


def read_body(
    content_type: str, body: bytes
) -> tuple[dict[str, bytes], tuple[Upload, ...]]:
    """Return a posted form, url-encoded or multipart, and the files in it."""
    if content_type.lower().startswith("multipart/form-data"):
        return _read_multipart(content_type, body)
    return read_pairs(body), ()


def _unquote(encoded: bytes) -> bytes:
    """Undo the encoding of a form value."""
    return unquote_to_bytes(encoded.replace(b"+", b" "))


def _read_multipart(
    content_type: str, body: bytes
) -> tuple[dict[str, bytes], tuple[Upload, ...]]:
    """Return the parts of a multipart form; those with a file's name are files."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    parts: dict[str, bytes] = {}
    files: list[Upload] = []
    for part in message_from_bytes(head + body).walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if not isinstance(name, str) or not isinstance(content, bytes):
            continue
        if (file_name := _file_name(part)) is not None:
            files.append(Upload(field=name, name=file_name, content=content))
        else:
            parts[name] = content
    return parts, tuple(files)


def _file_name(part: Message) -> str | None:
    """Return a file's name, whose bytes are UTF-8 and no escapes (RFC 7578, 4.2)."""
    for name, value in part.raw_items():
        if name.lower() == "content-disposition":
            head = str(value).encode("ascii", "surrogateescape").decode("utf-8")
            found = _FILE_NAME.search(head)
            return None if found is None else found[1]
    return None
