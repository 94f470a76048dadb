"""WEBSMS's tables: its states, its error numbers, and their names (seed 000, 5.5, 6.4).

The Russian names are the provider's own, where the seed has them.
"""

from collections.abc import Mapping
from typing import Final

from ..codes import Code
from ..model import Fault, MessageState, Reason, Words

TABLE_ERROR: Final = "error"
TABLE_RESULT: Final = "result"
TABLE_OWN: Final = "own"

SUCCESS: Final = 0

ERRORS: Final = {
    1: Code(Reason.AUTH, "Wrong login or password", "Неверный логин или пароль"),
    2: Code(Reason.ACCOUNT_BLOCKED, "Access is blocked", "Доступ заблокирован"),
    3: Code(
        Reason.FUNDS,
        "Not enough money on the account",
        "На счёте недостаточно средств",
    ),
    4: Code(Reason.IP_REFUSED, "The IP address is blocked", "IP-адрес заблокирован"),
    5: Code(
        Reason.HTTP_DISABLED,
        "Sending over HTTP is switched off; switch it on at cab.websms.ru under"
        " “Персональные настройки” (personal settings)",
        "Отправка по HTTP выключена; включите её на cab.websms.ru, в разделе"
        " «Персональные настройки»",
    ),
    # As with wrong credentials: it may change back by itself, and is mended likewise.
    6: Code(
        Reason.IP_NOT_ALLOWED,
        "The IP address of your home is not on the account's list",
        "IP-адрес вашего дома не указан в персональных настройках",
    ),
    7: Code(
        Reason.HTTP_DISABLED,
        "The personal settings forbid sending over SMPP",
        "Персональные настройки запрещают отправку по SMPP",
    ),
    8: Code(
        Reason.HTTP_DISABLED,
        "The personal settings forbid sending over SMTP",
        "Персональные настройки запрещают отправку по SMTP",
    ),
    9: Code(
        Reason.ACCOUNT_BLOCKED,
        "Access is closed to this moderator",
        "Доступ модератору закрыт",
    ),
    10: Code(
        Reason.RECIPIENT,
        "Characters in a number that are not allowed",
        "Недопустимые символы в номере",
    ),
    11: Code(Reason.BAD_REQUEST, "There is no text", "Не задан текст сообщения"),
    12: Code(
        Reason.RECIPIENT,
        "No numbers are left: the provider removes those that are blocked",
        "Не осталось адресатов: заблокированные номера провайдер удаляет",
    ),
    13: Code(
        Reason.BUSY,
        "The service is not available for a while",
        "Сервис временно недоступен",
    ),
    14: Code(Reason.BAD_REQUEST, "Wrong format of the date", "Неверный формат даты"),
    15: Code(
        Reason.DUPLICATE,
        "The same again within ten seconds",
        "Повторная отправка допускается через 10 секунд",
    ),
    16: Code(
        Reason.ACCOUNT_BLOCKED,
        "The services are not available to this dealer",
        "Сервисы недоступны (только для дилеров)",
    ),
    17: Code(
        Reason.BUSY,
        "Another sending of the account is under way",
        "Процедура отправки занята",
    ),
    # Not in the seed: clients' code has it.
    19: Code(
        Reason.REPEATED,
        "The same text to the same number once too often",
        "Слишком много повторов одного текста на один номер",
    ),
    20: Code(
        Reason.RECIPIENT,
        "The provider does not take these recipients",
        "Провайдер не принимает этих адресатов",
    ),
    21: Code(Reason.AUTH, "The password is missing", "Не указан пароль"),
    22: Code(Reason.AUTH, "The login is missing", "Не указан логин"),
    23: Code(
        Reason.SENDER, "Sender ID not allowed", "Недозволительное имя отправителя"
    ),
    24: Code(
        Reason.RECIPIENT,
        "The provider takes the numbers for made up one after another",
        "Адресаты сформированы перебором",
    ),
}
"""All but 15 mean that this request was not taken."""

