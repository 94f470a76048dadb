"""SMSPILOT's tables: its states, its error codes, and their names (seed 003).

The seed prints only some of the codes; what the others mean is known from clients'
code. Where neither has words, the reason's own are shown.
"""

from typing import Final

from ..codes import Code
from ..model import Fault, LookUpKind, MessageState, Reason, Words

TABLE_API: Final = "api"
TABLE_RESERVED: Final = "reserved"

REFUSED: Final = -2
"""The status of a message that was not taken; in an answer to a question it may also
mean that there is no message of that id."""

STATES: Final = {
    REFUSED: MessageState.REJECTED,
    -1: MessageState.UNDELIVERED,
    0: MessageState.QUEUED,
    1: MessageState.SENT,
    2: MessageState.DELIVERED,
    3: MessageState.SCHEDULED,
}
"""Status → state (seed 003, section 2)."""

REACHABLE: Final = {-1: False, 2: True}
"""Status of a look-up → whether the phone can be reached (seed 003, section 2)."""

_AUTH: Final = Reason.AUTH
_FUNDS: Final = Reason.FUNDS

ERRORS: Final = {
    10: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    11: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    12: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    13: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    14: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    100: Code(_AUTH, "No API key", "Не указан API-ключ"),
    101: Code(_AUTH, "Wrong API key", "Неверный API-ключ"),
    102: Code(_AUTH, "The API key is not known", "API-ключ не найден"),
    103: Code(_AUTH, "The API key is not paid for", "API-ключ не оплачен"),
    104: Code(_AUTH, "The API key is not activated", "API-ключ не активирован"),
    105: Code(_FUNDS, "The account is empty", "Требуется пополнить баланс"),
    106: Code(
        Reason.ACCOUNT_BLOCKED, "The user is blocked", "Пользователь заблокирован"
    ),
    107: Code(_AUTH, "The API key is not active", "API-ключ не действует"),
    108: Code(Reason.RECIPIENT, "Wrong phone number", "Неправильный номер телефона"),
    # At what moment it failed, nobody says.
    110: Code(Reason.NO_ANSWER, "The system is at fault", "Временная ошибка системы"),
    111: Code(Reason.RECIPIENT, "Wrong phone number", "Неправильный номер телефона"),
    112: Code(_FUNDS, "Not enough money", "Недостаточно денег"),
    113: Code(
        Reason.IP_NOT_ALLOWED,
        "The IP address is not on the account's list",
        "IP-адрес не входит в список разрешённых",
    ),
    115: Code(Reason.SENDER, "Wrong sender ID", "Неправильное имя отправителя"),
    116: Code(Reason.SENDER, "Forbidden sender ID", "Запрещённое имя отправителя"),
    117: Code(Reason.ACCOUNT_BLOCKED, "The account is restricted", "Аккаунт ограничен"),
    118: Code(Reason.BUSY, "Too many requests", "Слишком много запросов"),
    200: Code(Reason.SENDER, "Wrong sender ID", "Неправильное имя отправителя"),
    201: Code(
        Reason.SENDER,
        "The sender ID is not registered",
        "Имя отправителя не зарегистрировано",
    ),
    204: Code(Reason.SENDER, "Forbidden sender ID", "Запрещённое имя отправителя"),
    212: Code(
        Reason.RECIPIENT, "The number is on the black list", "Номер в чёрном списке"
    ),
    213: Code(Reason.RECIPIENT, "Wrong phone number", "Неправильный номер телефона"),
    214: Code(Reason.RECIPIENT, "Wrong phone number", "Неправильный номер телефона"),
    215: Code(
        Reason.RECIPIENT,
        "The number has a wrong length",
        "Неправильная длина номера телефона",
    ),
    220: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    221: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    222: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    223: Code(Reason.CONTENT, "The text is advertising", "Текст — реклама"),
    224: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    225: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    226: Code(Reason.SENDER, "Forbidden sender ID", "Запрещённое имя отправителя"),
    227: Code(
        Reason.CONTENT,
        "A text that can be answered needs a template for surveys",
        "Для сообщений с ответом нужен шаблон опроса или голосования",
    ),
    230: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    231: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    240: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    241: Code(_FUNDS, "Not enough money", "Недостаточно денег"),
    243: Code(
        Reason.REPEATED,
        "Protection against duplicates",
        "Сработала защита от дубликатов",
    ),
    247: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    248: Code(Reason.CONTENT, "Forbidden text", "Запрещённый текст"),
    250: Code(
        Reason.BAD_REQUEST,
        "Wrong time of sending, or one in the past",
        "Неправильное время отправки или время в прошлом",
    ),
    260: Code(
        Reason.CALLBACK, "Wrong callback address", "Неправильный адрес обработчика"
    ),
    270: Code(Reason.BAD_REQUEST, "Wrong validity", "Неправильное время жизни"),
    275: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    300: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    301: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    302: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    303: Code(
        Reason.BAD_REQUEST, "Wrong list of message ids", "Неправильный список кодов"
    ),
    304: Code(Reason.BAD_REQUEST, "Bad request", "Ошибка в запросе"),
    400: Code(
        _AUTH,
        "The user is not known, or the password is wrong",
        "Пользователь не найден",
    ),
    401: Code(_AUTH, "Wrong login or password", "Неверный логин или пароль"),
    500: Code(
        Reason.BAD_REQUEST, "Wrong format of a time", "Неправильный формат времени"
    ),
}
"""All but 110 mean that nothing was taken (seed 003, and clients' code)."""

