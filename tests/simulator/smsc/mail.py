"""What becomes of mail: its own reasons to fail, and when it counts as read."""

from collections.abc import Mapping

from tests.simulator.kernel.model import Fate, Message, Step

from . import codes

_DAY = 86400.0
_HANDED_OVER = Step(1.0, codes.SENT)
_DELIVERED = (_HANDED_OVER, Step(2.0, codes.DELIVERED))
_READ = (*_DELIVERED, Step(2.0, codes.READ))
_NOWHERE = (_HANDED_OVER, Step(2.0, codes.UNDELIVERED, codes.NO_MAIL_SERVER))
# By its name no such domain can exist (RFC 2606).
_NO_DOMAIN = ".invalid"

_PLANS: Mapping[Fate, tuple[Step, ...]] = {
    Fate.DELIVERED: _DELIVERED,
    Fate.LINK: (*_DELIVERED, Step(2.0, codes.LINK)),
    Fate.NEVER: (_HANDED_OVER,),
    Fate.OFF: (_HANDED_OVER, Step(2.0, codes.UNDELIVERED, codes.MAILBOX_BLOCKED)),
    Fate.UNDELIVERED: (_HANDED_OVER, Step(2.0, codes.UNDELIVERED, codes.NO_MAILBOX)),
    Fate.EXPIRED: (_HANDED_OVER, Step(2.0, codes.EXPIRED, codes.MAILBOX_FULL)),
    Fate.UNROUTABLE: (Step(1.0, codes.NO_ROUTE, codes.UNROUTED),),
    Fate.INVALID: (Step(1.0, codes.BAD_NUMBER, codes.BAD_FORMAT),),
    Fate.REJECTED: (Step(1.0, codes.UNDELIVERED, codes.OPERATOR),),
    Fate.UNREPORTED: (_HANDED_OVER, Step(_DAY, codes.UNDELIVERED, codes.UNREPORTED)),
}


def plan_mail(message: Message, fate: Fate) -> tuple[Step, ...]:
    """Return what becomes of a mail; only a document in HTML can be seen to be read."""
    if message.phone.endswith(_NO_DOMAIN):
        return _NOWHERE
    if fate is Fate.READ:
        return _READ if "<html" in message.text.lower() else _DELIVERED
    return _PLANS[fate]
