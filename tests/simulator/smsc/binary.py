"""Binary messages and wap-push: bytes with their header, a link with its title."""

from math import ceil
import re

from .codes import PARAMETERS, Refusal
from .sending import Content

_MARK = "\n~~~\n"
_PROTOCOL = re.compile(r"pid: (\d{1,3}), dcs: (\d{1,3})")
_LARGEST_BYTE = 255
_ALONE, _JOINED = 140, 134
_LINK = re.compile(r"https?://\S+")


def read_binary(mode: str, text: str) -> Content:
    """Read bytes as they are (1) or in hexadecimal (2), with pid and dcs after a mark."""
    body, mark, tail = text.rpartition(_MARK)
    if not mark:
        body, tail = text, ""
    details = {"pid": "", "dcs": ""}
    if mark:
        found = _PROTOCOL.fullmatch(tail)
        if found is None or any(int(one) > _LARGEST_BYTE for one in found.groups()):
            raise Refusal(PARAMETERS, "mes: no pid and dcs after the mark")
        details = {"pid": found[1], "dcs": found[2]}
    octets = _hexadecimal(body) if mode == "2" else _plain(body)
    if not octets or octets[0] >= len(octets):
        raise Refusal(PARAMETERS, "mes: the header is longer than the message")
    header, rest = octets[1 : octets[0] + 1], octets[octets[0] + 1 :]
    # A zero says that there is no header; it is not sent itself.
    size = len(rest) + (len(header) + 1 if header else 0)
    return Content(
        text=octets.hex().upper(),
        parts=1 if size <= _ALONE else ceil(size / _JOINED),
        same=octets,
        details=details | {"udh": header.hex().upper(), "body": rest.hex().upper()},
    )


def read_push(text: str) -> Content:
    """Read a link and, on a line of its own, its title."""
    link, newline, title = text.partition("\n")
    if not newline or not title.strip() or not _LINK.fullmatch(link.strip()):
        raise Refusal(PARAMETERS, "mes: a link and a title are needed")
    details = {"link": link.strip(), "title": title.strip()}
    return Content(text=text, same=text, details=details)


def _hexadecimal(text: str) -> bytes:
    """Return the bytes of a hexadecimal string."""
    if not re.fullmatch(r"([0-9A-Fa-f]{2})+", text):
        raise Refusal(PARAMETERS, "mes: not hexadecimal")
    return bytes.fromhex(text)


def _plain(text: str) -> bytes:
    """Return the bytes that came as characters, one each."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as error:
        raise Refusal(PARAMETERS, "mes: not bytes") from error