DELIVERY_ERRORS: Final = {
    604: Code(Reason.NOT_DELIVERED, "Undeliverable", "Невозможно доставить"),
}
"""Reasons of a status (seed 003, 2.1); what the numbers beside it mean, sources contest."""

BAD_TIME: Final = "500"

EMULATOR_KEY: Final = "XXXXXXXXXXXXYYYYYYYYYYYYZZZZZZZZ" * 2
"""A key that anybody may use: it sends nothing, and gives all messages one id."""

RESERVED_TEXTS: Final = frozenset(kind.replace("_", "").upper() for kind in LookUpKind)
"""What asks about a number when it is all of the text: no SMS goes out (section 3)."""

RESERVED_SENDERS: Final = frozenset({"GOLOS", "GOLOSM", "FLASHCALL"})
"""Sender IDs that make a call of a message (sections 4 and 5)."""

_RESERVED: Final = {
    "text": Code(
        Reason.CONTENT,
        "The provider takes a text of this one word for a look-up; write something more",
        "Текст из одного этого слова провайдер принимает за проверку номера, допишите"
        " что-нибудь",
    ),
    "sender": Code(
        Reason.SENDER,
        "With this sender ID the provider makes a call of a text",
        "С таким именем отправителя провайдер вместо SMS звонит",
    ),
}


def fault_of(code: int | None) -> Fault:
    """Return what an error code of a message means; None where it came without one."""
    if code is None:
        return Fault(Reason.NOT_DELIVERED)
    known = ERRORS.get(code) or DELIVERY_ERRORS.get(code)
    reason = known.reason if known else Reason.NOT_DELIVERED
    if reason is Reason.NO_ANSWER:
        # Of one number it is said beside "not charged", so it may be tried again.
        reason = Reason.BUSY
    return Fault(reason, str(code), TABLE_API)


def describe(fault: Fault) -> Words | None:
    """Return the name of a code of SMSPILOT's."""
    code = None
    if fault.table == TABLE_RESERVED:
        code = _RESERVED.get(fault.code or "")
    elif fault.table == TABLE_API and (fault.code or "").isdecimal():
        number = int(fault.code or 0)
        code = ERRORS.get(number) or DELIVERY_ERRORS.get(number)
    return None if code is None else code.words
