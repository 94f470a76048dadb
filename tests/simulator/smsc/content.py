"""What a message of each channel says, and what it must say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
import re

from tests.simulator.kernel.model import Upload
from tests.simulator.kernel.segments import cut_into_parts

from .accounts import Account
from .binary import read_binary, read_push
from .calls import spoken_seconds
from .channels import Channel, Need, Rule
from .codes import PARAMETERS, Refusal
from .parameters import LONGEST_TEXT
from .sending import Content, Question
from .state import State
from .text import keep_parts, shorten_links, split_comment, transliterate

_LEAST_FILE = 101
_PICTURES = {"jpg", "jpeg", "gif", "png"}
_SOUNDS = {"wav", "amr", "mp3", "mid"}
_FILMS = {"mp4", "3gp"}
_MMS_FILES = frozenset({"txt", *_PICTURES, *_SOUNDS, *_FILMS})
_TELEGRAM_CODE = re.compile(r"\d{4,8}")
_DEFAULT_VOICE = "m3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text and what stands beside it in the request."""

    state: State
    account: Account
    rule: Rule
    question: Question
    sender: str
    text: str

    @property
    def files(self) -> tuple[Upload, ...]:
        """Return the files in the request's body."""
        return self.question.files


def read_content(draft: Draft) -> Content:
    """Read a text by the rules of its channel."""
    rule, question = draft.rule, draft.question
    if rule.text is Need.UNUSED:
        return Content(text="")
    if len(draft.text) > LONGEST_TEXT:
        raise Refusal(PARAMETERS, "mes: too long")
    if rule.text is Need.NEEDED and not draft.text:
        raise Refusal(PARAMETERS, "mes is missing")
    if draft.files and not rule.files:
        raise Refusal(PARAMETERS, f"{rule.channel} takes no files")
    address = question.value("fileurl")
    if address:
        _check_address(draft, address)
    links = ""
    if _wants_short_links(draft):
        short, count = shorten_links(draft.text)
        draft = replace(draft, text=short)
        links = str(count or "")
    content = _READERS.get(rule.channel, _plain)(draft)
    attached = {
        "files": ", ".join(f"{one.name}:{len(one.content)}" for one in draft.files),
        "fileurl": address,
        "links": links,
    }
    return replace(
        content,
        same=(content.text, content.same, tuple(draft.files), address),
        details={
            **content.details,
            **{name: value for name, value in attached.items() if value},
        },
    )


def _wants_short_links(draft: Draft) -> bool:
    """Return whether links are shortened: as asked, else as the account is set."""
    if draft.rule.channel is Channel.BINARY:
        # Bytes that look like a link are none.
        return False
    asked = draft.question.value("tinyurl")
    return asked == "1" or (not asked and draft.account.shorten_links)


def _check_address(draft: Draft, address: str) -> None:
    """Refuse the address of a file that is known to be too small, or not wanted."""
    if not draft.rule.file_address:
        raise Refusal(PARAMETERS, f"fileurl: {draft.rule.channel} takes no files")
    if draft.state.hosted.get(address, _LEAST_FILE) < _LEAST_FILE:
        raise Refusal(PARAMETERS, f"fileurl: less than {_LEAST_FILE} bytes")


def _split(draft: Draft) -> tuple[str, str]:
    """Return a text and its comment."""
    if draft.state.dialect.comments == "none":
        return draft.text, ""
    return split_comment(draft.text)


def _cut(draft: Draft) -> Content:
    """Read a text that goes out in parts."""
    text, comment = _split(draft)
    text = transliterate(text, draft.question.value("translit"))
    if maxsms := draft.question.value("maxsms"):
        text = keep_parts(text, int(maxsms))
    return Content(text=text, parts=len(cut_into_parts(text)), comment=comment)


def _plain(draft: Draft) -> Content:
    """Read a text that goes out as it is."""
    text, comment = _split(draft)
    return Content(text=text, comment=comment)


def _binary(draft: Draft) -> Content:
    """Read bytes."""
    return read_binary(draft.question.value("bin"), draft.text)


def _push(draft: Draft) -> Content:
    """Read a link with its title."""
    return read_push(draft.text)


def _mms(draft: Draft) -> Content:
    """Read a message with pictures, sounds and films; text or subject is needed."""
    subject = draft.question.value("subj")
    if not (draft.text or subject):
        raise Refusal(PARAMETERS, "subj or mes is missing")
    for one in draft.files:
        if one.extension not in _MMS_FILES:
            raise Refusal(PARAMETERS, f"{one.name}: not for MMS")
    content = _plain(draft)
    return replace(content, same=subject, details={"subject": subject or draft.sender})


def _mail(draft: Draft) -> Content:
    """Read a mail: subject, text and sender are needed."""
    subject = draft.question.value("subj")
    for name, value in (("subj", subject), ("sender", draft.sender)):
        if not value:
            raise Refusal(PARAMETERS, f"{name} is missing")
    content = _plain(draft)
    return replace(content, same=subject, details={"subject": subject})


def _call(draft: Draft) -> Content:
    """Read a call: a text to be spoken, files to be played, or both."""
    question = draft.question
    if not (draft.text or draft.files or question.value("fileurl")):
        raise Refusal(PARAMETERS, "mes or a file is missing")
    content = _plain(draft)
    size = sum(len(one.content) for one in draft.files)
    details = {
        "voice": question.value("voice") or _DEFAULT_VOICE,
        "param": question.value("param"),
        "seconds": str(spoken_seconds(content.text, size)),
    }
    if any(not one.content or one.extension not in _SOUNDS for one in draft.files):
        details["unconvertible"] = "1"
    return replace(content, seconds=int(details["seconds"]), details=details)


def _telegram(draft: Draft) -> Content:
    """Read a code of confirmation."""
    strict = draft.state.dialect.telegram_code == "digits"
    if strict and not _TELEGRAM_CODE.fullmatch(draft.text):
        raise Refusal(PARAMETERS, "mes: no code")
    return Content(text=draft.text)


def _bot(draft: Draft) -> Content:
    """Read a message for the subscribers of the account's bot."""
    name = draft.question.value("bot")
    if name not in draft.account.bots:
        raise Refusal(PARAMETERS, f"bot: {name} is not this account's")
    return replace(_plain(draft), same=name, details={"bot": name})


_READERS: Mapping[Channel, Callable[[Draft], Content]] = {
    Channel.SMS: _cut,
    Channel.FLASH: _cut,
    Channel.BINARY: _binary,
    Channel.PUSH: _push,
    Channel.MMS: _mms,
    Channel.CALL: _call,
    Channel.MAIL: _mail,
    Channel.TELEGRAM: _telegram,
    Channel.BOT: _bot,
}
