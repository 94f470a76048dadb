"""Reads query strings and form bodies as bytes, before any charset is known."""

from email import message_from_bytes
from urllib.parse import unquote_to_bytes


def read_pairs(encoded: bytes) -> dict[str, bytes]:
    """Return the parameters of a query string or form; the last of a name wins."""
    pairs: dict[str, bytes] = {}
    for part in encoded.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            pairs[_unquote(name).decode("ascii", "replace")] = _unquote(value)
    return pairs


def read_body(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the parameters of a posted form, url-encoded or multipart."""
    if content_type.lower().startswith("multipart/form-data"):
        return _read_multipart(content_type, body)
    return read_pairs(body)


def _unquote(encoded: bytes) -> bytes:
    """Undo the encoding of a form value."""
    return unquote_to_bytes(encoded.replace(b"+", b" "))


def _read_multipart(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return the parts of a multipart form by their names."""
    head = b"Content-Type: " + content_type.encode("latin-1", "replace") + b"\r\n\r\n"
    parts: dict[str, bytes] = {}
    for part in message_from_bytes(head + body).walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = content
    return parts
