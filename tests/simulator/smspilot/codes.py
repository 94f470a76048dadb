"""SMSPILOT's statuses and error codes, and what each of them is called."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorName:
    """What an error code is called.

    `documented` tells whether the words are the document's; the codes of the others are
    known from elsewhere, and their words were made up here.
    """

    english: str
    russian: str
    documented: bool = False


class Refusal(Exception):
    """An error answer. `note` is for the ledger, it does not go over the wire."""

    def __init__(self, code: int, note: str = "", phone: str = "") -> None:
        """Refuse with a code; a number's own error names the number."""
        super().__init__(note)
        self.code = code
        self.note = note
        self.phone = phone


FAILED = -2
UNDELIVERED = -1
QUEUED = 0
SENT = 1
DELIVERED = 2
SCHEDULED = 3

FINAL = frozenset({FAILED, UNDELIVERED, DELIVERED})

STATUS_WORDS: Mapping[int, str] = {
    FAILED: "error",
    UNDELIVERED: "not delivered",
    QUEUED: "queued",
    SENT: "with the operator",
    DELIVERED: "delivered",
    SCHEDULED: "scheduled",
}

NO_ERROR = 0
BLOCKED = 106
INVALID_PHONE = 111
SMS_LIMIT = 112
FOREIGN_ADDRESS = 113
INVALID_SENDER = 115
DEPRECATED_SENDER = 116
BLACKLISTED = 212
UNROUTABLE = 214
PHONE_LENGTH = 215
SURVEY = 227
FUNDS = 241
LOOP = 243
SEND_DATETIME = 250
CALLBACK = 260
TTL = 270
IDS_LIST = 303
SINCE = 500
REFUSED_BY_OPERATOR = 600
UNDELIVERABLE = 604
OUT_OF_TIME = 605


def _printed(english: str, russian: str = "") -> ErrorName:
    """Return words that stand in the document; some of them in English alone."""
    return ErrorName(english, russian or english, documented=True)


ERRORS: Mapping[int, ErrorName] = {
    10: ErrorName("Invalid request", "Неверный запрос"),
    11: ErrorName("Invalid parameter", "Неверный параметр"),
    12: ErrorName("Missing parameter", "Не указан параметр"),
    13: ErrorName("Invalid encoding", "Неверная кодировка"),
    14: ErrorName("Invalid format", "Неверный формат"),
    100: ErrorName("APIKEY is required", "Не указан API-ключ"),
    101: ErrorName("APIKEY is invalid", "Неправильный API-ключ"),
    102: ErrorName("APIKEY not found", "API-ключ не найден"),
    103: _printed("APIKEY NOT PAID"),
    104: _printed("APIKEY NOT ACTIVATED"),
    105: _printed("APIKEY BLOCKED (EMPTY)"),
    BLOCKED: _printed("User is blocked", "Пользователь заблокирован за спам/ошибки"),
    107: ErrorName("Account is closed", "Аккаунт закрыт"),
    108: ErrorName("Phone not found", "Телефон не найден"),
    110: ErrorName("System error", "Системная ошибка"),
    INVALID_PHONE: _printed("Invalid phone", "Неправильный номер телефона"),
    SMS_LIMIT: _printed("SMS LIMIT"),
    FOREIGN_ADDRESS: ErrorName("IP restriction", "Ограничение по IP"),
    INVALID_SENDER: _printed("INVALID SENDER"),
    DEPRECATED_SENDER: _printed("DEPRICATED SENDER"),
    117: _printed("ACCOUNT RESTRICTION"),
    118: _printed("RATE LIMIT"),
    200: ErrorName("Sender is not approved", "Отправитель не утверждён"),
    201: ErrorName("Sender is prohibited", "Отправитель запрещён"),
    204: ErrorName("Sender not found", "Отправитель не найден"),
    BLACKLISTED: _printed("Phone in black list", "Телефон в черном списке"),
    213: ErrorName("Phone in stop list", "Телефон в стоп-листе"),
    UNROUTABLE: ErrorName("No route to phone", "Нет маршрута до телефона"),
    PHONE_LENGTH: _printed(
        "Invalid phone length", "Неправильная длина номера телефона"
    ),
    220: ErrorName("Text is empty", "Пустой текст"),
    221: ErrorName("Text is too long", "Слишком длинный текст"),
    222: ErrorName("Text is prohibited", "Запрещённый текст"),
    223: _printed("TEXT IS AN ADVERTISEMENT"),
    224: ErrorName("Link is prohibited", "Запрещённая ссылка"),
    225: ErrorName("Word is prohibited", "Запрещённое слово"),
    226: ErrorName("Sender does not fit", "Отправитель не подходит"),
    SURVEY: _printed(
        "Spam protection (SURVEY)",
        "Защита от спама (для опросов/голосований нужен спец. шаблон)",
    ),
    230: ErrorName("Message is required", "Не указано сообщение"),
    231: ErrorName("Messages are required", "Не указаны сообщения"),
    240: ErrorName("Nothing to send", "Нечего отправлять"),
    FUNDS: _printed("You don't have enough money", "Нет денег"),
    LOOP: _printed("LOOP PROTECTION"),
    247: ErrorName("No template", "Нет шаблона"),
    248: ErrorName("Template is not approved", "Шаблон не утверждён"),
    SEND_DATETIME: _printed("SEND_DATETIME"),
    CALLBACK: _printed("INVALID CALLBACK"),
    TTL: _printed("TTL"),
    275: ErrorName("Invalid option", "Неправильная настройка"),
    300: ErrorName("Status request is empty", "Пустой запрос статуса"),
    301: ErrorName("Nothing found", "Ничего не найдено"),
    302: ErrorName("Invalid status request", "Неправильный запрос статуса"),
    IDS_LIST: _printed("Invalid IDs list", "Ошибка запроса"),
    304: ErrorName("Packet not found", "Пакет не найден"),
    400: _printed(
        "USER NOT FOUND", "Пользователь с такими логином и паролем не найден"
    ),
    401: _printed("INVALID LOGIN DETAILS"),
    SINCE: _printed(
        "Invalid -since- format YYYY-MM-DD HH:II:SS",
        "Неправильный формат параметра -since- YYYY-MM-DD HH:II:SS",
    ),
}

# Why a message that was taken did not arrive.
REASONS: Mapping[int, ErrorName] = {
    REFUSED_BY_OPERATOR: ErrorName("Refused by operator", "Отклонено оператором"),
    601: ErrorName("Phone is off", "Телефон выключен"),
    602: ErrorName("Phone is blocked", "Телефон заблокирован"),
    603: ErrorName("Spam filter", "Спам-фильтр"),
    UNDELIVERABLE: _printed("Undeliverable", "Невозможно доставить"),
    OUT_OF_TIME: ErrorName("Time to live is over", "Время жизни истекло"),
}

# Errors that one number of many can have: these come in rows, too.
OF_A_NUMBER = frozenset(
    {108, INVALID_PHONE, BLACKLISTED, 213, UNROUTABLE, PHONE_LENGTH, LOOP}
)

_UNKNOWN = ErrorName("Error", "Ошибка")


def name_of(code: int) -> ErrorName:
    """Return what an error of a request or of a message is called."""
    return ERRORS.get(code) or REASONS.get(code) or _UNKNOWN
