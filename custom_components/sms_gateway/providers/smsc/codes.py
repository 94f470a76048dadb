"""SMSC's tables: its states, its error codes, and their names.

A code means something only on its page: 3 is "no money" when sending (seed 001) and
something else elsewhere. The Russian names are the provider's own.
"""

from dataclasses import dataclass
from typing import Final

from ..codes import Code
from ..model import Channel, Fault, MessageState, Reason, Words

TABLE_SEND: Final = "send"
TABLE_ESTIMATE: Final = "estimate"
TABLE_LOOK_UP: Final = "look_up"
TABLE_INCOMING: Final = "incoming"
TABLE_STATUS: Final = "status"
TABLE_ERROR: Final = "error"
TABLE_EMAIL_ERROR: Final = "email_error"

NOT_FOUND: Final = -3
"""The status of a message that is not known, or is in the archive (seed 002)."""

STATES: Final = {
    -2: MessageState.QUEUED,
    -1: MessageState.QUEUED,
    0: MessageState.SENT,
    1: MessageState.DELIVERED,
    2: MessageState.READ,
    3: MessageState.EXPIRED,
    4: MessageState.READ,
    20: MessageState.UNDELIVERED,
    22: MessageState.REJECTED,
    23: MessageState.REJECTED,
    24: MessageState.REJECTED,
    25: MessageState.REJECTED,
}
"""Status → state (seed 002, "Коды статусов")."""

LINK_OPENED: Final = 4

ERROR_STATES: Final = {
    # Nothing was sent: the account is in test mode.
    200: MessageState.UNCONFIRMED,
    # The operator said nothing for a day.
    245: MessageState.UNCONFIRMED,
}
"""Errors that say more than the status beside them (seed 002)."""

_TRIED_AGAIN: Final = {(20, 220): MessageState.SENT}
"""Statuses that an error makes less than final: the operator's queue is full."""


# Seed 001. 9 alone does not say that nothing was taken: it may be the echo of our own
# first request.
SEND_ERRORS: Final = {
    1: Code(Reason.BAD_REQUEST, "Error in the parameters", "Ошибка в параметрах"),
    2: Code(Reason.AUTH, "Wrong login or password", "Неверный логин или пароль"),
    3: Code(
        Reason.FUNDS,
        "Not enough money on the account",
        "Недостаточно средств на счете Клиента",
    ),
    4: Code(
        Reason.IP_BLOCKED,
        "The IP address is blocked for a while",
        "IP-адрес временно заблокирован",
    ),
    5: Code(Reason.BAD_REQUEST, "Wrong format of the date", "Неверный формат даты"),
    6: Code(Reason.CONTENT, "The message is forbidden", "Сообщение запрещено"),
    7: Code(
        Reason.RECIPIENT,
        "Wrong format of the phone number",
        "Неверный формат номера телефона",
    ),
    8: Code(
        Reason.RECIPIENT,
        "The message cannot be delivered to this number",
        "Сообщение на указанный номер не может быть доставлено",
    ),
    9: Code(
        Reason.DUPLICATE,
        "The same request more than once in a minute",
        "Отправка более одного одинакового запроса на передачу SMS-сообщения",
    ),
}

# Five same questions a minute are answered; this is no echo of a sending of ours.
ESTIMATE_ERRORS: Final = SEND_ERRORS | {
    9: Code(
        Reason.BUSY,
        "The price was asked more than five times in a minute",
        "Более пяти одинаковых запросов на получение стоимости в течение минуты",
    )
}

# Seed 002, status.php; balance.php is seen to use the same.
LOOK_UP_ERRORS: Final = {
    1: SEND_ERRORS[1],
    2: SEND_ERRORS[2],
    4: SEND_ERRORS[4],
    5: Code(
        Reason.BAD_REQUEST, "The message cannot be deleted", "Ошибка удаления сообщения"
    ),
    9: Code(Reason.BUSY, "Too many look-ups", "Попытка отправки более пяти запросов"),
}

# In no document; 3 is no error there.
INCOMING_ERRORS: Final = {code: LOOK_UP_ERRORS[code] for code in (1, 2, 4, 9)}

# Seed 002, "Коды статусов".
STATUS_NAMES: Final = {
    3: Code(Reason.NOT_DELIVERED, "Expired", "Просрочено"),
    20: Code(Reason.NOT_DELIVERED, "Cannot be delivered", "Невозможно доставить"),
    22: Code(Reason.RECIPIENT, "Wrong number", "Неверный номер"),
    23: Code(Reason.CONTENT, "Forbidden", "Запрещено"),
    24: Code(Reason.FUNDS, "Not enough money", "Недостаточно средств"),
    25: Code(Reason.RECIPIENT, "Number cannot be reached", "Недоступный номер"),
}


def _failure(en: str, ru: str) -> Code:
    """Return a code that tells why a phone or an operator did not take a message."""
    return Code(Reason.NOT_DELIVERED, en, ru)