ERROR_WORDS: Final[Mapping[str, int]] = {
    "ok": SUCCESS,
    "error login, password": 1,
    "blocked user": 2,
    "insufficient funds": 3,
    "blocked ip": 4,
    "http not enabled": 5,
    "this server ip not enabled": 6,
    "email sending not enabled": 7,
    "this email not enabled": 8,
    "blocked moderator id": 9,
    "error manual phone list": 10,
    "empty message text": 11,
    "empty phone list": 12,
    "stop service": 13,
    "error format date": 14,
    "double sent from web interface": 15,
    "error dealer off": 16,
    "error multiaccess": 17,
    "incorrect group": 20,
    "empty password": 21,
    "empty login": 22,
    "invalid fromphone": 23,
    "flood": 24,
}
"""What some pages say in place of a number."""

STATES: Final = {
    1: MessageState.UNCONFIRMED,
    2: MessageState.QUEUED,
    3: MessageState.QUEUED,
    4: MessageState.SENT,
    5: MessageState.REJECTED,
    6: MessageState.DELIVERED,
    7: MessageState.UNDELIVERED,
    8: MessageState.SENT,
    9: MessageState.CANCELLED,
    10: MessageState.REJECTED,
    11: MessageState.EXPIRED,
    12: MessageState.QUEUED,
    13: MessageState.UNCONFIRMED,
    14: MessageState.REJECTED,
    15: MessageState.REJECTED,
}
"""result_Id → state (seed 000, 6.4)."""

_RESULTS: Final = {
    1: Code(Reason.NO_REPORT, "The result is not known", "Неизвестный результат"),
    5: Code(Reason.NOT_DELIVERED, "Refused by the operator", "Отказано оператором"),
    7: Code(Reason.NOT_DELIVERED, "Not delivered", "Не доставлено"),
    9: Code(Reason.CANCELLED, "Deleted by the user", "Удалено пользователем"),
    10: Code(Reason.NOT_DELIVERED, "Not taken by the system", "Не принято системой"),
    11: Code(
        Reason.NOT_DELIVERED,
        "The time for delivery is over",
        "Время доставки сообщения истекло",
    ),
    13: Code(Reason.NO_REPORT, "No status was received", "Статус не получен"),
    14: Code(Reason.NOT_DELIVERED, "Closed direction", "Закрытое направление"),
    15: Code(Reason.NOT_DELIVERED, "Unknown direction", "Неизвестное направление"),
}
"""The results that have a reason to show."""

WORDS: Final = {
    "delivered": 6,
    "undeliverable": 7,
    "expired": 11,
    "rejected": 5,
    "unknown": 1,
}
"""The word of a callback → the result it stands for (seed 000, 6.5 and 7)."""

VANISHED: Final = Fault(Reason.RECIPIENT, "vanished", TABLE_OWN)
LATINISED: Final = Fault(Reason.ALTERED, "latinised", TABLE_OWN)
TOO_LONG: Final = Fault(Reason.ALTERED, "too_long", TABLE_OWN)

_OWN: Final = {
    "vanished": Code(
        VANISHED.reason,
        "The provider left this number out: it is blocked in the account, or was just"
        " sent this text",
        "Провайдер исключил этот номер: он заблокирован в аккаунте, или такой текст"
        " ему только что отправляли",
    ),
    "latinised": Code(
        LATINISED.reason,
        "WEBSMS writes texts of more than 594 characters in Latin letters, if they are"
        " not; shorten it, or set “transliterate”",
        "Текст длиннее 594 символов WEBSMS сам переведёт в латиницу; сократите его или"
        " включите транслитерацию",
    ),
    "too_long": Code(
        TOO_LONG.reason,
        "WEBSMS takes 1404 characters at most, in Latin letters",
        "WEBSMS принимает не больше 1404 символов, и то латиницей",
    ),
}
"""What is refused here, or concluded, without a number of the provider's."""


def result_fault(result: int) -> Fault | None:
    """Return why a message has come to a result; None where nothing is wrong."""
    known = _RESULTS.get(result)
    return None if known is None else Fault(known.reason, str(result), TABLE_RESULT)


def describe(fault: Fault) -> Words | None:
    """Return the name of a code of WEBSMS's."""
    code = None
    if fault.table == TABLE_OWN:
        code = _OWN.get(fault.code or "")
    elif (fault.code or "").isdecimal():
        number = int(fault.code or 0)
        table = {TABLE_ERROR: ERRORS, TABLE_RESULT: _RESULTS}.get(fault.table or "")
        code = None if table is None else table.get(number)
    return None if code is None else code.words
