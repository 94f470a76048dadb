"""SMSC's codes and their names."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ErrorName:
    """What an error code is called."""

    english: str
    russian: str


class Refusal(Exception):
    """An error answer. `note` is for the ledger, it does not go over the wire."""

    def __init__(
        self, code: int, note: str = "", message_id: str | None = None
    ) -> None:
        """Refuse with a code; the id goes with codes 3, 6, 7 and 8."""
        super().__init__(note)
        self.code = code
        self.note = note
        self.message_id = message_id


PARAMETERS = 1
LOGIN = 2
FUNDS = 3
BLOCKED = 4
DATE = 5
DELETION = 5
FORBIDDEN = 6
NUMBER = 7
ROUTE = 8
TOO_OFTEN = 9

CODES_WITH_ID = frozenset({FUNDS, FORBIDDEN, NUMBER, ROUTE})

SEND_ERRORS: Mapping[int, ErrorName] = {
    PARAMETERS: ErrorName("parameters error", "Ошибка в параметрах"),
    LOGIN: ErrorName("authorise error", "Неверный логин или пароль"),
    FUNDS: ErrorName("no money", "Недостаточно средств на счете Клиента"),
    BLOCKED: ErrorName("ip is blocked", "IP-адрес временно заблокирован"),
    DATE: ErrorName("wrong date format", "Неверный формат даты"),
    FORBIDDEN: ErrorName("message is denied", "Сообщение запрещено"),
    NUMBER: ErrorName("invalid number", "Неверный формат номера телефона"),
    ROUTE: ErrorName(
        "can not deliver message",
        "Сообщение на указанный номер не может быть доставлено",
    ),
    TOO_OFTEN: ErrorName(
        "duplicate request, wait a minute",
        "Отправка более одного одинакового запроса",
    ),
}

STATUS_ERRORS: Mapping[int, ErrorName] = {
    PARAMETERS: SEND_ERRORS[PARAMETERS],
    LOGIN: SEND_ERRORS[LOGIN],
    BLOCKED: SEND_ERRORS[BLOCKED],
    DELETION: ErrorName("delete error", "Ошибка удаления сообщения"),
    TOO_OFTEN: ErrorName(
        "too many requests, wait a minute",
        "Попытка отправки более пяти запросов",
    ),
}

NOT_FOUND = -3
PAUSED = -2
WAITING = -1
SENT = 0
DELIVERED = 1
READ = 2
EXPIRED = 3
LINK = 4
UNDELIVERED = 20
BAD_NUMBER = 22
DENIED = 23
NO_MONEY = 24
NO_ROUTE = 25

FINAL = frozenset(
    {
        DELIVERED,
        READ,
        EXPIRED,
        LINK,
        UNDELIVERED,
        BAD_NUMBER,
        DENIED,
        NO_MONEY,
        NO_ROUTE,
    }
)
ARRIVED = frozenset({DELIVERED, READ, LINK})

# The error code of a request that is refused because of a message's status.
CODE_OF_STATUS = {
    BAD_NUMBER: NUMBER,
    DENIED: FORBIDDEN,
    NO_MONEY: FUNDS,
    NO_ROUTE: ROUTE,
}

STATUS_NAMES = {
    NOT_FOUND: "Сообщение не найдено",
    PAUSED: "Остановлено",
    WAITING: "Ожидает отправки",
    SENT: "Передано оператору",
    DELIVERED: "Доставлено",
    READ: "Прочитано",
    EXPIRED: "Просрочено",
    LINK: "Нажата ссылка",
    UNDELIVERED: "Невозможно доставить",
    BAD_NUMBER: "Неверный номер",
    DENIED: "Запрещено",
    NO_MONEY: "Недостаточно средств",
    NO_ROUTE: "Недоступный номер",
}

STATUS_WORDS = {
    NOT_FOUND: "not found",
    PAUSED: "paused",
    WAITING: "waiting",
    SENT: "with the operator",
    DELIVERED: "delivered",
    READ: "read",
    EXPIRED: "expired",
    LINK: "link opened",
    UNDELIVERED: "undeliverable",
    BAD_NUMBER: "bad number",
    DENIED: "denied",
    NO_MONEY: "no money",
    NO_ROUTE: "no route",
}

NO_ERROR = 0
ABSENT = 1
OFFLINE = 6
VIRTUAL = 200
SIM_SWAPPED = 219
QUEUE_FULL = 220
NO_ANSWER = 237
NO_TEMPLATE = 238
STRANGE_ADDRESS = 239
BUSY = 240
UNCONVERTIBLE = 241
MACHINE = 242
NO_CONTRACT = 243
NO_MAILINGS = 244
UNREPORTED = 245
WRONG_HOUR = 246
DAILY_LIMIT = 247
UNROUTED = 248
BAD_FORMAT = 249
OWN_RULES = 250
FLOOD = 251
NUMBER_DENIED = 252
SPAM = 253
UNREGISTERED = 254
OPERATOR = 255

MESSAGE_ERRORS = {
    NO_ERROR: "Нет ошибки",
    ABSENT: "Абонент не существует",
    OFFLINE: "Абонент не в сети",
    11: "Не подключена услуга",
    12: "Ошибка в телефоне абонента",
    13: "Абонент заблокирован",
    21: "Нет поддержки сервиса",
    VIRTUAL: "Виртуальная отправка",
    SIM_SWAPPED: "Замена sim-карты",
    QUEUE_FULL: "Переполнена очередь у оператора",
    NO_ANSWER: "Абонент не отвечает",
    NO_TEMPLATE: "Нет шаблона",
    STRANGE_ADDRESS: "Запрещенный ip-адрес",
    BUSY: "Абонент занят",
    UNCONVERTIBLE: "Ошибка конвертации",
    MACHINE: "Зафиксирован автоответчик",
    NO_CONTRACT: "Не заключен договор",
    NO_MAILINGS: "Рассылка запрещена",
    UNREPORTED: "Статус не получен",
    WRONG_HOUR: "Ограничение по времени",
    DAILY_LIMIT: "Превышен лимит сообщений",
    UNROUTED: "Нет маршрута",
    BAD_FORMAT: "Неверный формат номера",
    OWN_RULES: "Номер запрещен настройками",
    FLOOD: "Превышен лимит на один номер",
    NUMBER_DENIED: "Номер запрещен",
    SPAM: "Запрещено спам-фильтром",
    UNREGISTERED: "Незарегистрированный sender id",
    OPERATOR: "Отклонено оператором",
}

# Mail has a table of its own for the lower codes.
NO_MAILBOX = 1
MAILBOX_FULL = 2
NO_MAIL_SERVER = 3
MAILBOX_BLOCKED = 4

MAIL_ERRORS = {
    NO_ERROR: "Нет ошибки",
    NO_MAILBOX: "Адресат не существует",
    MAILBOX_FULL: "Переполнен почтовый ящик",
    NO_MAIL_SERVER: "Сервер получателя не найден",
    MAILBOX_BLOCKED: "Почтовый ящик заблокирован",
    STRANGE_ADDRESS: "Запрещенный ip-адрес",
    UNREPORTED: "Статус не получен",
    UNROUTED: "Нет маршрута",
    BAD_FORMAT: "Неверный формат адреса",
    NUMBER_DENIED: "E-mail адрес запрещен",
    SPAM: "Запрещено спам-фильтром",
    UNREGISTERED: "Незарегистрированный отправитель",
    OPERATOR: "Отклонено сервером получателя",
}

# The state in which a message ends that failed for a reason.
_STATUS_OF_ERROR = {
    NO_ERROR: DELIVERED,
    OFFLINE: EXPIRED,
    VIRTUAL: DELIVERED,
    QUEUE_FULL: EXPIRED,
    MACHINE: DELIVERED,
    UNROUTED: NO_ROUTE,
    BAD_FORMAT: BAD_NUMBER,
    OPERATOR: NO_ROUTE,
}
_DENIALS = frozenset(
    {
        NO_TEMPLATE,
        STRANGE_ADDRESS,
        NO_CONTRACT,
        NO_MAILINGS,
        WRONG_HOUR,
        DAILY_LIMIT,
        OWN_RULES,
        FLOOD,
        NUMBER_DENIED,
        SPAM,
        UNREGISTERED,
    }
)


def status_of_error(error: int) -> int:
    """Return the state that goes with a reason."""
    return _STATUS_OF_ERROR.get(error, DENIED if error in _DENIALS else UNDELIVERED)


def error_table(channel: str) -> str:
    """Return which of the two tables a message's error is from."""
    return "mail_error" if channel == "mail" else "message_error"