# Seed 002, "Коды ошибок в статусе".
ERRORS: Final = {
    1: _failure("Subscriber does not exist", "Абонент не существует"),
    6: _failure("Subscriber is not in the network", "Абонент не в сети"),
    11: _failure("Service is not enabled", "Не подключена услуга"),
    12: _failure("Error in the subscriber's phone", "Ошибка в телефоне абонента"),
    13: _failure("Subscriber is blocked", "Абонент заблокирован"),
    21: _failure("Service is not supported", "Нет поддержки сервиса"),
    200: Code(Reason.TEST_MODE, "Test mode: nothing is sent", "Виртуальная отправка"),
    219: _failure("SIM card was replaced", "Замена sim-карты"),
    220: _failure("Operator's queue is full", "Переполнена очередь у оператора"),
    237: _failure("Subscriber does not answer", "Абонент не отвечает"),
    238: Code(Reason.CONTENT, "No template", "Нет шаблона"),
    239: Code(
        Reason.IP_NOT_ALLOWED, "IP address is not allowed", "Запрещенный ip-адрес"
    ),
    240: _failure("Subscriber is busy", "Абонент занят"),
    241: _failure("Conversion error", "Ошибка конвертации"),
    242: _failure("An answering machine answered", "Зафиксирован автоответчик"),
    243: Code(Reason.CONTENT, "No contract", "Не заключен договор"),
    244: Code(Reason.CONTENT, "Mailing is forbidden", "Рассылка запрещена"),
    245: Code(Reason.NO_REPORT, "No status received", "Статус не получен"),
    246: _failure("Not at this time of day", "Ограничение по времени"),
    247: _failure("Limit of messages exceeded", "Превышен лимит сообщений"),
    248: Code(Reason.RECIPIENT, "No route", "Нет маршрута"),
    249: Code(Reason.RECIPIENT, "Wrong format of the number", "Неверный формат номера"),
    250: Code(
        Reason.RECIPIENT,
        "Number is forbidden by the account's settings",
        "Номер запрещен настройками",
    ),
    251: _failure("Limit for one number exceeded", "Превышен лимит на один номер"),
    252: Code(Reason.RECIPIENT, "Number is forbidden", "Номер запрещен"),
    253: Code(
        Reason.CONTENT, "Forbidden by the spam filter", "Запрещено спам-фильтром"
    ),
    254: Code(
        Reason.SENDER, "Sender ID is not registered", "Незарегистрированный sender id"
    ),
    255: _failure("Rejected by the operator", "Отклонено оператором"),
}

# Seed 002, "Возможные коды ошибок в статусе e-mail сообщений".
EMAIL_ERRORS: Final = {
    1: _failure("Address does not exist", "Адресат не существует"),
    2: _failure("Mailbox is full", "Переполнен почтовый ящик"),
    3: _failure("Recipient's mail server was not found", "Сервер получателя не найден"),
    4: _failure("Mailbox is blocked", "Почтовый ящик заблокирован"),
    200: ERRORS[200],
    239: ERRORS[239],
    245: ERRORS[245],
    248: ERRORS[248],
    249: Code(
        Reason.RECIPIENT, "Wrong format of the address", "Неверный формат адреса"
    ),
    252: Code(Reason.RECIPIENT, "E-mail address is forbidden", "E-mail адрес запрещен"),
    253: ERRORS[253],
    254: Code(
        Reason.SENDER, "Sender is not registered", "Незарегистрированный отправитель"
    ),
    255: _failure(
        "Rejected by the recipient's mail server", "Отклонено сервером получателя"
    ),
}
"""200 is not in the document's list for e-mail, but a test mode is one of the account."""

_ERRORS_OF: Final = {Channel.EMAIL: (TABLE_EMAIL_ERROR, EMAIL_ERRORS)}
"""By channel: the table that an error in a status is from, where it is its own."""

CHANNELS_OF_TYPES: Final = {7: Channel.CALL, 8: Channel.EMAIL}
"""Bits 0 to 3 of `flag`, and `type` (seeds 002, 004), where they change what a code means."""

_TYPE_BITS: Final = 0xF


def channel_of(kind: int | None, flag: int | None) -> Channel:
    """Return the channel of a message by its type or its flag, as far as it matters."""
    if kind is None and flag is not None:
        kind = flag & _TYPE_BITS
    return CHANNELS_OF_TYPES.get(kind or 0, Channel.SMS)


_TABLES: Final = {
    TABLE_SEND: SEND_ERRORS,
    TABLE_ESTIMATE: ESTIMATE_ERRORS,
    TABLE_LOOK_UP: LOOK_UP_ERRORS,
    TABLE_INCOMING: INCOMING_ERRORS,
    TABLE_STATUS: STATUS_NAMES,
    TABLE_ERROR: ERRORS,
    TABLE_EMAIL_ERROR: EMAIL_ERRORS,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a status and an error together say of a message."""

    state: MessageState
    fault: Fault | None
    final: bool


def judge(status: int, error: int, channel: Channel = Channel.SMS) -> Verdict | None:
    """Return what a status and an error (0: none) mean; None for no news.

    A call that nobody took is `sent` for as long as its status says so: it is tried
    again, and the error is that of the last attempt.
    """
    table, errors = _ERRORS_OF.get(channel, (TABLE_ERROR, ERRORS))
    state = STATES.get(status)
    # An error counts only where the channel has it: mail has no operator's queue.
    if error in errors:
        state = ERROR_STATES.get(error, _TRIED_AGAIN.get((status, error), state))
    if state is None:
        return None
    fault = None
    if error:
        code = errors.get(error)
        reason = code.reason if code else Reason.NOT_DELIVERED
        fault = Fault(reason, str(error), table)
    elif name := STATUS_NAMES.get(status):
        fault = Fault(name.reason, str(status), TABLE_STATUS)
    return Verdict(state, fault, state is MessageState.UNCONFIRMED)


def describe(fault: Fault) -> Words | None:
    """Return the name of a code of SMSC's."""
    if fault.table not in _TABLES or not (fault.code or "").isdecimal():
        return None
    code = _TABLES[fault.table].get(int(fault.code or 0))
    return None if code is None else {"en": code.en, "ru": code.ru}
